import type { Tx } from "#ground/database";
import { fail } from "#ground/errors";
import { paramValue, tagValue } from "#ground/mlflow";
import type { Point } from "#ground/points";
import { redactTag } from "#ground/redaction";
import type { ServerContext } from "#ground/server";
import { isInfinite, meantNumber } from "#ground/wire";
import { ERRORS } from "./errors.ts";
import { insertModelPoints } from "./logged-models/index.ts";
import { activeRun, appendPoints, recordPoints } from "./metrics/index.ts";
import type { Pair } from "./model.ts";
import { insertParam } from "./store/insert-param.ts";
import { internKey } from "./store/intern-key.ts";
import { markSeen } from "./store/seen.ts";
import { selectActiveRun } from "./store/select-active-run.ts";
import { type RunFact, updateRunFact } from "./store/update-run.ts";
import { upsertTag } from "./store/upsert-tag.ts";

/** A point of a metric; `modelId` names the logged model that it measures, `dataset` on what. */
export type LoggedPoint = Point & {
  readonly key: string;
  readonly modelId?: string | undefined;
  readonly dataset?: { readonly name: string; readonly digest: string } | undefined;
};

/** What is logged to a run at once. */
export type Batch = {
  readonly metrics?: readonly LoggedPoint[];
  readonly params?: readonly Pair[];
  readonly tags?: readonly Pair[];
};

/** Logs to a run: all of the batch or, where one parameter is refused, nothing. The largest number is read as infinity. */
export async function logBatch(context: ServerContext, id: string, batch: Batch): Promise<void> {
  const metrics = meant(batch.metrics ?? []);
  const { params = [], tags = [] } = batch;
  if (params.length > 0 || tags.length > 0 || metrics.length === 0 || metrics.some(isOfModel))
    await logTogether(context, id, { metrics, params, tags });
  else {
    await appendPoints(context, await activeRun(context, id), metrics);
    context.events.publish(`runs/${id}`);
  }
}

async function logTogether(
  context: ServerContext,
  id: string,
  { metrics, params, tags }: Required<Batch>,
): Promise<void> {
  await context.database.write(async (tx) => {
    const run = await selectActiveRun(tx, id);
    await writeParams(tx, { number: run, id }, params);
    if (metrics.length > 0) await recordPoints(context, tx, run, metrics);
    const measured = metrics.filter(isOfModel);
    if (measured.length > 0) await insertModelPoints(tx, run, measured);
    if (await writeTags(tx, run, tags)) tx.afterCommit(() => context.events.publish("runs"));
    await markSeen(tx, run, context.clock.now());
    tx.afterCommit(() => context.events.publish(`runs/${id}`));
  });
}

function isOfModel(point: LoggedPoint): boolean {
  return point.modelId !== undefined;
}

/** What another store of MLflow's has for an infinity is one here. */
function meant(points: readonly LoggedPoint[]): readonly LoggedPoint[] {
  if (!points.some(({ value }) => isInfinite(value))) return points;
  return points.map((point) => ({ ...point, value: meantNumber(point.value) }));
}

/** Logs parameters, which never change: the same value again is fine, another one is RUNS_PARAM_CHANGED. */
export async function writeParams(
  tx: Tx,
  run: { number: number; id: string },
  params: readonly Pair[],
): Promise<void> {
  for (const { key, value: given } of params) {
    const value = paramValue(given);
    const old = await insertParam(tx, run.number, await internKey(tx, key), value);
    if (old !== value) throw fail(ERRORS, "RUNS_PARAM_CHANGED", { key, old, value, id: run.id });
  }
}

/** The facts of a run that MLflow's clients set by a tag. */
const FACT_TAGS: Readonly<Record<string, RunFact>> = {
  "mlflow.runName": "name",
  "mlflow.user": "user",
  "mlflow.source.git.commit": "commit",
  "mlflow.source.git.branch": "branch",
  "fettle.project": "project",
};

/** Sets tags, and the facts that some of them stand for; true where a fact changed. */
export async function writeTags(tx: Tx, run: number, tags: readonly Pair[]): Promise<boolean> {
  let changed = false;
  for (const { key, value: given } of tags) {
    const value = tagValue(redactTag(key, given));
    await upsertTag(tx, run, key, value);
    const fact = Object.hasOwn(FACT_TAGS, key) ? FACT_TAGS[key] : undefined;
    if (fact === undefined || value === "") continue;
    await updateRunFact(tx, run, fact, value);
    changed = true;
  }
  return changed;
}
