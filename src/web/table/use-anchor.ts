import { type RefObject, useLayoutEffect, useRef } from "react";
import { ROW_PX } from "./row-px.ts";

/**
 * Keeps the first row in sight where it is when the list is read anew and rows came in above it. At the top nothing is
 * held, so that new rows appear.
 */
export function useAnchor<R>(options: {
  readonly frame: RefObject<HTMLDivElement | null>;
  readonly first: number;
  readonly rowAt: (index: number) => R | undefined;
  readonly idOf: (row: R) => string;
  readonly placeOf: (id: string) => number | undefined;
  readonly readAt?: number | undefined;
  readonly onInserted?: ((rows: number) => void) | undefined;
}): void {
  const { frame, first, rowAt, idOf, placeOf, readAt, onInserted } = options;
  const held = useRef<{ id: string; place: number; readAt: number | undefined }>(undefined);
  useLayoutEffect(() => {
    const before = held.current;
    // Asking for the scroll position makes the browser lay out at once: not while one merely scrolls.
    if (before !== undefined && before.readAt !== readAt) {
      const element = frame.current;
      const place = element === null || element.scrollTop === 0 ? undefined : placeOf(before.id);
      if (element !== null && place !== undefined && place !== before.place) {
        element.scrollTop += (place - before.place) * ROW_PX;
        if (place > before.place) onInserted?.(place - before.place);
        held.current = { id: before.id, place, readAt };
        return;
      }
    }
    const row = rowAt(first);
    held.current = row === undefined ? undefined : { id: idOf(row), place: first, readAt };
  });
}
