import type { Tx } from "#ground/database";
import {
  BLOCK_POINTS,
  type Block,
  blockEnds,
  blockOf,
  comparePoints,
  merged,
  PointList,
  type Points,
  pointAt,
  summarize,
  unpackSound,
} from "#ground/points";
import {
  deleteBlock,
  type KeptBlock,
  type Metric,
  putBlock,
  selectBlockAround,
  selectLastBlock,
  selectNextFirst,
} from "./store/blocks.ts";
import { mergeSummary } from "./store/merge-summary.ts";

/** What a statement counts for beside the points it moves, in points. */
const STATEMENT = 60;
/** Points that go into blocks between two looks at how much is done. */
const PIECE = 8192;

/** Ordered points of a metric, of which those before `at` are in blocks. */
type Folding = { readonly metric: Metric; readonly points: PointList; readonly at: number };

/**
 * Puts points of a metric into its blocks and its summary, about `budget` of them, and tells how far it came and what
 * that cost. A point that is there already changes nothing, so that the same points may be folded again.
 */
export async function foldMetric(
  tx: Tx,
  { metric, points, at: from }: Folding,
  budget: number,
): Promise<{ at: number; cost: number }> {
  const fresh = new PointList();
  let at = from;
  let cost = 3 * STATEMENT;
  while (at < points.length && cost - 3 * STATEMENT < budget) {
    const range = await rangeAt(tx, metric, points, at);
    cost += await foldRange(tx, metric, points, { ...range, from: at }, fresh);
    at = range.to;
  }
  if (fresh.length > 0) await mergeSummary(tx, metric, summarize(fresh));
  return { at, cost };
}

/** The block to which the next points belong, and how many of them. */
type Range = {
  readonly block: KeptBlock | undefined;
  readonly to: number;
  readonly atEnd: boolean;
};

async function rangeAt(tx: Tx, metric: Metric, points: PointList, at: number): Promise<Range> {
  const to = Math.min(points.length, at + PIECE);
  const last = await selectLastBlock(tx, metric);
  const point = pointAt(points, at);
  if (last === undefined || comparePoints(last.first, point) <= 0)
    return { block: last, to, atEnd: true };
  const block = await selectBlockAround(tx, metric, point);
  const next = block === undefined ? undefined : await selectNextFirst(tx, metric, block.first);
  if (next === undefined) return { block, to, atEnd: true };
  let end = at + 1;
  while (end < to && comparePoints(pointAt(points, end), next) < 0) end += 1;
  return { block, to: end, atEnd: false };
}

async function foldRange(
  tx: Tx,
  metric: Metric,
  points: PointList,
  { block, from, to, atEnd }: Range & { from: number },
  fresh: PointList,
): Promise<number> {
  const isBeyond = block?.isSealed === true && comparePoints(block.last, pointAt(points, from)) < 0;
  if (block === undefined || (isBeyond && block.points >= BLOCK_POINTS)) {
    fresh.addAll(points, from, to);
    return putAll(tx, metric, points, { from, to, atEnd });
  }
  const before = fresh.length;
  const old = unpackSound(block.data);
  if (old === undefined) return putBeside(tx, metric, points, { block, from, to, atEnd }, fresh);
  const all = merged(old, points, { from, to }, fresh);
  if (fresh.length === before) return block.points + to - from;
  if (comparePoints(pointAt(all, 0), block.first) !== 0) await deleteBlock(tx, metric, block.first);
  return putAll(tx, metric, all, { from: 0, to: all.length, atEnd });
}

/** Puts points into blocks beside a damaged one, which stays as it is; the point that it begins with is in it. */
async function putBeside(
  tx: Tx,
  metric: Metric,
  points: Points,
  { block, from, to, atEnd }: Range & { block: Block; from: number },
  fresh: PointList,
): Promise<number> {
  let begin = from;
  while (begin < to && comparePoints(pointAt(points, begin), block.first) === 0) begin += 1;
  if (begin === to) return to - from;
  fresh.addAll(points, begin, to);
  return putAll(tx, metric, points, { from: begin, to, atEnd });
}

async function putAll(
  tx: Tx,
  metric: Metric,
  points: Points,
  { from, to, atEnd }: { from: number; to: number; atEnd: boolean },
): Promise<number> {
  let begin = from;
  const ends = blockEnds(from, to, atEnd);
  for (const end of ends) {
    await putBlock(tx, metric, blockOf(points, begin, end));
    begin = end;
  }
  return to - from + ends.length * STATEMENT;
}
