import type { Reader } from "#ground/database";
import { fail } from "#ground/errors";
import { ERRORS } from "../errors.ts";

const SQL = "SELECT number, lifecycle FROM runs_run WHERE id = ?";

/** The number of a run that may be written to; RUNS_UNKNOWN or RUNS_DELETED otherwise. On the path of every log call. */
export async function selectActiveRun(db: Reader, id: string): Promise<number> {
  const row = await db.get<{ number: number; lifecycle: string }>(SQL, id);
  if (row === undefined) throw fail(ERRORS, "RUNS_UNKNOWN", { ref: id });
  if (row.lifecycle !== "active")
    throw fail(ERRORS, "RUNS_DELETED", { id, lifecycle: row.lifecycle });
  return row.number;
}
