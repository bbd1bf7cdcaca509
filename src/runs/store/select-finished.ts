import type { Reader } from "#ground/database";
import { RUN_COLUMNS, type RunColumns, type RunRecord, runRecord } from "./run-columns.ts";

const SQL = `SELECT ${RUN_COLUMNS} FROM runs_run r JOIN runs_experiment e ON e.id = r.experiment
  WHERE e.name = ? AND r.status = 'FINISHED' AND r.lifecycle = 'active'
  ORDER BY r.started_at DESC, r.number DESC LIMIT ?`;

/** The latest runs of an experiment that finished. */
export async function selectFinished(
  db: Reader,
  experiment: string,
  limit: number,
): Promise<RunRecord[]> {
  return (await db.all<RunColumns>(SQL, experiment, limit)).map(runRecord);
}
