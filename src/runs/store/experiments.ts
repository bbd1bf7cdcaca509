import type { Reader, Tx } from "#ground/database";
import type { Lifecycle } from "./tables.ts";

/** An experiment as the store holds it. */
export type Experiment = {
  readonly id: number;
  readonly name: string;
  readonly project: string;
  readonly lifecycle: Lifecycle;
  readonly createdAt: number;
  readonly updatedAt: number;
};

type Columns = {
  id: number;
  name: string;
  project: string;
  lifecycle: Lifecycle;
  created_at: number;
  updated_at: number;
};

const FROM = "SELECT id, name, project, lifecycle, created_at, updated_at FROM runs_experiment";
const BY_ID = `${FROM} WHERE id = ?`;
const BY_NAME = `${FROM} WHERE name = ?`;
const ADD = `INSERT INTO runs_experiment (name, project, lifecycle, created_at, updated_at)
  VALUES (?, ?, 'active', ?, ?) RETURNING id`;
const TAG = `INSERT INTO runs_experiment_tag (experiment, key, value) VALUES (?, ?, ?)
  ON CONFLICT (experiment, key) DO UPDATE SET value = excluded.value`;
const TAGS = "SELECT key, value FROM runs_experiment_tag WHERE experiment = ? ORDER BY key";

/** A row of SQL as an experiment. */
export function experimentRecord(row: Columns): Experiment {
  const { id, name, project, lifecycle, created_at: createdAt, updated_at: updatedAt } = row;
  return { id, name, project, lifecycle, createdAt, updatedAt };
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

/** Adds an experiment, whose name must be free, and gives its id. */
export async function insertExperiment(
  tx: Tx,
  experiment: { name: string; project: string; at: number },
): Promise<number> {
  const { name, project, at } = experiment;
  const row = await tx.get<{ id: number }>(ADD, name, project, at, at);
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
