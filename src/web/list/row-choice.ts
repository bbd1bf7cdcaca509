import { useSyncExternalStore } from "react";

/** A chosen row: enough to act on it and to speak of it. */
export type ChosenRow = { readonly id: string; readonly name: string };

/** The rows of a list that were chosen for an action. */
export type RowChoice = {
  readonly most: number;
  now(): readonly ChosenRow[];
  /** The same, followed. */
  use(): readonly ChosenRow[];
  /** Takes rows into the choice or out of it; returns how many found no place any more. */
  put(rows: readonly ChosenRow[], on: boolean): number;
  /** Empties it. */
  none(): void;
};

/** Makes a list's choice. Kept outside the screen: it survives filter and sort, and a look at one of the rows. */
export function rowChoice(most: number): RowChoice {
  let chosen: readonly ChosenRow[] = [];
  const watchers = new Set<() => void>();
  const set = (next: readonly ChosenRow[]): void => {
    chosen = next;
    for (const watcher of watchers) watcher();
  };
  const watch = (watcher: () => void) => {
    watchers.add(watcher);
    return () => watchers.delete(watcher);
  };
  return {
    most,
    now: () => chosen,
    use: () => useSyncExternalStore(watch, () => chosen),
    put(rows, on) {
      const ids = new Set(rows.map(({ id }) => id));
      const others = chosen.filter(({ id }) => !ids.has(id));
      if (!on) {
        set(others);
        return 0;
      }
      const next = [...chosen, ...rows.filter(({ id }) => !chosen.some((each) => each.id === id))];
      set(next.slice(0, most));
      return Math.max(0, next.length - most);
    },
    none: () => set([]),
  };
}
