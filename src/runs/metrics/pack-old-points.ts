import type { Tx } from "#ground/database";
import { BLOCK_POINTS, blockEnds, blockOf, type Point, PointList } from "#ground/points";
import { type Metric, putBlock } from "./store/blocks.ts";
import { dropOldPoints, selectMetrics, selectOldPoints } from "./store/old-points.ts";

/** Whole blocks, so that only the last one of a metric is not full. */
const PIECE = 64 * BLOCK_POINTS;

/** Packs the points of a store that has them one a row, and takes the old table away. */
export async function packOldPoints(tx: Tx): Promise<void> {
  let after: Metric | undefined = { run: -1, key: -1 };
  while (after !== undefined) {
    const metrics: Metric[] = await selectMetrics(tx, after);
    for (const metric of metrics) await packMetric(tx, metric);
    after = metrics.at(-1);
  }
  await dropOldPoints(tx);
}

async function packMetric(tx: Tx, metric: Metric): Promise<void> {
  let after: Point | undefined;
  do {
    const points = await selectOldPoints(tx, metric, { after, limit: PIECE });
    const list = new PointList();
    for (const { step, timestamp, value } of points) list.add(step, timestamp, value);
    let from = 0;
    for (const to of blockEnds(0, list.length, true)) {
      await putBlock(tx, metric, blockOf(list, from, to));
      from = to;
    }
    after = points.length < PIECE ? undefined : points.at(-1);
  } while (after !== undefined);
}
