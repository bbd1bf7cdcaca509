import type { Reader } from "#ground/database";
import {
  type Axis,
  type BlockHead,
  byTime,
  Columns,
  isByTime,
  joined,
  type Point,
  part,
  pointAt,
  steadily,
  type Unpacked,
  xOf,
} from "#ground/points";
import { isInfinite } from "#ground/wire";
import type { Settled } from "../store/settled.ts";
import { readBlocks, readWanted } from "./read-block.ts";
import { type Metric, selectBlockHeads } from "./store/blocks.ts";

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
 * the first, lowest, highest and last. Blocks that fall on one column are not unpacked, but those that hold an infinity.
 * `count` is how many points the metric has in all, `infinite` how many of those in sight have no place on an axis.
 */
export function readChart(
  db: Settled,
  metric: Metric,
  chart: Chart,
): Promise<{ count: number } & Drawn> {
  return steadily(async () => {
    const heads = await selectBlockHeads(db, metric);
    const count = heads.reduce((sum, head) => sum + head.points, 0);
    const inPlace = chart.axis === "step" || isByTime(heads);
    const parts = inPlace
      ? await partsOf(db, metric, heads, chart)
      : await sortedPart(db, metric, heads, chart);
    const found = parts === undefined ? undefined : await drawn(db, metric, parts, chart);
    return found === undefined ? undefined : { count, ...found };
  });
}

type Drawn = { readonly points: readonly Point[]; readonly infinite: number };

/** A piece of what is in sight: a block that lies there whole, or points. */
type Part = { readonly head: BlockHead } | { readonly points: Unpacked };

type Window = { readonly axis: Axis; readonly from: number; readonly to: number };

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
      const [block] = (await readBlocks(db, metric, [head])) ?? [];
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
  const isWanted = (head: BlockHead) => head.toAt >= from && head.fromAt <= to;
  const blocks = await readWanted(db, metric, heads, isWanted);
  if (blocks === undefined) return undefined;
  const all = byTime(joined(blocks.filter((block) => block !== undefined)));
  return [{ points: inSight(all, { axis, from, to }) }];
}

/** Those of ordered points that a window shows. */
function inSight(points: Unpacked, { axis, from, to }: Window): Unpacked {
  const along = axis === "step" ? points.steps : points.times;
  let begin = 0;
  while (begin < along.length && (along[begin] as number) < from) begin += 1;
  let end = along.length;
  while (end > begin && (along[end - 1] as number) > to) end -= 1;
  return part(points, begin, end);
}

async function drawn(
  db: Reader,
  metric: Metric,
  parts: readonly Part[],
  { axis, from, to, px }: Chart,
): Promise<Drawn | undefined> {
  const filled = parts.filter((one) => "head" in one || one.points.steps.length > 0);
  const [begin, end] = [filled[0], filled.at(-1)];
  if (begin === undefined || end === undefined) return { points: [], infinite: 0 };
  const count = filled.reduce(
    (sum, one) => sum + ("head" in one ? one.head.points : one.points.steps.length),
    0,
  );
  const exact = px === undefined || count <= 4 * px;
  const first = "head" in begin ? begin.head.first : pointAt(begin.points, 0);
  const last = "head" in end ? end.head.last : pointAt(end.points, end.points.steps.length - 1);
  const columns = new Columns(axis, from ?? xOf(first, axis), to ?? xOf(last, axis), px ?? 1);
  const heads = filled.flatMap((one) => ("head" in one ? [one.head] : []));
  const isWanted = (head: BlockHead) =>
    exact || columns.columnOf(head.first) !== columns.columnOf(head.last) || hasInfinity(head);
  const blocks = await readWanted(db, metric, heads, isWanted);
  if (blocks === undefined) return undefined;
  const all: Point[] = [];
  let next = 0;
  for (const one of filled) {
    const points = "head" in one ? blocks[next++] : one.points;
    if (exact && points !== undefined)
      for (let i = 0; i < points.steps.length; i += 1) all.push(pointAt(points, i));
    else if (points !== undefined) columns.addAll(points);
    else if ("head" in one) columns.add(one.head);
  }
  columns.end();
  if (!exact) return { points: columns.points, infinite: columns.infinite };
  return { points: all, infinite: all.filter(({ value }) => isInfinite(value)).length };
}

function hasInfinity({ low, high }: BlockHead): boolean {
  return isInfinite(low?.value ?? 0) || isInfinite(high?.value ?? 0);
}
