import { setImmediate as nextTurn } from "node:timers/promises";
import type { Reader } from "#ground/database";
import { type BlockHead, type Metric, selectBlockHeads } from "../store/blocks.ts";
import { PointList } from "./point-list.ts";
import { readWanted, steadily } from "./read-block.ts";

/** Which steps are wanted: so many, of all, or of those from `from` to `to`. */
export type Sample = {
  readonly max: number;
  readonly range: { readonly from: number; readonly to: number } | undefined;
};

/** So many points of one metric come at most. */
const POINTS_MAX = 25_000;

/**
 * The points of several metrics at common steps, spread evenly over the steps that any of them has, with the first and
 * last step of each: what MLflow draws its charts from.
 */
export async function readSampled(
  db: Reader,
  metrics: readonly Metric[],
  sample: Sample,
): Promise<PointList[]> {
  const heads: (readonly BlockHead[])[] = [];
  const lists = new Map<string, readonly Run[]>();
  for (const metric of metrics) {
    const [found, runs] = await steadily(async () => {
      const all = await selectBlockHeads(db, metric);
      const steps = await stepRuns(db, metric, all);
      return steps === undefined ? undefined : ([all, steps] as const);
    });
    heads.push(found);
    if (runs.length > 0) lists.set(JSON.stringify(runs), runs);
    await nextTurn();
  }
  const wanted = chosenSteps(
    [...lists.values()].map(asSteps).reduce(union, new Float64Array()),
    heads,
    sample,
  );
  const answer: PointList[] = [];
  for (const [i, metric] of metrics.entries()) {
    answer.push(await pointsAt(db, metric, heads[i] as readonly BlockHead[], wanted));
    await nextTurn();
  }
  return answer;
}

/** Steps that are as far from each other: `count` of them from `start` on. */
type Run = { readonly start: number; readonly distance: number; readonly count: number };

/** The steps of a metric; blocks that say of themselves which steps they hold are not unpacked. */
async function stepRuns(
  db: Reader,
  metric: Metric,
  heads: readonly BlockHead[],
): Promise<Run[] | undefined> {
  const runs: Run[] = [];
  const blocks = await readWanted(db, metric, heads, (head) => !head.even);
  if (blocks === undefined) return undefined;
  for (const [i, head] of heads.entries()) {
    const block = blocks[i];
    if (block === undefined) {
      const length = head.last.step - head.first.step;
      const distance = head.points > 1 ? length / (head.points - 1) : 1;
      append(runs, { start: head.first.step, distance, count: head.points });
      continue;
    }
    for (const step of new Set(block.steps)) append(runs, { start: step, distance: 1, count: 1 });
  }
  return runs;
}

function append(runs: Run[], next: Run): void {
  const last = runs.at(-1);
  if (last === undefined) {
    runs.push(next);
    return;
  }
  const end = last.start + last.distance * (last.count - 1);
  if (next.count === 1 && next.start === end) return;
  const gap = next.start - end;
  const fits = last.count === 1 ? next.count === 1 || gap === next.distance : gap === last.distance;
  if (fits && gap > 0 && (next.count === 1 || next.distance === gap))
    runs[runs.length - 1] = { start: last.start, distance: gap, count: last.count + next.count };
  else runs.push(next);
}

function asSteps(runs: readonly Run[]): Float64Array {
  const steps = new Float64Array(runs.reduce((sum, run) => sum + run.count, 0));
  let at = 0;
  for (const { start, distance, count } of runs)
    for (let i = 0; i < count; i += 1) {
      const step = start + distance * i;
      if (at === 0 || step > (steps[at - 1] as number)) steps[at++] = step;
    }
  return steps.subarray(0, at);
}

function union(a: Float64Array, b: Float64Array): Float64Array {
  if (a.length === 0) return b;
  const all = new Float64Array(a.length + b.length);
  let [i, j, at] = [0, 0, 0];
  while (i < a.length || j < b.length) {
    const left = a[i] ?? Number.POSITIVE_INFINITY;
    const right = b[j] ?? Number.POSITIVE_INFINITY;
    if (left <= right) i += 1;
    if (right <= left) j += 1;
    all[at++] = Math.min(left, right);
  }
  return all.subarray(0, at);
}

function chosenSteps(
  steps: Float64Array,
  heads: readonly (readonly BlockHead[])[],
  { max, range }: Sample,
): number[] {
  const { from, to } = range ?? { from: steps[0] ?? 0, to: steps.at(-1) ?? 0 };
  const begin = lowerBound(steps, from);
  const end = lowerBound(steps, to + 1);
  const chosen = new Set<number>();
  if (end - begin <= max) for (const step of steps.subarray(begin, end)) chosen.add(step);
  else {
    const interval = (end - begin) / max;
    for (let i = 0; i < max; i += 1) chosen.add(steps[begin + Math.floor(i * interval)] as number);
    chosen.add(steps[end - 1] as number);
  }
  for (const list of heads)
    for (const step of [list[0]?.first.step, list.at(-1)?.last.step])
      if (step !== undefined && step >= from && step <= to) chosen.add(step);
  return [...chosen].sort((a, b) => a - b);
}

/** Where in a sorted list the first number is that is not below `bound`. */
function lowerBound(sorted: ArrayLike<number>, bound: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] as number) < bound) low = middle + 1;
    else high = middle;
  }
  return low;
}

async function pointsAt(
  db: Reader,
  metric: Metric,
  known: readonly BlockHead[],
  steps: readonly number[],
): Promise<PointList> {
  let heads = known;
  return steadily(async () => {
    const found = await pickPoints(db, metric, heads, steps);
    if (found === undefined) heads = await selectBlockHeads(db, metric);
    return found;
  });
}

async function pickPoints(
  db: Reader,
  metric: Metric,
  heads: readonly BlockHead[],
  steps: readonly number[],
): Promise<PointList | undefined> {
  const found = new PointList();
  const blocks = await readWanted(
    db,
    metric,
    heads,
    (head) =>
      (steps[lowerBound(steps, head.first.step)] ?? Number.POSITIVE_INFINITY) <= head.last.step,
  );
  if (blocks === undefined) return undefined;
  for (const block of blocks) {
    if (block === undefined) continue;
    const count = block.steps.length;
    let at = lowerBound(steps, block.steps[0] as number);
    for (let i = 0; i < count && at < steps.length && found.length < POINTS_MAX; ) {
      const step = block.steps[i] as number;
      const wanted = steps[at] as number;
      if (step === wanted) found.addAll(block, i, i + 1);
      if (step <= wanted) i += 1;
      else at += 1;
    }
  }
  return found;
}
