import { listArtifacts } from "#artifacts";
import { tagValue } from "#ground/mlflow";
import type { ServerContext } from "#ground/server";
import { givenName, type NewForeignRun, pairsOf } from "../create-run.ts";
import { activeExperiment } from "../experiments/index.ts";
import { runRoot, runUri } from "../own-artifacts/index.ts";
import { addTag } from "../store/add-missing.ts";
import { renameRun } from "../store/rename-run.ts";
import { selectRun } from "../store/select-run.ts";
import { selectOpen, updateExperiment, updateJoining } from "./store/joining.ts";

const PARENT = "mlflow.parentRunId";
/** What the script called its run, where `--name` called it otherwise. */
const SCRIPTS_NAME = "fettle.run_name";

/**
 * The run that `fettle run` started, for the first run that its command starts through a client: moved into the experiment
 * asked for while it has no artifacts, with the name asked for where `--name` gave none, and with the client's tags where it has
 * none of their keys. False where it is joined already, or the client's run is somebody's child.
 */
export async function joinRun(
  context: ServerContext,
  id: string,
  asked: NewForeignRun,
): Promise<boolean> {
  if (asked.tags.some(({ key }) => key === PARENT)) return false;
  const name = givenName(asked);
  const before = await selectRun(context.database, id);
  if (before === undefined) return false;
  const isEmpty =
    before.experimentId === asked.experimentId ||
    (await listArtifacts(context, runUri(context.settings, before))).length === 0;
  return context.database.write(async (tx) => {
    const open = await selectOpen(tx, id);
    if (open === undefined) return false;
    const experiment = await activeExperiment(tx, asked.experimentId);
    await updateJoining(tx, open.number, "joined");
    if (isEmpty && before.experimentId !== experiment.id)
      await updateExperiment(tx, open.number, {
        experiment: experiment.id,
        artifactRoot: runRoot(context.settings, experiment, id),
      });
    if (name.trim() !== "") {
      if (open.joining === "open") await renameRun(tx, id, tagValue(name));
      else if (name !== before.name)
        await addTag(tx, "run", open.number, SCRIPTS_NAME, tagValue(name));
    }
    for (const { key, value } of pairsOf(asked)) await addTag(tx, "run", open.number, key, value);
    tx.afterCommit(() => {
      context.events.publish("runs");
      context.events.publish(`runs/${id}`);
    });
    return true;
  });
}

/**
 * A further run of the same command: in the project of the one that `fettle run` started, and its child, unless it says
 * otherwise.
 */
export async function childOf(
  context: ServerContext,
  id: string,
  asked: NewForeignRun,
): Promise<NewForeignRun> {
  const project = (await selectRun(context.database, id))?.project;
  const more = [
    { key: PARENT, value: id },
    ...(project === undefined ? [] : [{ key: "fettle.project", value: project }]),
  ].filter(({ key }) => !asked.tags.some((tag) => tag.key === key));
  return { ...asked, tags: [...asked.tags, ...more] };
}
