import { checkExperimentName } from "#ground/mlflow";
import type { ServerContext } from "#ground/server";
import { activeExperiment, refuseTaken } from "./find-experiment.ts";
import { updateExperimentName } from "./store/experiments.ts";

/**
 * Gives an experiment another name. RUNS_EXPERIMENT_UNKNOWN, RUNS_EXPERIMENT_DELETED, or RUNS_EXPERIMENT_EXISTS where
 * another one has the name.
 */
export async function renameExperiment(
  context: ServerContext,
  id: number,
  name: string,
): Promise<void> {
  checkExperimentName(name, "new_name");
  await context.database.write(async (tx) => {
    tx.afterCommit(() => context.events.publish("runs"));
    const experiment = await activeExperiment(tx, id);
    // Sent twice, the second one finds the name where it belongs.
    if (experiment.name === name) return;
    await refuseTaken(tx, name);
    await updateExperimentName(tx, id, name, context.clock.now());
  });
}
