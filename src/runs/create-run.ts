import { fail } from "#ground/errors";
import type { ServerContext } from "#ground/http";
import { newId } from "#ground/id";
import { runRoot } from "./artifacts/index.ts";
import { activeExperiment } from "./create-experiment.ts";
import { ERRORS } from "./errors.ts";
import { generatedName } from "./generated-name.ts";
import { type Pair, writeTags } from "./log-batch.ts";
import { insertRun } from "./store/insert-run.ts";
import type { RunRecord } from "./store/run-columns.ts";
import { selectRun } from "./store/select-run.ts";

/** What an MLflow client starts a run with. */
export type NewForeignRun = {
  readonly experimentId: number;
  readonly user: string | undefined;
  readonly name: string | undefined;
  readonly startedAt: number;
  readonly tags: readonly Pair[];
};

const PROJECT = "default";

/** Starts a run that an MLflow client asks for. Its project is the tag `fettle.project`, else `default`. */
export async function createRun(context: ServerContext, run: NewForeignRun): Promise<RunRecord> {
  const tags = new Map(run.tags.map(({ key, value }) => [key, value]));
  const tagName = tags.get("mlflow.runName");
  if (run.name && tagName && run.name !== tagName)
    throw fail(ERRORS, "RUNS_NAME_CONFLICT", { name: run.name, tag: tagName });
  const given = run.name || tagName || "";
  // A name of spaces alone is none, though MLflow keeps it: no list could show it.
  const name = given.trim() === "" ? generatedName() : given;
  const user = run.user || tags.get("mlflow.user") || "";
  const id = newId();
  return context.database.write(async (tx) => {
    const experiment = await activeExperiment(tx, run.experimentId);
    const number = await insertRun(tx, {
      id,
      experimentId: experiment.id,
      project: PROJECT,
      name,
      user,
      status: "RUNNING",
      startedAt: run.startedAt,
      commit: null,
      branch: null,
      dirty: false,
      command: null,
      folder: null,
      notebook: null,
      data: [],
      artifactRoot: runRoot(context.settings, experiment, id),
    });
    await writeTags(tx, number, [...run.tags, { key: "mlflow.runName", value: name }]);
    tx.afterCommit(() => context.events.publish("runs"));
    return (await selectRun(tx, id)) as RunRecord;
  });
}
