import type { Reader, Tx } from "#ground/database";
import { deleteUnusedTexts } from "../environment/index.ts";

/** A purge whose files may still be there. */
export type OpenPurge = { readonly number: number; readonly places: readonly string[] };

/** What is remembered of a thing that is gone, and which folders go with it. */
export type NewPurge = {
  readonly kind: "run" | "experiment";
  readonly id: string;
  readonly name: string;
  readonly project: string;
  readonly experiment: string;
  readonly status: string | null;
  readonly bytes: number;
  /** Below the artifact folder. */
  readonly places: readonly string[];
  readonly at: number;
};

const ADD = `INSERT INTO runs_purge (kind, id, name, project, experiment, status, bytes, places, purged_at)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING number`;
const OPEN =
  "SELECT number, places FROM runs_purge WHERE done_at IS NULL ORDER BY number LIMIT 500";
const DONE = "UPDATE runs_purge SET done_at = ? WHERE number = ?";

const MODELS_OF = `SELECT number, id, experiment, artifact_root FROM runs_model WHERE source_run = ?
  AND NOT EXISTS (SELECT 1 FROM runs_model_input i WHERE i.model = runs_model.id AND i.run <> ?)`;
const OF_MODEL = ["runs_model_param", "runs_model_tag", "runs_model_point"].map(
  (table) => `DELETE FROM ${table} WHERE model = ?`,
);
const MODEL = "DELETE FROM runs_model WHERE number = ?";

const OF_RUN = [
  "runs_param",
  "runs_tag",
  "runs_input",
  "runs_input_tag",
  "runs_model_input",
  "runs_output",
  "runs_model_point",
].map((table) => `DELETE FROM ${table} WHERE run = ?`);
const RUN = "DELETE FROM runs_run WHERE number = ?";

const OF_EXPERIMENT = ["runs_experiment_tag", "runs_dataset"].map(
  (table) => `DELETE FROM ${table} WHERE experiment = ?`,
);
const MODELS_IN =
  "SELECT number, id, experiment, artifact_root FROM runs_model WHERE experiment = ?";
const EXPERIMENT = "DELETE FROM runs_experiment WHERE id = ?";

export type PurgedModel = {
  readonly number: number;
  readonly id: string;
  readonly experiment: number;
  readonly artifact_root: string | null;
};

/** Writes a purge down, in the write that removes the records, and gives its number. */
export async function insertPurge(tx: Tx, purge: NewPurge): Promise<number> {
  const { kind, id, name, project, experiment, status, bytes, places, at } = purge;
  const values = [kind, id, name, project, experiment, status, bytes, JSON.stringify(places), at];
  const row = await tx.get<{ number: number }>(ADD, ...values);
  return (row as { number: number }).number;
}

/** Purges whose files are not known to be gone, the oldest first. */
export async function selectOpenPurges(db: Reader): Promise<OpenPurge[]> {
  const rows = await db.all<{ number: number; places: string }>(OPEN);
  return rows.map((row) => ({ number: row.number, places: JSON.parse(row.places) as string[] }));
}

/** Notes that the files of a purge are gone. */
export async function closePurge(tx: Tx, purge: number, at: number): Promise<void> {
  await tx.run(DONE, at, purge);
}

/** The logged models that a run made and that no other run uses. */
export function selectModelsOf(
  db: Reader,
  run: { number: number; id: string },
): Promise<PurgedModel[]> {
  return db.all<PurgedModel>(MODELS_OF, run.id, run.number);
}

/** All logged models of an experiment. */
export function selectModelsIn(db: Reader, experiment: number): Promise<PurgedModel[]> {
  return db.all<PurgedModel>(MODELS_IN, experiment);
}

/** Removes a logged model's records. */
export async function deleteModel(tx: Tx, model: number): Promise<void> {
  for (const sql of OF_MODEL) await tx.run(sql, model);
  await tx.run(MODEL, model);
}

/** Removes a run's records; its points are removed by the room that keeps them. */
export async function deleteRun(tx: Tx, run: number): Promise<void> {
  for (const sql of OF_RUN) await tx.run(sql, run);
  await deleteUnusedTexts(tx, run);
  await tx.run(RUN, run);
}

/** Removes an experiment's records; it must have no runs and no logged models any more. */
export async function deleteExperiment(tx: Tx, experiment: number): Promise<void> {
  for (const sql of OF_EXPERIMENT) await tx.run(sql, experiment);
  await tx.run(EXPERIMENT, experiment);
}
