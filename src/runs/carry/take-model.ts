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
import { withOdd } from "./odd-points.ts";
import { isKept, type RecordOf } from "./records.ts";

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
      project: record.project ?? project,
      experimentId: experiment.id,
      name: record.name,
      type: record.modelType === "" ? null : record.modelType,
      sourceRun: record.run ?? null,
      status: record.status,
      statusMessage: record.statusMessage === "" ? null : record.statusMessage,
      artifactRoot: modelRoot(context.settings, experiment, record.id),
      createdAt: record.createdAt,
      updatedAt: record.updatedAt,
    }));
  let added = 0;
  for (const [key, value] of Object.entries(record.params))
    if ((await insertModelParam(tx, number, key, value)).added) added += 1;
  for (const [key, value] of Object.entries(record.tags))
    if (await addTag(tx, "model", number, key, value)) added += 1;
  let lost = 0;
  const kept = record.points.filter(({ step, at }) => isKept(step, at));
  for (const { run, key, step, at, value, dataset } of kept) {
    const by = await selectRun(tx, run);
    const point = { key, step, timestamp: at, value: Number(value), modelId: record.id, dataset };
    if (by === undefined) lost += 1;
    else await insertModelPoints(tx, by.number, [point]);
  }
  const outcome = found === undefined ? "new" : added > 0 ? "more" : "same";
  const odd = record.points.flatMap(({ step, at }): [number, number][] =>
    isKept(step, at) ? [] : [[step, at]],
  );
  const taken: Taken =
    lost === 0
      ? { outcome }
      : {
          outcome,
          note: `logged model ${record.id}: ${lost} points are of runs that are not here`,
          left: { "points of logged models whose runs are not here": lost },
        };
  return withOdd(odd, { of: `logged model ${record.id}`, taken });
}
