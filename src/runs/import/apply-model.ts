import type { Tx } from "#ground/database";
import { fail } from "#ground/errors";
import type { ServerContext } from "#ground/server";
import { ERRORS } from "../errors.ts";
import { selectExperimentByName } from "../experiments/index.ts";
import {
  insertModel,
  insertModelParam,
  insertModelPoints,
  selectModel,
} from "../logged-models/index.ts";
import { modelRoot } from "../own-artifacts/index.ts";
import { addTag } from "../store/add-missing.ts";
import { selectRun } from "../store/select-run.ts";
import type { Result } from "./import-registered.ts";
import type { RecordOf } from "./records.ts";

/** Takes a logged model in. Its points wait for the runs that measured it: those that aren't here yet are left out. */
export async function applyLoggedModel(
  tx: Tx,
  context: ServerContext,
  record: RecordOf<"logged-model">,
  project: string,
): Promise<Result> {
  const experiment = await selectExperimentByName(tx, record.experiment);
  if (experiment === undefined)
    throw fail(ERRORS, "RUNS_EXPERIMENT_NAME_UNKNOWN", { experiment: record.experiment });
  const found = await selectModel(tx, record.id);
  const number =
    found?.number ??
    (await insertModel(tx, {
      id: record.id,
      project,
      experimentId: experiment.id,
      name: record.name,
      type: record.modelType === "" ? null : record.modelType,
      sourceRun: record.run ?? null,
      status: record.status,
      artifactRoot: modelRoot(context.settings, experiment, record.id),
      createdAt: record.createdAt,
    }));
  let added = 0;
  for (const [key, value] of Object.entries(record.params))
    await insertModelParam(tx, number, key, value);
  for (const [key, value] of Object.entries(record.tags))
    if (await addTag(tx, "model", number, key, value)) added += 1;
  for (const { run, key, step, at, value, dataset } of record.points) {
    const by = await selectRun(tx, run);
    const point = { key, step, timestamp: at, value: Number(value), modelId: record.id, dataset };
    if (by !== undefined) await insertModelPoints(tx, by.number, [point]);
  }
  return { outcome: found === undefined ? "new" : added > 0 ? "more" : "same" };
}
