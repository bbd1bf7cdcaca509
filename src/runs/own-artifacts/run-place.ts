import type { Reader } from "#ground/database";
import type { StoreSettings } from "#ground/server";
import { selectRun } from "../store/select-run.ts";
import { runUri } from "./location.ts";

/** Where clients are told that a run's artifacts are; `undefined` where there is no such run. */
export async function runPlace(
  db: Reader,
  settings: StoreSettings,
  id: string,
): Promise<string | undefined> {
  const run = await selectRun(db, id);
  return run && runUri(settings, run);
}
