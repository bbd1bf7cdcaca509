import { setImmediate as nextTurn } from "node:timers/promises";
import type { Reader } from "#ground/database";
import {
  addStride,
  lowerBound,
  PointList,
  pickFromBlock,
  type Sample,
  type Stride,
  sampleSteps,
  steadily,
  stepsOf,
  stepsOfBoth,
} from "#ground/points";
import type { Settled } from "../store/settled.ts";
import { readWanted, readWantedPacked } from "./read-block.ts";
import { type BlockSpan, type Metric, selectBlockSpans } from "./store/blocks.ts";

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
  const lists = new Map<string, readonly Stride[]>();
  for (const metric of metrics) {
    const [found, strides] = await steadily(async () => {
      const all = await selectBlockSpans(db, metric);
      const steps = await stridesOf(db, metric, all);
      return steps === undefined ? undefined : ([all, steps] as const);
    });
    spans.push(found);
    if (strides.length > 0) lists.set(JSON.stringify(strides), strides);
    await nextTurn();
  }
  const wanted = sampleSteps(
    [...lists.values()].map(stepsOf).reduce(stepsOfBoth, new Float64Array()),
    spans.flatMap((list) => [list[0]?.first.step, list.at(-1)?.lastStep]),
    sample,
  );
  const answer: PointList[] = [];
  for (const [i, metric] of metrics.entries()) {
    answer.push(await pointsAt(db, metric, spans[i] as readonly BlockSpan[], wanted));
    await nextTurn();
  }
  return answer;
}

/** The steps of a metric; blocks that say of themselves which steps they hold are not unpacked. */
async function stridesOf(
  db: Reader,
  metric: Metric,
  spans: readonly BlockSpan[],
): Promise<Stride[] | undefined> {
  const strides: Stride[] = [];
  const blocks = await readWanted(db, metric, spans, (span) => !span.even);
  if (blocks === undefined) return undefined;
  for (const [i, span] of spans.entries()) {
    const block = blocks[i];
    if (block === undefined) {
      const length = span.lastStep - span.first.step;
      const distance = span.points > 1 ? length / (span.points - 1) : 1;
      addStride(strides, { start: span.first.step, distance, count: span.points });
      continue;
    }
    for (const step of new Set(block.steps))
      addStride(strides, { start: step, distance: 1, count: 1 });
  }
  return strides;
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
