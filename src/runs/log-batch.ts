import type { Tx } from "#ground/database";
import { fail } from "#ground/errors";
import type { ServerContext } from "#ground/http";
import { ERRORS } from "./errors.ts";
import { paramValue, tagValue } from "./limits.ts";
import { insertParam } from "./store/insert-param.ts";
import { insertPoint, type Point } from "./store/insert-point.ts";
import { internKey } from "./store/intern-key.ts";
import { mergeSummary, summarize } from "./store/merge-summary.ts";
import { selectActiveRun } from "./store/select-active-run.ts";
import { type RunFact, updateRunFact } from "./store/update-run.ts";
import { upsertTag } from "./store/upsert-tag.ts";

export type LoggedPoint = Point & { readonly key: string };
export type Pair = { readonly key: string; readonly value: string };

/** What is logged to a run at once. */
export type Batch = {
  readonly metrics?: readonly LoggedPoint[];
  readonly params?: readonly Pair[];
  readonly tags?: readonly Pair[];
};

/** Logs to a run: all of the batch or, where one parameter is refused, nothing. */
export async function logBatch(context: ServerContext, id: string, batch: Batch): Promise<void> {
  await context.database.write(async (tx) => {
    const run = await selectActiveRun(tx, id);
    if (batch.params !== undefined) await writeParams(tx, { number: run, id }, batch.params);
    if (batch.metrics !== undefined) await writePoints(tx, run, batch.metrics);
    if (batch.tags !== undefined && (await writeTags(tx, run, batch.tags)))
      tx.afterCommit(() => context.events.publish("runs"));
    tx.afterCommit(() => context.events.publish(`runs/${id}`));
  });
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

async function writePoints(tx: Tx, run: number, metrics: readonly LoggedPoint[]): Promise<void> {
  const byKey = new Map<string, LoggedPoint[]>();
  for (const metric of metrics) {
    const same = byKey.get(metric.key);
    if (same === undefined) byKey.set(metric.key, [metric]);
    else same.push(metric);
  }
  for (const [name, points] of byKey) {
    const key = await internKey(tx, name);
    const fresh: Point[] = [];
    for (const point of points) if (await insertPoint(tx, run, key, point)) fresh.push(point);
    if (fresh.length > 0) await mergeSummary(tx, run, key, summarize(fresh));
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
    const value = tagValue(given);
    await upsertTag(tx, run, key, value);
    const fact = Object.hasOwn(FACT_TAGS, key) ? FACT_TAGS[key] : undefined;
    if (fact === undefined || value === "") continue;
    await updateRunFact(tx, run, fact, value);
    changed = true;
  }
  return changed;
}
