import type { Tx } from "#ground/database";
import { inOrder, type Pending, type PointList } from "#ground/points";
import { markSeen } from "../store/seen.ts";
import { foldMetric } from "./fold-metric.ts";
import type { Metric } from "./store/blocks.ts";
import { deleteInbox } from "./store/inbox.ts";

/** What one write folds, in points: about 5 ms, for the event loop stands still meanwhile. */
const BUDGET = 16_384;
/** What the mark of one run counts for, in points. */
const MARK = 30;

/** How far a fold came: this many metrics, of the next one this many points, and this many runs marked. */
type Reached = { readonly metrics: number; readonly points: number; readonly runs: number };

/** A fold under way. */
export type Batch = {
  readonly metrics: readonly { readonly metric: Metric; points: PointList; ordered: boolean }[];
  readonly runs: readonly { readonly run: number; readonly seenAt: number }[];
  readonly lastRow: number;
  reached: Reached;
};

/** All that waits, to be folded. */
export function batchOf(pending: Pending): Batch {
  return {
    metrics: [...pending.runs].flatMap(([run, { metrics }]) =>
      [...metrics].map(([key, points]) => ({ metric: { run, key }, points, ordered: false })),
    ),
    runs: [...pending.runs].map(([run, { seenAt }]) => ({ run, seenAt })),
    lastRow: pending.lastRow,
    reached: { metrics: 0, points: 0, runs: 0 },
  };
}

/** Whether nothing of a batch is left to do. */
export function isFolded({ metrics, runs, reached }: Batch): boolean {
  return reached.metrics >= metrics.length && reached.runs >= runs.length;
}

/** Folds as much as one write should, and gives how far it came, which counts once that is on disk. */
export async function foldSome(tx: Tx, batch: Batch): Promise<Reached> {
  let { metrics, points, runs } = batch.reached;
  let cost = 0;
  while (metrics < batch.metrics.length && cost < BUDGET) {
    const item = batch.metrics[metrics] as Batch["metrics"][number];
    if (!item.ordered) {
      item.points = inOrder(item.points);
      item.ordered = true;
    }
    const folded = await foldMetric(tx, { ...item, at: points }, BUDGET - cost);
    cost += folded.cost;
    points = folded.at;
    if (points < item.points.length) continue;
    metrics += 1;
    points = 0;
  }
  for (; metrics >= batch.metrics.length && runs < batch.runs.length && cost < BUDGET; runs += 1) {
    const { run, seenAt } = batch.runs[runs] as Batch["runs"][number];
    await markSeen(tx, run, seenAt);
    cost += MARK;
  }
  const reached = { metrics, points, runs };
  if (isFolded({ ...batch, reached })) await deleteInbox(tx, batch.lastRow);
  return reached;
}
