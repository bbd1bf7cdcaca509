import type { Reader } from "#ground/database";
import { RUN_COLUMNS, type RunColumns, type RunRecord, runRecord } from "./run-columns.ts";

const FROM = `SELECT ${RUN_COLUMNS} FROM runs_run r JOIN runs_experiment e ON e.id = r.experiment`;
const BY_ID = `${FROM} WHERE r.id = ?`;
const BY_NAME = `${FROM} WHERE r.name = ? AND r.lifecycle = 'active' ORDER BY r.started_at DESC, r.number DESC LIMIT 1`;
const BY_NAME_IN_PROJECT = `${FROM} WHERE r.name = ? AND r.project = ? AND r.lifecycle = 'active'
  ORDER BY r.started_at DESC, r.number DESC LIMIT 1`;
const BY_PREFIX = `${FROM} WHERE r.id >= ? AND r.id < ? ORDER BY r.id LIMIT 5`;

/** The run of an id, also a deleted one. */
export async function selectRun(db: Reader, id: string): Promise<RunRecord | undefined> {
  const row = await db.get<RunColumns>(BY_ID, id);
  return row === undefined ? undefined : runRecord(row);
}

/** The latest run of a name. */
export async function selectRunByName(
  db: Reader,
  name: string,
  project: string | undefined,
): Promise<RunRecord | undefined> {
  const row = await (project === undefined
    ? db.get<RunColumns>(BY_NAME, name)
    : db.get<RunColumns>(BY_NAME_IN_PROJECT, name, project));
  return row === undefined ? undefined : runRecord(row);
}

/** At most five runs whose ids start so; `g` follows the last hex digit. */
export async function selectRunsByPrefix(db: Reader, prefix: string): Promise<RunRecord[]> {
  const rows = await db.all<RunColumns>(BY_PREFIX, prefix, `${prefix}g`);
  return rows.map(runRecord);
}
