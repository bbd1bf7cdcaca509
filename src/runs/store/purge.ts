import type { Reader, Tx } from "#ground/database";

const MODELS_OF = `SELECT number, id, experiment, artifact_root FROM runs_model WHERE source_run = ?
  AND NOT EXISTS (SELECT 1 FROM runs_model_input i WHERE i.model = runs_model.id AND i.run <> ?)`;
const OF_MODEL = ["runs_model_param", "runs_model_tag", "runs_model_point"].map(
  (table) => `DELETE FROM ${table} WHERE model = ?`,
);
const OUTPUT = "DELETE FROM runs_output WHERE model = ?";
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
export async function deleteModel(
  tx: Tx,
  model: Pick<PurgedModel, "number" | "id">,
): Promise<void> {
  for (const sql of OF_MODEL) await tx.run(sql, model.number);
  await tx.run(OUTPUT, model.id);
  await tx.run(MODEL, model.number);
}

/** Removes a run's records; its points and texts are removed by the rooms that keep them. */
export async function deleteRun(tx: Tx, run: number): Promise<void> {
  for (const sql of OF_RUN) await tx.run(sql, run);
  await tx.run(RUN, run);
}

/** Removes an experiment's records; it must have no runs and no logged models any more. */
export async function deleteExperiment(tx: Tx, experiment: number): Promise<void> {
  for (const sql of OF_EXPERIMENT) await tx.run(sql, experiment);
  await tx.run(EXPERIMENT, experiment);
}
