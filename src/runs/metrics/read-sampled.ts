import { setImmediate as nextTurn } from "node:timers/promises";
import type { Reader } from "#ground/database";
import type { Settled } from "../store/settled.ts";
import { pickFromBlock } from "./block-codec.ts";
import { PointList } from "./point-list.ts";
import { readWanted, readWantedPacked, steadily } from "./read-block.ts";
import { type BlockSpan, type Metric, selectBlockSpans } from "./store/blocks.ts";

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
  db: Settled,
  metrics: readonly Metric[],
  sample: Sample,
): Promise<PointList[]> {
  const spans: (readonly BlockSpan[])[] = [];
  const lists = new Map<string, readonly Run[]>();
  for (const metric of metrics) {
    const [found, runs] = await steadily(async () => {
      const all = await selectBlockSpans(db, metric);
      const steps = await stepRuns(db, metric, all);
      return steps === undefined ? undefined : ([all, steps] as const);
    });
    spans.push(found);
    if (runs.length > 0) lists.set(JSON.stringify(runs), runs);
    await nextTurn();
  }
  const wanted = chosenSteps(
    [...lists.values()].map(asSteps).reduce(union, new Float64Array()),
    spans,
    sample,
  );
  const answer: PointList[] = [];
  for (const [i, metric] of metrics.entries()) {
    answer.push(await pointsAt(db, metric, spans[i] as readonly BlockSpan[], wanted));
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
  spans: readonly BlockSpan[],
): Promise<Run[] | undefined> {
  const runs: Run[] = [];
  const blocks = await readWanted(db, metric, spans, (span) => !span.even);
  if (blocks === undefined) return undefined;
  for (const [i, span] of spans.entries()) {
    const block = blocks[i];
    if (block === undefined) {
      const length = span.lastStep - span.first.step;
      const distance = span.points > 1 ? length / (span.points - 1) : 1;
      append(runs, { start: span.first.step, distance, count: span.points });
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
  spans: readonly (readonly BlockSpan[])[],
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
  for (const list of spans)
    for (const step of [list[0]?.first.step, list.at(-1)?.lastStep])
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
  known: readonly BlockSpan[],
  steps: readonly number[],
): Promise<PointList> {
  let spans = known;
  return steadily(async () => {
    const found = await pickPoints(db, metric, spans, steps);
    if (found === undefined) spans = await selectBlockSpans(db, metric);
    return found;
  });
}

async function pickPoints(
  db: Reader,
  metric: Metric,
  spans: readonly BlockSpan[],
  steps: readonly number[],
): Promise<PointList | undefined> {
  const found = new PointList();
  const begins = spans.map((span) => lowerBound(steps, span.first.step));
  const isWanted = (span: BlockSpan, i: number) =>
    (steps[begins[i] as number] ?? Number.POSITIVE_INFINITY) <= span.lastStep;
  const blocks = await readWantedPacked(db, metric, spans, isWanted);
  if (blocks === undefined) return undefined;
  for (const [i, data] of blocks.entries()) {
    if (data === undefined) continue;
    // The step with which the next block begins may be the last of this one too; the last block may have grown.
    const end = begins[i + 1] ?? steps.length;
    const picked = pickFromBlock(data, steps.slice(begins[i], end + 1));
    found.addAll(picked, 0, Math.min(picked.steps.length, POINTS_MAX - found.length));
  }
  return found;
}
