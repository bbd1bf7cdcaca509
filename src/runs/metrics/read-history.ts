import type { Reader } from "#ground/database";
import {
  type BlockHead,
  byTime,
  compareByTime,
  isByTime,
  joined,
  type Point,
  PointList,
  type Points,
  part,
  steadily,
  type Unpacked,
} from "#ground/points";
import type { Settled } from "../store/settled.ts";
import { readBlocks } from "./read-block.ts";
import { type Metric, selectBlockHeads } from "./store/blocks.ts";

/**
 * A page of a metric's points in MLflow's order, by time, step and value, from the first one after `after` on, and
 * whether more follow. Where times never go back, which is usual, that is the order in which the points lie.
 */
export async function readHistory(
  db: Settled,
  metric: Metric,
  { after, limit }: { after: Point | undefined; limit: number },
): Promise<{ points: Unpacked; more: boolean }> {
  const page = { start: after === undefined ? undefined : listOf(after), limit };
  const found = await steadily(async () => {
    const heads = (await selectBlockHeads(db, metric)).filter(
      (head) => after === undefined || head.toAt >= after.timestamp,
    );
    return isByTime(heads)
      ? inPlace(db, metric, heads, page)
      : sortedByTime(db, metric, heads, page);
  });
  return { points: part(found, 0, limit), more: found.steps.length > limit };
}

type Page = { readonly start: Points | undefined; readonly limit: number };

function listOf({ step, timestamp, value }: Point): PointList {
  const list = new PointList();
  list.add(step, timestamp, value);
  return list;
}

/** The points of a page and at least one more, where there is one. */
async function inPlace(
  db: Reader,
  metric: Metric,
  heads: readonly BlockHead[],
  { start, limit }: Page,
): Promise<Unpacked | undefined> {
  const found: Unpacked[] = [];
  let count = 0;
  for (let at = 0; at < heads.length && count <= limit; ) {
    let end = at;
    for (let expected = count; end < heads.length && expected <= limit; end += 1)
      expected += (heads[end] as BlockHead).points;
    const blocks = await readBlocks(db, metric, heads.slice(at, end));
    if (blocks === undefined) return undefined;
    for (const block of blocks) {
      const rest = part(block, start === undefined ? 0 : placeAfter(block, start));
      found.push(rest);
      count += rest.steps.length;
    }
    at = end;
  }
  return joined(found);
}

/** The place of the first point after another one. */
function placeAfter(block: Unpacked, start: Points): number {
  let at = 0;
  while (at < block.steps.length && compareByTime(block, at, start, 0) <= 0) at += 1;
  return at;
}

/** The same of blocks whose times overlap: by when they begin, until what they hold before the next one is enough. */
async function sortedByTime(
  db: Reader,
  metric: Metric,
  heads: readonly BlockHead[],
  { start, limit }: Page,
): Promise<Unpacked | undefined> {
  const waiting = heads.toSorted((a, b) => a.fromAt - b.fromAt);
  const all = new PointList();
  for (const [i, head] of waiting.entries()) {
    const [block] = (await readBlocks(db, metric, [head])) ?? [];
    if (block === undefined) return undefined;
    for (let at = 0; at < block.steps.length; at += 1)
      if (start === undefined || compareByTime(block, at, start, 0) > 0)
        all.addAll(block, at, at + 1);
    const next = waiting[i + 1]?.fromAt ?? Number.POSITIVE_INFINITY;
    if (all.length > limit && countBefore(all.times, next) > limit) break;
  }
  return byTime(all);
}

function countBefore(times: readonly number[], end: number): number {
  let count = 0;
  for (const time of times) if (time < end) count += 1;
  return count;
}
