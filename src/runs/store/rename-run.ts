import type { Tx } from "#ground/database";

const RUN = "UPDATE runs_run SET name = ? WHERE id = ?";
const RUN_TAG = `INSERT INTO runs_tag (run, key, value)
  SELECT number, 'mlflow.runName', ? FROM runs_run WHERE id = ?
  ON CONFLICT (run, key) DO UPDATE SET value = excluded.value`;

/** Gives a run a name, and the tag by which MLflow's clients know it. */
export async function renameRun(tx: Tx, id: string, name: string): Promise<void> {
  await tx.run(RUN, name, id);
  await tx.run(RUN_TAG, name, id);
}
