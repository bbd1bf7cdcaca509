import { useRef } from "react";

/** A row in sight, and which element shows it. */
type Slotted<I> = I & { readonly slot: number };

/**
 * Gives the rows in sight elements, by number: a row that comes in takes the element of one that has left, since making
 * elements and finding their style is most of what scrolling costs. While one scrolls the rows come in the order of
 * their elements, for one that is moved in the document is laid out anew; at rest in their own, in which a screen reader
 * reads them.
 */
export function useSlots<I extends { readonly index: number }>(
  items: readonly I[],
  scrolls: boolean,
): readonly Slotted<I>[] {
  const held = useRef<ReadonlyMap<number, number>>(new Map());
  held.current = assignSlots(
    held.current,
    items.map(({ index }) => index),
  );
  const slotted = items.map((item) => ({ ...item, slot: held.current.get(item.index) ?? 0 }));
  return scrolls ? slotted.sort((a, b) => a.slot - b.slot) : slotted;
}

/** Gives each place a slot of its own: the one it had, or else the lowest that is free. */
export function assignSlots(
  before: ReadonlyMap<number, number>,
  places: readonly number[],
): ReadonlyMap<number, number> {
  const kept = places.flatMap((place) => before.get(place) ?? []);
  const taken = new Set(kept);
  let free = 0;
  return new Map(
    places.map((place) => {
      const had = before.get(place);
      if (had !== undefined) return [place, had];
      while (taken.has(free)) free += 1;
      taken.add(free);
      return [place, free];
    }),
  );
}
