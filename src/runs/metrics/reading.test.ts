import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import {
  blockOf,
  Columns,
  comparePoints,
  compareValues,
  type Point,
  PointList,
  part,
  pointAt,
  summarize,
  unpackBlock,
  xOf,
} from "#ground/points";
import type { ServerContext } from "#ground/server";
import { isInfinite } from "#ground/wire";
import { openTestServer, type TestServer } from "#test/open-store";
import { createRun } from "../create-run.ts";
import { describeRun } from "../describe-run.ts";
import { logBatch } from "../log-batch.ts";
import { readSeries } from "../read-series.ts";
import { slice } from "../slice.ts";
import type { RunRecord } from "../store/run-columns.ts";
import { selectRun } from "../store/select-run.ts";
import type { Settled } from "../store/settled.ts";
import { metricNamed, readChart, readHistory, readSampled, settle } from "./index.ts";
import { type Metric, putBlock } from "./store/blocks.ts";
import { mergeSummary } from "./store/merge-summary.ts";

let server: TestServer;
let context: ServerContext;
let run: { id: string; number: number };
let keys = 0;
let db: Settled;

beforeEach(async () => {
  server = await openTestServer({ slices: ["lineage", { ...slice, routes: async () => [] }] });
  context = server.context;
  run = await createRun(context, {
    experimentId: 0,
    user: undefined,
    name: undefined,
    startedAt: 1,
    tags: [],
  });
});
afterEach(() => server.close());

async function logged(points: readonly Point[]): Promise<Metric> {
  keys += 1;
  const key = `k${keys}`;
  await logBatch(context, run.id, { metrics: points.map((point) => ({ ...point, key })) });
  db = await settle(context);
  return (await metricNamed(context.database, run.number, key)) as Metric;
}

const byTime = (a: Point, b: Point) =>
  a.timestamp - b.timestamp || a.step - b.step || compareValues(a.value, b.value);
const once = (points: readonly Point[]) =>
  points
    .toSorted(comparePoints)
    .filter((one, i, all) => i === 0 || comparePoints(all[i - 1] as Point, one) !== 0);

/** Series with times that rise, that go back, that stand still; of more points than a block holds. */
const series = fc
  .record({
    length: fc.integer({ min: 1, max: 1800 }),
    from: fc.integer({ min: -500, max: 500 }),
    stride: fc.constantFrom(0, 1, 1, 3),
    time: fc.constantFrom("rises", "falls", "stands", "jumps"),
    holes: fc.array(fc.nat({ max: 1800 }), { maxLength: 5 }),
    endless: fc.constantFrom(7, 7, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY),
  })
  .map(({ length, from, stride, time, holes, endless }) => {
    const times = {
      rises: (i: number) => i,
      falls: (i: number) => 5000 - i,
      stands: () => 7,
      jumps: (i: number) => (i * 7919) % 1009,
    };
    return Array.from({ length }, (_, i) => ({
      step: from + i * stride,
      timestamp: times[time as keyof typeof times](i),
      value: i % 97 === 5 ? Number.NaN : i % 211 === 9 ? endless : (i * 31) % 101,
    })).filter((_, i) => i === 0 || !holes.includes(i));
  });

test("a history comes by time, step and value, whole, whatever the pages", async () => {
  await fc.assert(
    fc.asyncProperty(series, fc.integer({ min: 100, max: 2000 }), async (points, limit) => {
      const metric = await logged(points);
      const found: Point[] = [];
      for (let more = true; more; ) {
        const page = await readHistory(db, metric, { after: found.at(-1), limit });
        expect(page.points.steps.length).toBeLessThanOrEqual(limit);
        for (let i = 0; i < page.points.steps.length; i += 1) found.push(pointAt(page.points, i));
        more = page.more;
      }
      expect(found).toEqual(once(points).sort(byTime));
    }),
    { numRuns: 40 },
  );
});

test("a chart off the heads of blocks is the chart of all points, in every window", async () => {
  const window = fc.option(
    fc.tuple(fc.integer({ min: -600, max: 6000 }), fc.integer({ min: -600, max: 6000 })),
    { nil: undefined },
  );
  await fc.assert(
    fc.asyncProperty(
      series,
      fc.integer({ min: 1, max: 60 }),
      fc.constantFrom("step", "time"),
      window,
      async (points, px, axis, ends) => {
        const metric = await logged(points);
        const [from, to] = ends === undefined ? [] : ends.toSorted((a, b) => a - b);
        const chart = await readChart(db, metric, { axis, px, from, to });
        const inSight = once(points)
          .sort(axis === "step" ? comparePoints : byTime)
          .filter(
            (one) =>
              from === undefined || (xOf(one, axis) >= from && xOf(one, axis) <= (to as number)),
          );
        expect(chart.count).toBe(once(points).length);
        expect(chart.infinite).toBe(inSight.filter(({ value }) => isInfinite(value)).length);
        if (inSight.length <= 4 * px) {
          expect(chart.points).toEqual(inSight);
          return;
        }
        const [first, last] = [inSight[0] as Point, inSight.at(-1) as Point];
        const columns = new Columns(axis, from ?? xOf(first, axis), to ?? xOf(last, axis), px);
        for (const { step, timestamp, value } of inSight)
          columns.addAll({ steps: [step], times: [timestamp], values: [value] });
        columns.end();
        expect(chart.points).toEqual(columns.points);
      },
    ),
    { numRuns: 80 },
  );
});

