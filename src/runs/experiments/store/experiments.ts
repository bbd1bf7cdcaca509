import type { Reader, Tx } from "#ground/database";
import type { Lifecycle } from "../../store/tables.ts";

/** An experiment as the store holds it. */
export type Experiment = {
  readonly id: number;
  readonly name: string;
  readonly project: string;
  readonly lifecycle: Lifecycle;
  readonly createdAt: number;
  readonly updatedAt: number;
  /** The URI below which its runs keep their artifacts; null for `mlflow-artifacts:/<id>`. */
  readonly artifactLocation: string | null;
};

type Columns = {
  id: number;
  name: string;
  project: string;
  lifecycle: Lifecycle;
  created_at: number;
  updated_at: number;
  artifact_location: string | null;
};

const FROM =
  "SELECT id, name, project, lifecycle, created_at, updated_at, artifact_location FROM runs_experiment";
const BY_ID = `${FROM} WHERE id = ?`;
const BY_NAME = `${FROM} WHERE name = ?`;
const ADD = `INSERT INTO runs_experiment (name, project, lifecycle, created_at, updated_at)
  VALUES (?, ?, 'active', ?, ?) RETURNING id`;
const ADD_AS = `INSERT INTO runs_experiment (id, name, project, lifecycle, created_at, updated_at)
  VALUES (?, ?, ?, 'active', ?, ?) ON CONFLICT (id) DO NOTHING`;
/** A project's are those with a model of it too. Default is everybody's: it is given where somebody changed it, or keeps a model there. */
const OF_PROJECT = `${FROM} e WHERE (? IS NULL OR e.name = ?)
    AND (? IS NULL OR e.project = ? OR EXISTS (SELECT 1 FROM runs_model m WHERE m.experiment = e.id AND m.project = ?))
    AND (e.id <> 0 OR e.updated_at <> 0 OR EXISTS (SELECT 1 FROM runs_experiment_tag t WHERE t.experiment = e.id)
      OR EXISTS (SELECT 1 FROM runs_model m WHERE m.experiment = e.id))
  ORDER BY e.id = 0, e.id`;
const RENAME = "UPDATE runs_experiment SET name = ?, updated_at = ? WHERE id = ?";
const TIME = "UPDATE runs_experiment SET updated_at = ? WHERE id = ?";
const DATE = `UPDATE runs_experiment SET created_at = ?, updated_at = ?
  WHERE id = 0 AND created_at = 0 AND updated_at = 0`;
const LOCATE = "UPDATE runs_experiment SET artifact_location = ? WHERE id = ?";
const UNTAG = "DELETE FROM runs_experiment_tag WHERE experiment = ? AND key = ?";
const TAG = `INSERT INTO runs_experiment_tag (experiment, key, value) VALUES (?, ?, ?)
  ON CONFLICT (experiment, key) DO UPDATE SET value = excluded.value`;
const TAGS = "SELECT key, value FROM runs_experiment_tag WHERE experiment = ? ORDER BY key";

/** A row of SQL as an experiment. */
export function experimentRecord(row: Columns): Experiment {
  const { id, name, project, lifecycle, created_at: createdAt, updated_at: updatedAt } = row;
  const artifactLocation = row.artifact_location;
  return { id, name, project, lifecycle, createdAt, updatedAt, artifactLocation };
}

/** The experiment of an id, also a deleted one. */
export async function selectExperiment(db: Reader, id: number): Promise<Experiment | undefined> {
  const row = await db.get<Columns>(BY_ID, id);
  return row === undefined ? undefined : experimentRecord(row);
}

/** The experiment of a name, also a deleted one. */
export async function selectExperimentByName(
  db: Reader,
  name: string,
): Promise<Experiment | undefined> {
  const row = await db.get<Columns>(BY_NAME, name);
  return row === undefined ? undefined : experimentRecord(row);
}

/** The experiments of a project or of all, of one name or of all, by their numbers; also those in the trash. */
export async function selectExperimentsOf(
  db: Reader,
  of: { readonly project: string | undefined; readonly name: string | undefined },
): Promise<Experiment[]> {
  const [project, name] = [of.project ?? null, of.name ?? null];
  return (await db.all<Columns>(OF_PROJECT, name, name, project, project, project)).map(
    experimentRecord,
  );
}

/** Dates Default, which every store begins with, where nothing has dated it yet; whether it did. */
export async function dateDefault(
  tx: Tx,
  { createdAt, updatedAt }: Pick<Experiment, "createdAt" | "updatedAt">,
): Promise<boolean> {
  return (await tx.run(DATE, createdAt, updatedAt)).changes === 1;
}

/** Adds an experiment, whose name must be free, and gives its id. */
export async function insertExperiment(
  tx: Tx,
  experiment: { name: string; project: string; createdAt: number; updatedAt: number },
): Promise<number> {
  const { name, project, createdAt, updatedAt } = experiment;
  const row = await tx.get<{ id: number }>(ADD, name, project, createdAt, updatedAt);
  return (row as { id: number }).id;
}

/** Sets a tag of an experiment. */
export async function upsertExperimentTag(
  tx: Tx,
  experiment: number,
  key: string,
  value: string,
): Promise<void> {
  await tx.run(TAG, experiment, key, value);
}

/** The tags of an experiment. */
export function selectExperimentTags(
  db: Reader,
  experiment: number,
): Promise<{ key: string; value: string }[]> {
  return db.all(TAGS, experiment);
}

/** Takes a tag off an experiment; false where there is none. */
export async function deleteExperimentTag(
  tx: Tx,
  experiment: number,
  key: string,
): Promise<boolean> {
  return (await tx.run(UNTAG, experiment, key)).changes === 1;
}

/** Gives an experiment another name, which must be free. */
export async function updateExperimentName(
  tx: Tx,
  experiment: number,
  name: string,
  at: number,
): Promise<void> {
  await tx.run(RENAME, name, at, experiment);
}

/** Sets when an experiment was changed last, which an import knows. */
export async function updateExperimentTime(tx: Tx, experiment: number, at: number): Promise<void> {
  await tx.run(TIME, at, experiment);
}

/** Sets where the runs of an experiment keep their artifacts. */
export async function updateExperimentLocation(
  tx: Tx,
  experiment: number,
  location: string,
): Promise<void> {
  await tx.run(LOCATE, location, experiment);
}

/** Adds an experiment under an id of its own, whose name must be free; false where the id is taken. */
export async function insertExperimentAs(
  tx: Tx,
  experiment: { id: number; name: string; project: string; createdAt: number; updatedAt: number },
): Promise<boolean> {
  const { id, name, project, createdAt, updatedAt } = experiment;
  return (await tx.run(ADD_AS, id, name, project, createdAt, updatedAt)).changes === 1;
}
