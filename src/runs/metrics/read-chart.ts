import type { Reader } from "#ground/database";
import { type BlockHead, type Metric, selectBlockHeads } from "../store/blocks.ts";
import type { Point } from "../store/point.ts";
import type { Unpacked } from "./block-codec.ts";
import { type Axis, Columns, xOf } from "./columns.ts";
import { pointAt } from "./point-list.ts";
import { isByTime, readBlock, steadily } from "./read-block.ts";
import { placesByTime } from "./read-history.ts";
import { joined } from "./read-points.ts";

/** What of a metric a chart shows. */
export type Chart = {
  readonly axis: Axis;
  /** Steps, or ms for the axis of time; both ends are shown. Left out, all. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  /** Width in pixels; left out, every point comes. */
  readonly px?: number | undefined;
};

/**
 * The points that draw a metric: all of those in sight where they are at most four a pixel, else of each pixel column
 * the first, lowest, highest and last. Blocks that fall on one column are not unpacked. `count` is how many points the
 * metric has in all.
 */
export function readChart(
  db: Reader,
  metric: Metric,
  chart: Chart,
): Promise<{ count: number; points: readonly Point[] }> {
  return steadily(async () => {
    const heads = await selectBlockHeads(db, metric);
    const count = heads.reduce((sum, head) => sum + head.points, 0);
    const inPlace = chart.axis === "step" || isByTime(heads);
    const parts = inPlace
      ? await partsOf(db, metric, heads, chart)
      : await sortedPart(db, metric, heads, chart);
    const points = parts === undefined ? undefined : await drawn(db, metric, parts, chart);
    return points === undefined ? undefined : { count, points };
  });
}

/** A piece of what is in sight: a block that lies there whole, or points. */
type Part = { readonly head: BlockHead } | { readonly points: readonly Point[] };

/** The blocks in sight; those at the edges as their points in sight. */
async function partsOf(
  db: Reader,
  metric: Metric,
  heads: readonly BlockHead[],
  { axis, from = Number.NEGATIVE_INFINITY, to = Number.POSITIVE_INFINITY }: Chart,
): Promise<Part[] | undefined> {
  const parts: Part[] = [];
  for (const head of heads) {
    const first = xOf(head.first, axis);
    const last = xOf(head.last, axis);
    if (last < from || first > to) continue;
    if (first >= from && last <= to) parts.push({ head });
    else {
      const block = await readBlock(db, metric, head);
      if (block === undefined) return undefined;
      parts.push({ points: inSight(block, { axis, from, to }) });
    }
  }
  return parts;
}

/** All points in sight by time, of a metric whose times go back. */
async function sortedPart(
  db: Reader,
  metric: Metric,
  heads: readonly BlockHead[],
  { axis, from = Number.NEGATIVE_INFINITY, to = Number.POSITIVE_INFINITY }: Chart,
): Promise<Part[] | undefined> {
  const blocks: Unpacked[] = [];
  for (const head of heads) {
    if (head.toAt < from || head.fromAt > to) continue;
    const block = await readBlock(db, metric, head);
    if (block === undefined) return undefined;
    blocks.push(block);
  }
  const all = joined(blocks);
  const points = placesByTime(all).map((at) => pointAt(all, at));
  return [{ points: points.filter((point) => isInSight(point, { axis, from, to })) }];
}

type Window = { readonly axis: Axis; readonly from: number; readonly to: number };

function isInSight(point: Point, { axis, from, to }: Window): boolean {
  const x = xOf(point, axis);
  return x >= from && x <= to;
}

function inSight(block: Unpacked, window: Window): Point[] {
  return pointsOf(block).filter((point) => isInSight(point, window));
}

function pointsOf(block: Unpacked): Point[] {
  return Array.from({ length: block.steps.length }, (_, i) => pointAt(block, i));
}

async function drawn(
  db: Reader,
  metric: Metric,
  parts: readonly Part[],
  { axis, from, to, px }: Chart,
): Promise<readonly Point[] | undefined> {
  const filled = parts.filter((part) => "head" in part || part.points.length > 0);
  const [begin, end] = [filled[0], filled.at(-1)];
  if (begin === undefined || end === undefined) return [];
  const count = filled.reduce(
    (sum, part) => sum + ("head" in part ? part.head.points : part.points.length),
    0,
  );
  const exact = px === undefined || count <= 4 * px;
  const first = "head" in begin ? begin.head.first : (begin.points[0] as Point);
  const last = "head" in end ? end.head.last : (end.points.at(-1) as Point);
  const columns = new Columns(axis, from ?? xOf(first, axis), to ?? xOf(last, axis), px ?? 1);
  for (const part of filled) {
    if (
      "head" in part &&
      !exact &&
      columns.columnOf(part.head.first) === columns.columnOf(part.head.last)
    ) {
      columns.add(part.head);
      continue;
    }
    const block = "head" in part ? await readBlock(db, metric, part.head) : undefined;
    if ("head" in part && block === undefined) return undefined;
    const points = "head" in part ? pointsOf(block as Unpacked) : part.points;
    if (exact) columns.points.push(...points);
    else for (const point of points) columns.addPoint(point);
  }
  columns.end();
  return columns.points;
}
