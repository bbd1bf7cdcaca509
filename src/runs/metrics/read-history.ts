import type { Reader } from "#ground/database";
import { type BlockHead, type Metric, selectBlockHeads } from "../store/blocks.ts";
import type { Point } from "../store/point.ts";
import { compareByTime, PointList, type Points } from "./point-list.ts";
import { isByTime, readBlock, steadily } from "./read-block.ts";

/**
 * A page of a metric's points in MLflow's order, by time, step and value, from the first one after `after` on, and
 * whether more follow. Where times never go back, which is usual, that is the order in which the points lie.
 */
export async function readHistory(
  db: Reader,
  metric: Metric,
  { after, limit }: { after: Point | undefined; limit: number },
): Promise<{ points: PointList; more: boolean }> {
  const page = { start: after === undefined ? undefined : listOf(after), limit };
  const found = await steadily(async () => {
    const heads = (await selectBlockHeads(db, metric)).filter(
      (head) => after === undefined || head.toAt >= after.timestamp,
    );
    return isByTime(heads)
      ? inPlace(db, metric, heads, page)
      : sortedByTime(db, metric, heads, page);
  });
  if (found.length <= limit) return { points: found, more: false };
  const points = new PointList();
  points.addAll(found, 0, limit);
  return { points, more: true };
}

type Page = { readonly start: Points | undefined; readonly limit: number };

function listOf({ step, timestamp, value }: Point): PointList {
  const list = new PointList();
  list.add(step, timestamp, value);
  return list;
}

/** The points of a page and one more, where there is one. */
async function inPlace(
  db: Reader,
  metric: Metric,
  heads: readonly BlockHead[],
  { start, limit }: Page,
): Promise<PointList | undefined> {
  const found = new PointList();
  for (const head of heads) {
    if (found.length > limit) break;
    const block = await readBlock(db, metric, head);
    if (block === undefined) return undefined;
    const length = block.steps.length;
    let from = 0;
    if (start !== undefined)
      while (from < length && compareByTime(block, from, start, 0) <= 0) from += 1;
    found.addAll(block, from, Math.min(length, from + limit + 1 - found.length));
  }
  return found;
}

/** The same of blocks whose times overlap: by when they begin, until what they hold before the next one is enough. */
async function sortedByTime(
  db: Reader,
  metric: Metric,
  heads: readonly BlockHead[],
  { start, limit }: Page,
): Promise<PointList | undefined> {
  const waiting = heads.toSorted((a, b) => a.fromAt - b.fromAt);
  const all = new PointList();
  for (const [i, head] of waiting.entries()) {
    const block = await readBlock(db, metric, head);
    if (block === undefined) return undefined;
    for (let at = 0; at < block.steps.length; at += 1)
      if (start === undefined || compareByTime(block, at, start, 0) > 0)
        all.addAll(block, at, at + 1);
    const next = waiting[i + 1]?.fromAt ?? Number.POSITIVE_INFINITY;
    if (all.length > limit && countBefore(all.times, next) > limit) break;
  }
  const found = new PointList();
  for (const at of placesByTime(all).slice(0, limit + 1)) found.addAll(all, at, at + 1);
  return found;
}

/** The places of points in the order of their times. */
export function placesByTime(points: Points): number[] {
  const places = Array.from({ length: points.steps.length }, (_, i) => i);
  return places.sort((i, j) => compareByTime(points, i, points, j));
}

function countBefore(times: readonly number[], end: number): number {
  let count = 0;
  for (const time of times) if (time < end) count += 1;
  return count;
}