test("an infinity hides no number of its pixel column, and is counted", async () => {
  const values = Array.from({ length: 3000 }, (_, i) => (i % 100 === 50 ? Infinity : i % 100));
  const metric = await logged(values.map((value, step) => ({ step, timestamp: 1, value })));
  const chart = await readChart(db, metric, { axis: "step", px: 3 });
  expect(chart.infinite).toBe(30);
  expect(chart.points.map(({ value }) => value)).toEqual([0, 99, 99, 0, 99, 99, 0, 99, 99]);
  expect(await readChart(db, metric, { axis: "step", px: 3, from: 0, to: 150 })).toMatchObject({
    infinite: 2,
  });
  const near = { axis: "step", px: 30, from: 40, to: 60 } as const;
  expect(await readChart(db, metric, near)).toMatchObject({ infinite: 1 });
});

test("the largest number of an older store is an infinity: shown so, counted so, and logged again the same point", async () => {
  const metric = await logged([{ step: 0, timestamp: 1, value: 1 }]);
  const old = new PointList();
  for (const [i, value] of [1, Number.MAX_VALUE, -Number.MAX_VALUE].entries()) old.add(i, 1, value);
  await context.database.write(async (tx) => {
    await putBlock(tx, metric, blockOf(old, 0, 3));
    await mergeSummary(tx, metric, summarize(part(unpackBlock(blockOf(old, 0, 3).data), 1)));
  });
  const again = [
    { key: `k${keys}`, step: 1, timestamp: 1, value: Infinity },
    { key: `k${keys}`, step: 2, timestamp: 1, value: -Number.MAX_VALUE },
  ];
  await logBatch(context, run.id, { metrics: again });
  const series = await readSeries(context, run, `k${keys}`, { axis: "step" });
  expect(series).toMatchObject({ count: 3, infinite: 2 });
  expect(series.points.map(({ value }) => value)).toEqual([1, "Infinity", "-Infinity"]);
  const [summary] = (await describeRun(db, await findRecord())).metricSummaries;
  expect(summary).toMatchObject({ last: "-Infinity", min: "-Infinity", max: "Infinity", count: 3 });
});

const findRecord = async () => (await selectRun(db, run.id)) as RunRecord;

test("a sample is spread evenly over the steps of all metrics, with the ends of each", async () => {
  const range = fc.option(fc.tuple(fc.integer({ min: -600, max: 6000 }), fc.nat({ max: 3000 })), {
    nil: undefined,
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(series, { minLength: 1, maxLength: 3 }),
      fc.integer({ min: 1, max: 300 }),
      range,
      async (all, max, given) => {
        const metrics: Metric[] = [];
        for (const points of all) metrics.push(await logged(points));
        const steps = [...new Set(all.flat().map((one) => one.step))].sort((a, b) => a - b);
        const [from, to] =
          given === undefined
            ? [steps[0] as number, steps.at(-1) as number]
            : [given[0], given[0] + given[1]];
        const inRange = steps.filter((step) => step >= from && step <= to);
        const chosen = new Set(
          inRange.length <= max
            ? inRange
            : [
                ...Array.from(
                  { length: max },
                  (_, i) => inRange[Math.floor(i * (inRange.length / max))],
                ),
                inRange.at(-1),
              ],
        );
        for (const points of all)
          for (const end of [once(points)[0], once(points).at(-1)])
            if (end !== undefined && end.step >= from && end.step <= to) chosen.add(end.step);
        const found = await readSampled(db, metrics, {
          max,
          range: given === undefined ? undefined : { from, to },
        });
        expect(found.map((list) => Array.from(list.steps, (_, i) => pointAt(list, i)))).toEqual(
          all.map((points) => once(points).filter((one) => chosen.has(one.step))),
        );
      },
    ),
    { numRuns: 40 },
  );
});

test("points that a fold rearranges while they are read are all read", async () => {
  const metric = await logged(
    Array.from({ length: 5000 }, (_, i) => ({ step: 2 * i, timestamp: 2 * i, value: 1 })),
  );
  const key = `k${keys}`;
  for (let round = 0; round < 20; round += 1) {
    const step = 2 * ((round * 997) % 5000) + 1;
    await logBatch(context, run.id, { metrics: [{ key, step, timestamp: step, value: 2 }] });
    const [page] = await Promise.all([
      readHistory(db, metric, { after: undefined, limit: 25_000 }),
      settle(context),
    ]);
    expect([5000 + round, 5001 + round]).toContain(page.points.steps.length);
  }
});
