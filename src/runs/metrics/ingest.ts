import type { Database, Tx } from "#ground/database";
import type { ServerContext } from "#ground/server";
import type { Background } from "#ground/slice";
import { MetricStore } from "./metric-store.ts";
import { deleteBlocks } from "./store/blocks.ts";
import { deleteSummaries } from "./store/merge-summary.ts";

type Logged = {
  readonly key: string;
  readonly step: number;
  readonly timestamp: number;
  readonly value: number;
};

const stores = new WeakMap<Database, MetricStore>();

/** The metrics of a store; one for all who ask. */
export function storeOf(context: ServerContext): MetricStore {
  let store = stores.get(context.database);
  if (store === undefined) {
    store = new MetricStore(context);
    stores.set(context.database, store);
  }
  return store;
}

/** Keeps points of a run that is known to be active; resolves when they are on disk. */
export function appendPoints(
  context: ServerContext,
  run: number,
  points: readonly Logged[],
): Promise<void> {
  return storeOf(context).append(run, points);
}

/** Keeps points of a run within a write, so that they come with what else it writes or not at all. */
export function recordPoints(
  context: ServerContext,
  tx: Tx,
  run: number,
  points: readonly Logged[],
): Promise<void> {
  return storeOf(context).record(tx, [{ run, points }]);
}

/** The number of a run that may be written to, mostly without a look at the table; RUNS_UNKNOWN or RUNS_DELETED. */
export function activeRun(context: ServerContext, id: string): number | Promise<number> {
  const { active } = storeOf(context);
  return active.known(id) ?? active.find(id);
}

/** Call it in `afterCommit` of a write that makes a run: its first points need no look at the table then. */
export function rememberRun(context: ServerContext, id: string, number: number): void {
  storeOf(context).active.remember(id, number);
}

/** Call it in `afterCommit` of a write that deletes or restores a run: what is remembered of it no longer holds. */
export function forgetRun(context: ServerContext, id: string): void {
  storeOf(context).active.forget(id);
}

/** As `forgetRun`, for all runs: where an experiment with its runs is deleted or restored. */
export function forgetAllRuns(context: ServerContext): void {
  storeOf(context).active.forget();
}

/**
 * Takes away all points of a run. The run must be deleted, and `settle` awaited after that and before this write: a
 * point that waits would come back, under a number that another run may have by then.
 */
export async function forgetPoints(tx: Tx, run: number): Promise<void> {
  await deleteBlocks(tx, run);
  await deleteSummaries(tx, run);
}

/** Takes up what a killed server left, and folds what waits when the server stops. */
export const keepMetrics: Background = async (context) => {
  const store = storeOf(context);
  await store.restore();
  return { stop: () => store.close() };
};
