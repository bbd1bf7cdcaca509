import { afterEach, beforeEach, expect, test } from "vitest";
import { type MlflowWire, openMlflow } from "#test/mlflow-wire";

let wire: MlflowWire;
let run: string;
beforeEach(async () => {
  wire = await openMlflow();
  run = await wire.run();
});
afterEach(() => wire.close());

type Told = { value: unknown; timestamp: number; step: number };
const log = (points: readonly (readonly [number, number, unknown])[], id = run, key = "a") =>
  wire.done("runs/log-batch", {
    run_id: id,
    metrics: points.map(([step, timestamp, value]) => ({ key, value, timestamp, step })),
  });
/** The answer's text below `metrics/`, as it is. */
const text = async (path: string, query: string) => {
  const answer = await fetch(`${wire.server.url}/api/2.0/mlflow/metrics/${path}?${query}`);
  return [answer.status, answer.headers.get("content-type"), await answer.text()] as const;
};
const told = async (path: string, query: string) => {
  const [status, , body] = await text(path, query);
  const answered = JSON.parse(body) as {
    metrics?: Told[];
    next_page_token?: string;
    message?: string;
  };
  return { ...answered, status };
};
const steps = (metrics: readonly Told[] | undefined) => metrics?.map(({ step }) => step);
const ids = (name: string, count: number) =>
  Array.from({ length: count }, (_, i) => `${name}=${String(i).padStart(32, "0")}`).join("&");

test("points are told as MLflow writes them, and where there are none no list", async () => {
  const key = "acc / é";
  await log(
    [
      [0, 5, 0.5],
      [1, 6, "NaN"],
      [2, 7, -1],
    ],
    run,
    key,
  );
  const asked = `run_id=${run}&metric_key=${encodeURIComponent(key)}`;
  const point = (value: unknown, timestamp: number, step: number) =>
    `{"key":"${key}","value":${JSON.stringify(value)},"timestamp":${timestamp},"step":${step},"run_id":"${run}"}`;
  const all = [point(0.5, 5, 0), point("NaN", 6, 1), point(-1, 7, 2)].join(",");
  const json = "application/json; charset=utf-8";
  expect(await text("get-history", asked)).toEqual([200, json, `{"metrics":[${all}]}`]);
  for (const path of ["get-history", "get-history-bulk"])
    expect(await text(path, `run_id=${run}&metric_key=none`)).toEqual([200, json, "{}"]);
  expect(await text("get-history-bulk-interval", `run_ids=${run}&metric_key=none`)).toEqual([
    200,
    json,
    "{}",
  ]);
});

test("a page holds as many as were asked for, and a token where more follow, also behind NaN and 0", async () => {
  await log([
    [0, 1, 0],
    [0, 1, "NaN"],
    [1, 1, 0],
    [1, 2, "NaN"],
  ]);
  const page = (max: number, token?: string) =>
    told(
      "get-history",
      `run_id=${run}&metric_key=a&max_results=${max}${token === undefined ? "" : `&page_token=${token}`}`,
    );
  const whole = await page(4);
  expect(whole.next_page_token).toBeUndefined();
  expect(whole.metrics?.map(({ step, value }) => [step, value])).toEqual([
    [0, 0],
    [0, "NaN"],
    [1, 0],
    [1, "NaN"],
  ]);
  const found: Told[] = [];
  let token: string | undefined;
  for (let i = 0; i < 4; i += 1) {
    const one = await page(1, token);
    found.push(...(one.metrics ?? []));
    token = one.next_page_token;
    expect([i, token === undefined]).toEqual([i, i === 3]);
  }
  expect(found).toEqual(whole.metrics);
  expect((await page(25_001)).metrics).toEqual(whole.metrics);
  expect(await page(0)).toMatchObject({
    status: 400,
    message: expect.stringContaining("It must be at least 1"),
  });
  expect(await told("get-history", "run_id=none&metric_key=a")).toMatchObject({
    status: 404,
    message: "Run with id=none not found",
  });
});

test("of several runs each is told once, those that are not there not at all, up to a limit", async () => {
  const other = await wire.run();
  for (const id of [run, other])
    await log(
      [
        [0, 1, 1],
        [1, 2, 1],
      ],
      id,
    );
  const asked = `run_id=${run}&run_id=${other}&run_id=${run}&run_id=none&metric_key=a`;
  const found = async (more = "") => {
    const { metrics, status, message } = await told("get-history-bulk", asked + more);
    return metrics?.length ?? [status, message];
  };
  expect(await found()).toBe(4);
  expect(await found("&max_results=3")).toBe(3);
  expect(await found("&max_results=2")).toBe(2);
  expect(await found("&max_results=0")).toEqual([200, undefined]);
  expect(await found("&max_results=-1")).toEqual([
    400,
    expect.stringContaining("It must be at least 0"),
  ]);
  expect(await told("get-history-bulk", `${ids("run_id", 100)}&metric_key=a`)).toEqual({
    status: 200,
  });
  expect(await told("get-history-bulk", `${ids("run_id", 101)}&metric_key=a`)).toMatchObject({
    status: 400,
    message:
      "GetMetricHistoryBulk request cannot specify more than 100 run_ids. Received 101 run_ids.",
  });
});

test("a sample is of 1 to 2500 points, 1 to 100 runs, and steps with both their ends", async () => {
  await log([0, 1, 2, 3].map((step) => [step, step, 1] as const));
  const sample = async (more: string) => {
    const found = await told("get-history-bulk-interval", `run_ids=${run}&metric_key=a${more}`);
    return steps(found.metrics) ?? [found.status, found.message];
  };
  expect(await sample("")).toEqual([0, 1, 2, 3]);
  expect(await sample("&max_results=1")).toEqual([0, 3]);
  expect(await sample("&max_results=2500")).toEqual([0, 1, 2, 3]);
  expect(await sample("&start_step=2&end_step=2")).toEqual([2]);
  expect(await sample("&start_step=1&end_step=2")).toEqual([1, 2]);
  expect(await sample("&start_step=7&end_step=9")).toEqual([200, undefined]);
  expect(await sample("&start_step=3&end_step=2")).toEqual([
    400,
    "end_step must be greater than start_step. Found start_step=3 and end_step=2.",
  ]);
  const both = "If either start step or end step are specified, both must be specified.";
  for (const one of ["&start_step=0", "&end_step=0"])
    expect(await sample(one)).toEqual([400, both]);
  const several = (query: string) => told("get-history-bulk-interval", query);
  expect(await several(`run_ids=${run}&run_ids=none&metric_key=a`)).toMatchObject({
    status: 404,
    message: "Run with id=none not found",
  });
  // The hundredth is still looked for.
  expect((await several(`${ids("run_ids", 100)}&metric_key=a`)).status).toBe(404);
  expect(await several(`${ids("run_ids", 101)}&metric_key=a`)).toMatchObject({
    status: 400,
    message:
      "GetMetricHistoryBulkInterval request must specify at most 100 run_ids. Received 101 run_ids.",
  });
});

test("of runs without the metric none is told, and each point has its own run", async () => {
  const [bare, other] = [await wire.run(), await wire.run()];
  await log([[0, 1, 1]], run);
  await log([[0, 1, 2]], other);
  const asked = [run, bare, other].map((id) => `run_ids=${id}`).join("&");
  const { metrics } = await told("get-history-bulk-interval", `${asked}&metric_key=a`);
  const point = { key: "a", step: 0, timestamp: 1 };
  expect(metrics).toEqual([
    { ...point, value: 1, run_id: run },
    { ...point, value: 2, run_id: other },
  ]);
});
