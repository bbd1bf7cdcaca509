import { fail } from "#ground/errors";
import { checkExperimentTag } from "#ground/mlflow";
import type { ServerContext } from "#ground/server";
import { ERRORS } from "../errors.ts";
import type { Pair } from "../model.ts";
import { activeExperiment } from "./find-experiment.ts";
import { deleteExperimentTag, upsertExperimentTag } from "./store/experiments.ts";

/** Sets a tag of an experiment; RUNS_EXPERIMENT_UNKNOWN or RUNS_EXPERIMENT_DELETED where it can't be written to. */
export async function tagExperiment(context: ServerContext, id: number, tag: Pair): Promise<void> {
  checkExperimentTag(tag.key, tag.value);
  await context.database.write(async (tx) => {
    await activeExperiment(tx, id);
    await upsertExperimentTag(tx, id, tag.key, tag.value.toWellFormed());
    tx.afterCommit(() => context.events.publish("runs"));
  });
}

/** Takes a tag off an experiment; RUNS_EXPERIMENT_TAG_UNKNOWN where it has none of this key. */
export async function untagExperiment(
  context: ServerContext,
  id: number,
  key: string,
): Promise<void> {
  await context.database.write(async (tx) => {
    await activeExperiment(tx, id);
    if (!(await deleteExperimentTag(tx, id, key)))
      throw fail(ERRORS, "RUNS_EXPERIMENT_TAG_UNKNOWN", { key, id: String(id) });
    tx.afterCommit(() => context.events.publish("runs"));
  });
}
