import type { Tx } from "#ground/database";
import { fail } from "#ground/errors";
import type { ServerContext } from "#ground/server";
import type { Taken } from "#ground/slice";
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
import type { RecordOf } from "./records.ts";

/** Takes a logged model in. Points of runs that are not here are left out, and counted. */
export async function takeLoggedModel(
  tx: Tx,
  context: ServerContext,
  record: RecordOf<"logged-model">,
  project: string,
): Promise<Taken> {
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
    if ((await insertModelParam(tx, number, key, value)).added) added += 1;
  for (const [key, value] of Object.entries(record.tags))
    if (await addTag(tx, "model", number, key, value)) added += 1;
  let lost = 0;
  for (const { run, key, step, at, value, dataset } of record.points) {
    const by = await selectRun(tx, run);
    const point = { key, step, timestamp: at, value: Number(value), modelId: record.id, dataset };
    if (by === undefined) lost += 1;
    else await insertModelPoints(tx, by.number, [point]);
  }
  const outcome = found === undefined ? "new" : added > 0 ? "more" : "same";
  if (lost === 0) return { outcome };
  return { outcome, left: { "points of logged models whose runs are not here": lost } };
}
