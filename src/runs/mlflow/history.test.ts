import { afterEach, beforeEach, expect, test } from "vitest";
import { openTestServer, type TestServer } from "#test/open-store";

let server: TestServer;

beforeEach(async () => {
  server = await openTestServer({ slices: ["lineage", "artifacts", "runs"] });
});
afterEach(async () => {
  expect(server.logLines.filter((line) => line.includes('"level":"error"'))).toEqual([]);
  await server.close();
});

type Metric = { key: string; value: unknown; timestamp: number; step: number; run_id?: string };
type Answer = {
  status: number;
  body: { metrics?: Metric[]; next_page_token?: string; message?: string };
};

async function post(path: string, body: object): Promise<{ run: { info: { run_id: string } } }> {
  const sent = await fetch(`${server.url}/api/2.0/mlflow/${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  expect(sent.status).toBe(200);
  return (await sent.json()) as { run: { info: { run_id: string } } };
}

async function get(
  path: string,
  query: readonly [string, string | number][],
  twin = "api",
): Promise<Answer> {
  const text = new URLSearchParams(
    query.map(([key, value]): [string, string] => [key, String(value)]),
  ).toString();
  const sent = await fetch(`${server.url}/${twin}/2.0/mlflow/metrics/${path}?${text}`);
  return { status: sent.status, body: (await sent.json()) as Answer["body"] };
}

const newRun = async () => (await post("runs/create", { experiment_id: "0" })).run.info.run_id;
const log = (run: string, metrics: readonly Metric[]) =>
  post("runs/log-batch", { run_id: run, metrics });
const series = (length: number, timestamp = 1): Metric[] =>
  Array.from({ length }, (_, step) => ({ key: "a", value: 10, timestamp, step }));
const of = (run: string, metrics: readonly Metric[]) =>
  metrics.map((one) => ({ ...one, run_id: run }));
const at = (steps: readonly number[]) => (one: Metric) => steps.includes(one.step);

test("the histories of several runs come by run, then time, step and value, up to a limit", async () => {
  const runs = [await newRun(), await newRun(), await newRun()].sort();
  const points = [
    { key: "a", timestamp: 1, step: 2, value: 10 },
    { key: "a", timestamp: 1, step: 3, value: 11 },
    { key: "a", timestamp: 1, step: 3, value: 12 },
    { key: "a", timestamp: 2, step: -3, value: "NaN" },
  ];
  const [one = "", two = "", empty = ""] = runs;
  for (const run of [one, two]) await log(run, points.toReversed());
  const query = [two, empty, one].map((run): [string, string] => ["run_id", run]);
  const all = [...of(one, points), ...of(two, points)];
  for (const twin of ["api", "ajax-api"]) {
    const found = await get("get-history-bulk", [...query, ["metric_key", "a"]], twin);
    expect(found.body.metrics).toEqual(all);
    const some = await get(
      "get-history-bulk",
      [...query, ["metric_key", "a"], ["max_results", 5]],
      twin,
    );
    expect(some.body.metrics).toEqual(all.slice(0, 5));
  }
});

test("an interval gives steps that are spread evenly over all runs, and the ends of each", async () => {
  const one = await newRun();
  await log(one, series(10));
  const interval = async (runs: readonly string[], more: readonly [string, number][] = []) =>
    (
      await get(
        "get-history-bulk-interval",
        [
          ...runs.map((run): [string, string] => ["run_ids", run]),
          ["metric_key", "a"],
          ["max_results", 5],
          ...more,
        ],
        "ajax-api",
      )
    ).body.metrics;
  expect(await interval([one])).toEqual(of(one, series(10).filter(at([0, 2, 4, 6, 8, 9]))));
  expect(
    await interval(
      [one],
      [
        ["start_step", 0],
        ["end_step", 4],
      ],
    ),
  ).toEqual(of(one, series(5)));
  const two = await newRun();
  await log(two, series(20));
  const steps = [0, 4, 8, 9, 12, 16, 19];
  expect(await interval([one, two])).toEqual([
    ...of(one, series(10).filter(at(steps))),
    ...of(two, series(20).filter(at(steps))),
  ]);
  await log(one, series(10, 2));
  const doubled = series(10).flatMap((point) => [point, { ...point, timestamp: 2 }]);
  expect(await interval([one])).toEqual(of(one, doubled.filter(at([0, 2, 4, 6, 8, 9]))));
});

test.each([
  ["get-history-bulk", [["metric_key", "a"]], "must specify at least one run_id"],
  ["get-history-bulk", [["run_id", "x"]], "must specify a metric_key"],
  [
    "get-history-bulk",
    [...Array(101).fill(["run_id", "x"]), ["metric_key", "a"]],
    "cannot specify more than 100 run_ids",
  ],
  [
    "get-history-bulk-interval",
    [["metric_key", "a"]],
    "Missing value for required parameter 'run_ids'.",
  ],
  [
    "get-history-bulk-interval",
    [["run_ids", "x"]],
    "Missing value for required parameter 'metric_key'",
  ],
  [
    "get-history-bulk-interval",
    [
      ["run_ids", "x"],
      ["metric_key", ""],
    ],
    "Missing value for required parameter 'metric_key'",
  ],
  [
    "get-history-bulk-interval",
    [...Array(101).fill(["run_ids", "x"]), ["metric_key", "a"]],
    "must specify at most 100 run_ids.",
  ],
  [
    "get-history-bulk-interval",
    [
      ["run_ids", "x"],
      ["metric_key", "a"],
      ["max_results", 0],
    ],
    "max_results must be between 1 and 2500",
  ],
  [
    "get-history-bulk-interval",
    [
      ["run_ids", "x"],
      ["metric_key", "a"],
      ["max_results", 2501],
    ],
    "max_results must be between 1 and 2500",
  ],
  [
    "get-history-bulk-interval",
    [
      ["run_ids", "x"],
      ["metric_key", "a"],
      ["start_step", 1],
      ["end_step", 0],
    ],
    "end_step must be greater than start_step. ",
  ],
  [
    "get-history-bulk-interval",
    [
      ["run_ids", "x"],
      ["metric_key", "a"],
      ["start_step", 1],
    ],
    "both must be specified.",
  ],
  [
    "get-history",
    [
      ["run_id", "RUN"],
      ["metric_key", "a"],
      ["page_token", "invalid"],
    ],
    "page_token",
  ],
  [
    "get-history",
    [
      ["run_id", "RUN"],
      ["metric_key", "a"],
      ["max_results", 0],
    ],
    "max_results",
  ],
] as [string, [string, string | number][], string][])(
  "%s refuses %j",
  async (path, query, text) => {
    const run = await newRun();
    const sent = query.map(([key, value]): [string, string | number] => [
      key,
      value === "RUN" ? run : value,
    ]);
    const { status, body } = await get(path, sent);
    expect([status, body.message]).toEqual([400, expect.stringContaining(text)]);
  },
);

test("a history without a limit comes in pages of 25,000", async () => {
  const run = await newRun();
  for (let from = 0; from < 26_000; from += 1000)
    await log(
      run,
      series(1000).map((one) => ({ ...one, step: from + one.step, timestamp: from + one.step })),
    );
  const first = await get("get-history", [
    ["run_id", run],
    ["metric_key", "a"],
  ]);
  expect(first.body.metrics?.length).toBe(25_000);
  const token = first.body.next_page_token as string;
  const second = await get("get-history", [
    ["run_id", run],
    ["metric_key", "a"],
    ["page_token", token],
  ]);
  expect(second.body.metrics?.map((one) => one.step)).toEqual(
    Array.from({ length: 1000 }, (_, i) => 25_000 + i),
  );
  expect(second.body.next_page_token).toBeUndefined();
});

test("64-bit numbers that JavaScript can't hold are refused, as numbers and as text", async () => {
  const run = await newRun();
  for (const [step, timestamp] of [
    ["9223372036854775807", 1],
    [0, "9007199254740993"],
    ["-9223372036854775808", 1],
  ])
    for (const quote of ['"', ""]) {
      const bare = (given: unknown) =>
        typeof given === "string" ? `${quote}${given}${quote}` : given;
      const sent = await fetch(`${server.url}/api/2.0/mlflow/runs/log-metric`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: `{"run_id":"${run}","key":"a","value":1,"step":${bare(step)},"timestamp":${bare(timestamp)}}`,
      });
      expect([sent.status, await sent.text()]).toEqual([
        400,
        expect.stringContaining("9007199254740991"),
      ]);
    }
  const most = {
    key: "a",
    value: 1,
    step: -Number.MAX_SAFE_INTEGER,
    timestamp: Number.MAX_SAFE_INTEGER,
  };
  await log(run, [most]);
  expect(
    (
      await get("get-history", [
        ["run_id", run],
        ["metric_key", "a"],
      ])
    ).body.metrics,
  ).toEqual(of(run, [most]));
});
