import { newId } from "#ground/id";
import { checkModelName } from "#ground/mlflow";
import type { ServerContext } from "#ground/server";
import { generatedName } from "#ground/words";
import { activeExperiment } from "../experiments/index.ts";
import type { Pair } from "../model.ts";
import { modelRoot } from "../own-artifacts/index.ts";
import { selectRun } from "../store/select-run.ts";
import { writeParams, writeTags } from "./change-model.ts";
import { type LoggedModel, readLoggedModel } from "./model.ts";
import { insertModel } from "./store/models.ts";

/** What a logged model begins with. */
export type NewLoggedModel = {
  readonly experimentId: number;
  /** Generated where it is left out; names need not differ. */
  readonly name: string | undefined;
  readonly type: string | undefined;
  /** Id of the run that makes it, which need not be known. */
  readonly sourceRun: string | undefined;
  readonly params: readonly Pair[];
  readonly tags: readonly Pair[];
};

/** Makes a logged model, whose files are still to come. Its project is that of its run, else of its experiment. */
export async function createLoggedModel(
  context: ServerContext,
  model: NewLoggedModel,
): Promise<LoggedModel> {
  if (model.name !== undefined) checkModelName(model.name);
  const id = `m-${newId()}`;
  return context.database.write(async (tx) => {
    const experiment = await activeExperiment(tx, model.experimentId);
    const run = model.sourceRun === undefined ? undefined : await selectRun(tx, model.sourceRun);
    const number = await insertModel(tx, {
      id,
      project: run?.project ?? experiment.project,
      experimentId: experiment.id,
      name: model.name ?? generatedName(),
      type: model.type ?? null,
      sourceRun: model.sourceRun ?? null,
      status: "PENDING",
      artifactRoot: modelRoot(context.settings, experiment, id),
      createdAt: context.clock.now(),
    });
    await writeParams(tx, { number, id }, model.params);
    await writeTags(tx, number, model.tags);
    tx.afterCommit(() => {
      context.events.publish("runs");
      if (run !== undefined) context.events.publish(`runs/${run.id}`);
    });
    return readLoggedModel(tx, id);
  });
}
