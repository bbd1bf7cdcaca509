import { useSyncExternalStore } from "react";

/** As many as a comparison takes. */
export const CHOSEN_MAX = 20;

export type ChosenRun = { readonly id: string; readonly name: string };

/** Kept outside the screen: a choice survives filter and sort, and a look at one of the runs. */
let chosen: readonly ChosenRun[] = [];
const watchers = new Set<() => void>();

function put(next: readonly ChosenRun[]): void {
  chosen = next;
  for (const watcher of watchers) watcher();
}

/** The runs chosen for a comparison or an action, followed. */
export function useChosenRuns(): readonly ChosenRun[] {
  return useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    () => chosen,
  );
}

/** Takes runs into the choice or out of it; returns how many found no place any more. */
export function chooseRuns(runs: readonly ChosenRun[], on: boolean): number {
  const ids = new Set(runs.map(({ id }) => id));
  const others = chosen.filter(({ id }) => !ids.has(id));
  if (!on) {
    put(others);
    return 0;
  }
  const next = [...chosen, ...runs.filter(({ id }) => !chosen.some((each) => each.id === id))];
  put(next.slice(0, CHOSEN_MAX));
  return Math.max(0, next.length - CHOSEN_MAX);
}

/** Empties the choice. */
export function chooseNone(): void {
  put([]);
}
