import { fail } from "#ground/errors";
import { invalid } from "#ground/mlflow";
import type { ServerContext } from "#ground/server";
import { ERRORS } from "../errors.ts";
import { selectExperimentByName, updateExperimentName } from "../experiments/index.ts";
import { renameRun } from "../store/rename-run.ts";
import { forgetTrashBytes, selectTrashedExperiment, selectTrashedRun } from "../store/trashed.ts";
import { isExperimentId } from "./model.ts";
import { restoreExperiment } from "./trash-experiment.ts";
import { restoreRuns } from "./trash-runs.ts";

const NAME_MAX = 500;

/**
 * Takes runs and experiments out of the trash, as they were. With `as`, which goes with one of them, under another
 * name: an experiment's old name is free then. RUNS_NOT_TRASHED where one doesn't lie there; then nothing comes back.
 */
export async function takeFromTrash(
  context: ServerContext,
  ids: readonly string[],
  as: string | undefined,
): Promise<void> {
  if (as !== undefined) await checkName(context, ids, as);
  for (const id of ids) {
    const found = isExperimentId(id)
      ? await selectTrashedExperiment(context.database, Number(id))
      : await selectTrashedRun(context.database, id);
    if (found === undefined) throw fail(ERRORS, "RUNS_NOT_TRASHED", { ref: id });
  }
  await context.database.write(async (tx) => {
    for (const id of ids) {
      const experiment = isExperimentId(id) ? Number(id) : undefined;
      await forgetTrashBytes(tx, experiment === undefined ? { run: id } : { experiment });
      if (as === undefined) continue;
      if (experiment === undefined) await renameRun(tx, id, as);
      else await updateExperimentName(tx, experiment, as, context.clock.now());
    }
  });
  for (const id of ids) if (isExperimentId(id)) await restoreExperiment(context, Number(id));
  await restoreRuns(
    context,
    ids.filter((id) => !isExperimentId(id)),
  );
}

async function checkName(
  context: ServerContext,
  ids: readonly string[],
  as: string,
): Promise<void> {
  const [only, ...others] = ids;
  if (only === undefined || others.length > 0)
    throw invalid(as, "as", "a new name goes with one run or experiment");
  if (as.trim() === "" || as.length > NAME_MAX)
    throw invalid(as.slice(0, 50), "as", `expected a name of 1 to ${NAME_MAX} characters`);
  if (!isExperimentId(only)) return;
  const taken = await selectExperimentByName(context.database, as);
  if (taken !== undefined && taken.id !== Number(only))
    throw fail(ERRORS, "RUNS_EXPERIMENT_EXISTS", { experiment: as, state: taken.lifecycle });
}
