import type { Reader, Tx } from "#ground/database";

/** A logged model in the trash by itself: its run and its experiment do not lie there. */
export type TrashedModel = {
  readonly number: number;
  readonly id: string;
  readonly name: string;
  readonly project: string;
  readonly experiment: number;
  readonly experiment_name: string;
  /** Null where the run that made it is not known. */
  readonly run_name: string | null;
  readonly artifact_root: string | null;
  readonly deleted_at: number;
};

const FROM = `FROM runs_model m JOIN runs_experiment e ON e.id = m.experiment LEFT JOIN runs_run r ON r.id = m.source_run
  WHERE m.lifecycle = 'deleted' AND e.lifecycle = 'active' AND COALESCE(r.lifecycle, 'active') = 'active'`;
const MODEL = `SELECT m.number, m.id, m.name, m.project, m.experiment, e.name AS experiment_name, r.name AS run_name,
  m.artifact_root, COALESCE(m.deleted_at, 0) AS deleted_at ${FROM}`;
const OF_PROJECT = "AND (? = '' OR m.project = ?)";
const LATEST = `${MODEL} ${OF_PROJECT} ORDER BY m.deleted_at DESC, m.number DESC LIMIT ?`;
const COUNT = `SELECT COUNT(*) AS total ${FROM} ${OF_PROJECT}`;
const BEFORE = `${MODEL} AND m.deleted_at < ? ORDER BY m.deleted_at DESC, m.number DESC`;
const ONE = `${MODEL} AND m.id = ?`;
const USERS = `SELECT i.model AS id, r.id AS run FROM runs_model_input i JOIN runs_run r ON r.number = i.run
  WHERE i.model IN (SELECT value FROM json_each(?)) ORDER BY r.id`;
const RESTORE =
  "UPDATE runs_model SET lifecycle = 'active', deleted_at = NULL, updated_at = ? WHERE id = ? AND lifecycle = 'deleted'";

/** Logged models in the trash, the latest first: at most so many, or all of before a time. */
export function selectTrashedModels(
  db: Reader,
  wish: { readonly limit: number; readonly project?: string | undefined } | { before: number },
): Promise<TrashedModel[]> {
  if ("before" in wish) return db.all<TrashedModel>(BEFORE, wish.before);
  const project = wish.project ?? "";
  return db.all<TrashedModel>(LATEST, project, project, wish.limit);
}

/** How many there are. */
export async function countTrashedModels(db: Reader, project = ""): Promise<number> {
  return (await db.get<{ total: number }>(COUNT, project, project))?.total ?? 0;
}

/** A logged model in the trash. */
export function selectTrashedModel(db: Reader, id: string): Promise<TrashedModel | undefined> {
  return db.get<TrashedModel>(ONE, id);
}

/** The runs that took these models as their input. */
export function selectModelUsers(
  db: Reader,
  ids: readonly string[],
): Promise<{ readonly id: string; readonly run: string }[]> {
  return db.all(USERS, JSON.stringify(ids));
}

/** Takes logged models out of the trash. */
export async function restoreModels(tx: Tx, ids: readonly string[], at: number): Promise<void> {
  for (const id of ids) await tx.run(RESTORE, at, id);
}
