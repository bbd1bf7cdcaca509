import type { Reader, Tx } from "#ground/database";
import type { RunStatus } from "../model.ts";

/** A run in the trash, as far as the trash needs it. */
export type TrashedRun = {
  readonly number: number;
  readonly id: string;
  readonly name: string;
  readonly project: string;
  readonly status: RunStatus;
  /** When it counted as lost; null where it never did. */
  readonly lost_at: number | null;
  readonly experiment: number;
  readonly experiment_name: string;
  /** Null for the place that runs have by default. */
  readonly artifact_root: string | null;
  readonly deleted_at: number;
  readonly trash_bytes: number | null;
};

/** An experiment in the trash with all its runs. */
export type TrashedExperiment = {
  readonly id: number;
  readonly name: string;
  readonly project: string;
  readonly deleted_at: number;
  readonly runs: number;
  readonly bytes: number;
  /** Runs that were not measured. */
  readonly unknown: number;
};

const RUN = `SELECT r.number, r.id, r.name, r.project, r.status, r.lost_at, r.experiment, e.name AS experiment_name,
    r.artifact_root,
    COALESCE(r.deleted_at, 0) AS deleted_at, r.trash_bytes
  FROM runs_run r JOIN runs_experiment e ON e.id = r.experiment`;
const ALONE = "r.lifecycle = 'deleted' AND e.lifecycle = 'active'";
const OF_PROJECT = "AND (? = '' OR r.project = ?)";
const RUNS = `${RUN} WHERE ${ALONE} ${OF_PROJECT} ORDER BY r.deleted_at DESC, r.number DESC LIMIT ?`;
const RUN_COUNT = `SELECT COUNT(*) AS total, COALESCE(SUM(r.trash_bytes), 0) AS bytes
  FROM runs_run r JOIN runs_experiment e ON e.id = r.experiment WHERE ${ALONE} ${OF_PROJECT}`;
const EXPIRED_RUNS = `${RUN} WHERE ${ALONE} AND r.deleted_at < ? ORDER BY r.number`;
const ONE = `${RUN} WHERE r.id = ? AND ${ALONE}`;
const IDS = "SELECT id FROM runs_run WHERE id IN (SELECT value FROM json_each(?))";
const ANY = `${RUN} WHERE r.id = ?`;
const DELETED = `${ANY} AND r.lifecycle = 'deleted'`;
const OF_EXPERIMENT = `${RUN} WHERE r.experiment = ? ORDER BY r.number`;
const UNMEASURED = `${RUN} WHERE r.lifecycle = 'deleted' AND r.trash_bytes IS NULL ORDER BY r.number LIMIT ?`;
const EXPERIMENT = `SELECT e.id, e.name, e.project, COALESCE(e.deleted_at, 0) AS deleted_at, COUNT(r.number) AS runs,
    COALESCE(SUM(r.trash_bytes), 0) AS bytes,
    COALESCE(SUM(CASE WHEN r.number IS NOT NULL AND r.trash_bytes IS NULL THEN 1 ELSE 0 END), 0) AS unknown
  FROM runs_experiment e LEFT JOIN runs_run r ON r.experiment = e.id WHERE e.lifecycle = 'deleted'`;
const GROUPED = "GROUP BY e.id, e.name, e.project, e.deleted_at";
const EXPERIMENTS = `${EXPERIMENT} AND (? = '' OR e.project = ?) ${GROUPED} ORDER BY e.deleted_at DESC, e.id DESC`;
const ONE_EXPERIMENT = `${EXPERIMENT} AND e.id = ? ${GROUPED}`;
const MEASURED = "UPDATE runs_run SET trash_bytes = ? WHERE number = ? AND lifecycle = 'deleted'";

/** Runs that were put into the trash one by one, the latest first. */
export function selectTrashedRuns(db: Reader, limit: number, project = ""): Promise<TrashedRun[]> {
  return db.all<TrashedRun>(RUNS, project, project, limit);
}

/** How many these are, and the bytes of those that were measured. */
export async function countTrashedRuns(
  db: Reader,
  project = "",
): Promise<{ total: number; bytes: number }> {
  const found = await db.get<{ total: number; bytes: number }>(RUN_COUNT, project, project);
  return found ?? { total: 0, bytes: 0 };
}

/** Those that were put there before a time. */
export function selectExpiredRuns(db: Reader, before: number): Promise<TrashedRun[]> {
  return db.all<TrashedRun>(EXPIRED_RUNS, before);
}

/** A run that lies in the trash by itself, not with its experiment. */
export function selectTrashedRun(db: Reader, id: string): Promise<TrashedRun | undefined> {
  return db.get<TrashedRun>(ONE, id);
}

/** A run that is deleted, by itself or with its experiment; `also` one that is not. */
export function selectDeletedRun(
  db: Reader,
  id: string,
  options: { readonly also?: "active" } = {},
): Promise<TrashedRun | undefined> {
  return db.get<TrashedRun>(options.also === undefined ? DELETED : ANY, id);
}

/** Those of these ids that runs have. */
export async function selectRunIds(db: Reader, ids: readonly string[]): Promise<string[]> {
  return (await db.all<{ id: string }>(IDS, JSON.stringify(ids))).map((row) => row.id);
}

/** All runs of an experiment. */
export function selectRunsOf(db: Reader, experiment: number): Promise<TrashedRun[]> {
  return db.all<TrashedRun>(OF_EXPERIMENT, experiment);
}

/** Runs in the trash whose artifacts nobody has measured. */
export function selectUnmeasured(db: Reader, limit: number): Promise<TrashedRun[]> {
  return db.all<TrashedRun>(UNMEASURED, limit);
}

/** The experiments in the trash, the latest first. */
export function selectTrashedExperiments(db: Reader, project = ""): Promise<TrashedExperiment[]> {
  return db.all<TrashedExperiment>(EXPERIMENTS, project, project);
}

/** An experiment that lies in the trash. */
export function selectTrashedExperiment(
  db: Reader,
  id: number,
): Promise<TrashedExperiment | undefined> {
  return db.get<TrashedExperiment>(ONE_EXPERIMENT, id);
}

/** Keeps the size of a run's artifacts, which don't change while it lies in the trash. */
export async function updateTrashBytes(tx: Tx, run: number, bytes: number): Promise<void> {
  await tx.run(MEASURED, bytes, run);
}
