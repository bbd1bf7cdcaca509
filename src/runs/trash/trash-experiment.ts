import { fail } from "#ground/errors";
import type { ServerContext } from "#ground/server";
import { ERRORS } from "../errors.ts";
import { forgetAllRuns } from "../metrics/index.ts";
import { markExperimentDeleted, unmarkExperiment } from "../store/set-lifecycle.ts";

/**
 * Moves an experiment and all its runs into the trash; its name stays reserved. RUNS_EXPERIMENT_UNKNOWN where there is
 * no active one of this id: MLflow's answer, which its client doesn't try again.
 */
export async function trashExperiment(context: ServerContext, id: number): Promise<void> {
  await context.database.write(async (tx) => {
    if (!(await markExperimentDeleted(tx, id, context.clock.now())))
      throw fail(ERRORS, "RUNS_EXPERIMENT_UNKNOWN", { experiment: String(id) });
    tx.afterCommit(() => {
      forgetAllRuns(context);
      context.events.publish("runs");
      context.events.publish("trash");
    });
  });
}

/**
 * Takes an experiment out of the trash with all its runs, also those that were deleted one by one before it, as MLflow
 * does. RUNS_EXPERIMENT_UNKNOWN where no such one lies there.
 */
export async function restoreExperiment(context: ServerContext, id: number): Promise<void> {
  await context.database.write(async (tx) => {
    if (!(await unmarkExperiment(tx, id, context.clock.now())))
      throw fail(ERRORS, "RUNS_EXPERIMENT_UNKNOWN", { experiment: String(id) });
    tx.afterCommit(() => {
      forgetAllRuns(context);
      context.events.publish("runs");
      context.events.publish("trash");
    });
  });
}
