import { api } from "#web/api";
import { count } from "#web/figures";
import type { ChosenRow } from "#web/list";
import { showToast } from "#web/toast";
import type { TrashApi } from "../api.ts";
import { CHOSEN_RUNS } from "./chosen-runs.ts";

/** Moves runs to the trash, and offers to take them out again. */
export async function trashRuns(runs: readonly ChosenRow[]): Promise<boolean> {
  const things = runs.map(({ id }) => ({ kind: "run", id }));
  const [first] = runs;
  const what = runs.length === 1 && first !== undefined ? first.name : count(runs.length, "run");
  try {
    await api<TrashApi>().post("/api/fettle/1/trash", { body: { things } });
    CHOSEN_RUNS.none();
    showToast(`${what} moved to the trash.`, { undo: () => void restore(things, what) });
    return true;
  } catch (error) {
    showToast(`Not moved to the trash: ${error instanceof Error ? error.message : error}`, {
      bad: true,
    });
    return false;
  }
}

async function restore(things: { kind: string; id: string }[], what: string): Promise<void> {
  try {
    await api<TrashApi>().post("/api/fettle/1/trash/restore", { body: { things } });
    showToast(`${what} restored.`);
  } catch (error) {
    showToast(`Not restored: ${error instanceof Error ? error.message : error}`, { bad: true });
  }
}
