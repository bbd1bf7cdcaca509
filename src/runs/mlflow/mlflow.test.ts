import { afterEach, beforeEach, expect, test } from "vitest";
import { openTestServer, type TestServer } from "#test/open-store";

let server: TestServer;
let run: string;

beforeEach(async () => {
  server = await openTestServer({ slices: ["lineage", "artifacts", "runs"] });
  const made = await post("runs/create", {
    experiment_id: "0",
    user_id: "ada",
    start_time: 1000,
    tags: [{ key: "mlflow.source.git.commit", value: "abc" }],
  });
  run = made.body.run.info.run_id;
});
afterEach(async () => {
  expect(server.logLines.filter((line) => line.includes('"level":"error"'))).toEqual([]);
  await server.close();
});

// biome-ignore lint/suspicious/noExplicitAny: answers are compared whole
type Sent = { status: number; body: any };

async function post(
  path: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<Sent> {
  const sent = await fetch(`${server.url}/api/2.0/mlflow/${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
  return { status: sent.status, body: await sent.json() };
}

async function get(path: string): Promise<Sent> {
  const sent = await fetch(`${server.url}/api/2.0/mlflow/${path}`);
  return { status: sent.status, body: await sent.json() };
}

const point = (key: string, value: unknown, step = 0, timestamp = 1) => ({
  run_id: run,
  key,
  value,
  step,
  timestamp,
});

const dataOf = async () => (await get(`runs/get?run_id=${run}`)).body.run.data;
const metricOf = async (key: string) =>
  (await dataOf()).metrics.find((metric: { key: string }) => metric.key === key)?.value;

test("makes a run with a generated name, its facts, and no end", async () => {
  const { info, data } = (await get(`runs/get?run_uuid=${run}`)).body.run;
  expect(info).toEqual({
    run_id: run,
    run_uuid: run,
    run_name: expect.stringMatching(/^[a-z]+-[a-z]+-\d{1,3}$/),
    experiment_id: "0",
    user_id: "ada",
    status: "RUNNING",
    start_time: 1000,
    artifact_uri: `mlflow-artifacts:/0/${run}/artifacts`,
    lifecycle_stage: "active",
  });
  expect(data.tags).toContainEqual({ key: "mlflow.runName", value: info.run_name });
  const own = await server.client.get<object>(`/api/fettle/1/runs/${run}`);
  expect(own).toMatchObject({ project: "default", commit: "abc", command: null });
});

test("takes as latest the highest step, then time, then value", async () => {
  await post("runs/log-metric", point("a", 5, 3, 10));
  await post("runs/log-metric", point("a", 6, 2, 99));
  expect(await metricOf("a")).toBe(5);
  await post("runs/log-metric", point("a", 4, 3, 10));
  expect(await metricOf("a")).toBe(5);
  await post("runs/log-metric", point("a", 1, 3, 11));
  expect(await metricOf("a")).toBe(1);
});

test("gives a batch of points the same summary as the points one by one", async () => {
  const points = [3, 1, "NaN", 2].map((value, step) => point("a", value, step));
  await post("runs/log-batch", { run_id: run, metrics: points });
  for (const one of points) await post("runs/log-metric", { ...one, key: "b" });
  const own = await server.client.get<{ metricSummaries: { key: string }[] }>(
    `/api/fettle/1/runs/${run}`,
  );
  const [a, b] = own.metricSummaries;
  expect(a).toMatchObject({ last: 2, min: 1, max: 3, count: 4, bestMinStep: 1, bestMaxStep: 0 });
  expect({ ...b, key: "a" }).toEqual(a);
});

test("drops a point that is there already, and keeps 0 beside NaN", async () => {
  for (let i = 0; i < 2; i += 1) {
    await post("runs/log-metric", point("a", 0));
    await post("runs/log-metric", point("a", "NaN"));
    await post("runs/log-metric", point("a", "-Infinity"));
  }
  const history = await get(`metrics/get-history?run_id=${run}&metric_key=a`);
  expect(history.body.metrics.map((metric: { value: unknown }) => metric.value)).toEqual([
    -Number.MAX_VALUE,
    0,
    "NaN",
  ]);
});

test("pages a history by time, step and value", async () => {
  const metrics = Array.from({ length: 7 }, (_, i) =>
    point("a", i === 3 ? "NaN" : i, 9 - i, i % 3),
  );
  await post("runs/log-batch", { run_id: run, metrics });
  const steps: number[] = [];
  for (let token = ""; ; ) {
    const { body } = await get(
      `metrics/get-history?run_id=${run}&metric_key=a&max_results=2&page_token=${token}`,
    );
    steps.push(...body.metrics.map((metric: { step: number }) => metric.step));
    if (body.next_page_token === undefined) break;
    token = body.next_page_token;
  }
  expect(steps).toEqual([3, 6, 9, 5, 8, 4, 7]);
});

test("pages across infinite values, and refuses a token it never gave", async () => {
  for (const value of ["-Infinity", 1, "Infinity"])
    await post("runs/log-metric", point("a", value));
  const page = (token: string) =>
    get(`metrics/get-history?run_id=${run}&metric_key=a&max_results=1&page_token=${token}`);
  const first = (await page("")).body;
  const second = (await page(first.next_page_token)).body;
  const third = (await page(second.next_page_token)).body;
  expect([first, second, third].map(({ metrics }) => metrics[0].value)).toEqual([
    -Number.MAX_VALUE,
    1,
    Number.MAX_VALUE,
  ]);
  for (const forged of [["1.5"], ["-1"], ["NaN"], [1], ["1", "2"], {}, null]) {
    const token = Buffer.from(JSON.stringify(forged)).toString("base64url");
    const refused = await post("runs/search", { experiment_ids: ["0"], page_token: token });
    expect(refused.status).toBe(400);
  }
});

test("refuses what would be too large for a statement", async () => {
  const search = async (more: object) =>
    (await post("runs/search", { experiment_ids: ["0"], ...more })).status;
  const many = (count: number, text: string, glue: string) => Array(count).fill(text).join(glue);
  expect(await search({ filter: many(200, "metrics.a > 1", " AND ") })).toBe(200);
  expect(await search({ filter: many(201, "metrics.a > 1", " AND ") })).toBe(400);
  expect(await search({ filter: `tags.a LIKE '${"!%".repeat(9000)}'` })).toBe(200);
  expect(await search({ filter: `run_id IN (${many(2000, "'a'", ",")})` })).toBe(200);
  expect(await search({ filter: " ".repeat(100_001) })).toBe(400);
  expect(await search({ experiment_ids: Array(10_000).fill("1") })).toBe(200);
  expect(await search({ experiment_ids: Array(40_000).fill("1") })).toBe(400);
  expect(await search({ order_by: Array.from({ length: 20 }, (_, i) => `metrics.m${i}`) })).toBe(
    200,
  );
});

test("takes a parameter again whose text ends in half a character", async () => {
  const body = { run_id: run, key: "p", value: "a\ud83d" };
  expect((await post("runs/log-parameter", body)).status).toBe(200);
  expect((await post("runs/log-parameter", body)).status).toBe(200);
  const long = { run_id: run, key: "q", value: `${"x".repeat(5999)}🌱` };
  expect((await post("runs/log-parameter", long)).status).toBe(200);
  expect((await post("runs/log-parameter", long)).status).toBe(200);
});

test("refuses a workspace, which it has none of", async () => {
  const refused = await post("runs/log-metric", point("a", 1), { "x-mlflow-workspace": "team" });
  expect(refused.status).toBe(400);
});

test("logs a batch whole or not at all", async () => {
  await post("runs/log-parameter", { run_id: run, key: "p", value: "1" });
  const refused = await post("runs/log-batch", {
    run_id: run,
    metrics: [point("a", 1)],
    params: [
      { key: "q", value: "1" },
      { key: "p", value: "2" },
    ],
    tags: [{ key: "t", value: "1" }],
  });
  expect(refused).toEqual({
    status: 400,
    body: {
      error_code: "INVALID_PARAMETER_VALUE",
      message: `Changing param values is not allowed. Param with key='p' was already logged with value='1' for run ID='${run}'. Attempted logging new value '2'.`,
    },
  });
  const data = await dataOf();
  expect(data.metrics).toBeUndefined();
  expect(data.params).toEqual([{ key: "p", value: "1" }]);
  expect((await post("runs/log-parameter", { run_id: run, key: "p", value: "1" })).status).toBe(
    200,
  );
});

test("keeps the name and its tag in step, both ways", async () => {
  await post("runs/update", { run_id: run, run_name: "one" });
  expect((await get(`runs/get?run_id=${run}`)).body.run.info).toMatchObject({
    run_name: "one",
    status: "RUNNING",
  });
  await post("runs/set-tag", { run_id: run, key: "mlflow.runName", value: "two" });
  expect((await get(`runs/get?run_id=${run}`)).body.run.info.run_name).toBe("two");
  const conflict = await post("runs/create", {
    experiment_id: "0",
    run_name: "a",
    tags: [{ key: "mlflow.runName", value: "b" }],
  });
  expect(conflict.status).toBe(400);
});

test("ends a run and takes it up again", async () => {
  const ended = await post("runs/update", { run_id: run, status: "FINISHED", end_time: "2000" });
  expect(ended.body.run_info).toMatchObject({ status: "FINISHED", end_time: 2000 });
  const again = await post("runs/update", { run_id: run, status: "RUNNING", end_time: 2000 });
  expect(again.body.run_info.end_time).toBeUndefined();
});

const REFUSED: readonly (readonly [string, object, RegExp])[] = [
  [
    "runs/log-metric",
    { key: "a", value: 1, timestamp: 1 },
    /Missing value for required parameter 'run_id'/,
  ],
  [
    "runs/log-metric",
    { run_id: 31, key: "a" },
    /^Invalid value 31 for parameter 'run_id' supplied: {2}Hint: Value was of type 'int'\./,
  ],
  [
    "runs/log-metric",
    { run_id: "RUN", key: "a", value: "x", timestamp: 1 },
    /^Invalid value "x" for parameter 'value'/,
  ],
  ["runs/log-metric", { run_id: "RUN", key: "a", value: true, timestamp: 1 }, /type 'bool'/],
  [
    "runs/log-metric",
    { run_id: "RUN", key: "a", value: 1 },
    /Missing value for required parameter 'timestamp'/,
  ],
  [
    "runs/log-metric",
    { run_id: "RUN", key: "a", value: 1, timestamp: -1 },
    /parameter 'timestamp'/,
  ],
  [
    "runs/log-metric",
    { run_id: "RUN", key: "a", value: 1, timestamp: 1, step: 1.5 },
    /type 'float'/,
  ],
  ["runs/log-metric", { run_id: "RUN", key: "a", value: 1, timestamp: 1, step: 1e300 }, /beyond/],
  [
    "runs/log-metric",
    { run_id: "RUN", key: "../a", value: 1, timestamp: 1 },
    /must not resolve to other names/,
  ],
  [
    "runs/log-metric",
    { run_id: "RUN", key: "a*", value: 1, timestamp: 1 },
    /Names may only contain/,
  ],
  [
    "runs/log-metric",
    { run_id: "RUN", key: "a".repeat(251), value: 1, timestamp: 1 },
    /maximum length of 250/,
  ],
  [
    "runs/log-batch",
    { run_id: "RUN", metrics: [{ key: "a", value: 1, timestamp: "x" }] },
    /parameter 'metrics\[0\].timestamp'/,
  ],
  ["runs/log-batch", { run_id: "RUN", metrics: 7 }, /^Invalid value 7 for parameter 'metrics'/],
  ["runs/log-batch", { run_id: "RUN", metrics: [null] }, /metrics\[0\]/],
  [
    "runs/log-batch",
    { run_id: "RUN", params: Array(101).fill({ key: "a", value: "b" }) },
    /at most 100 params. Got 101/,
  ],
  ["runs/update", { run_id: "RUN", status: "DONE" }, /parameter 'status'/],
  ["runs/create", { experiment_id: "abc" }, /parameter 'experiment_id'/],
  ["runs/search", { experiment_ids: ["0"], max_results: 50_001 }, /at most 50000/],
  ["runs/search", { experiment_ids: ["0"], page_token: "zzz" }, /page_token/],
  [
    "runs/search",
    { experiment_ids: ["0"], order_by: ["metrics.a", "metrics.a DESC"] },
    /duplicate/,
  ],
  ["experiments/create", {}, /Missing value for required parameter 'name'/],
  ["experiments/search", {}, /max_results/],
];

for (const [path, body, message] of REFUSED)
  test(`refuses ${path} ${JSON.stringify(body).slice(0, 80)}`, async () => {
    const text = JSON.stringify(body).replace('"RUN"', JSON.stringify(run));
    const refused = await post(path, text);
    expect(refused.status).toBe(400);
    expect(refused.body.error_code).toBe("INVALID_PARAMETER_VALUE");
    expect(refused.body.message).toMatch(message);
  });

test("answers 404 in the client's words for what is not there", async () => {
  const code = async (sent: Promise<Sent>) => [(await sent).status, (await sent).body.error_code];
  const none = "0".repeat(32);
  expect(await code(get(`runs/get?run_id=${none}`))).toEqual([404, "RESOURCE_DOES_NOT_EXIST"]);
  expect(await code(post("runs/log-metric", { ...point("a", 1), run_id: none }))).toEqual([
    404,
    "RESOURCE_DOES_NOT_EXIST",
  ]);
  expect(await code(get("experiments/get?experiment_id=77"))).toEqual([
    404,
    "RESOURCE_DOES_NOT_EXIST",
  ]);
  expect(await code(get("experiments/get-by-name?experiment_name=x"))).toEqual([
    404,
    "RESOURCE_DOES_NOT_EXIST",
  ]);
  expect(await code(get("unheard/of"))).toEqual([404, "ENDPOINT_NOT_FOUND"]);
});

test("takes a body that is JSON within a JSON string, and no other content type", async () => {
  const body = JSON.stringify(point("a", 1));
  expect((await post("runs/log-metric", JSON.stringify(body))).status).toBe(200);
  expect((await post("runs/log-metric", body, { "content-type": "text/plain" })).status).toBe(400);
  expect((await post("runs/log-metric", "{")).body.error_code).toBe("INVALID_PARAMETER_VALUE");
});

test("searches experiments by name, with the default one there from the start", async () => {
  await post("experiments/create", { name: "One", tags: [{ key: "k", value: "v" }] });
  const names = async (body: object) =>
    ((await post("experiments/search", { max_results: 10, ...body })).body.experiments ?? []).map(
      (experiment: { name: string }) => experiment.name,
    );
  expect(await names({})).toEqual(["One", "Default"]);
  expect(await names({ filter: "name LIKE 'one'" })).toEqual([]);
  expect(await names({ filter: "name ILIKE 'one'" })).toEqual(["One"]);
  expect(await names({ order_by: ["name ASC"] })).toEqual(["Default", "One"]);
  expect(await names({ filter: "tags.k = 'v'" })).toEqual(["One"]);
});

test("searches runs by text with and without case, and by what is missing", async () => {
  await post("runs/set-tag", { run_id: run, key: "team", value: "Blue_1" });
  const count = async (filter: string) =>
    (await post("runs/search", { experiment_ids: ["0"], filter })).body.runs?.length ?? 0;
  expect(await count("tags.team LIKE 'Blue%'")).toBe(1);
  expect(await count("tags.team LIKE 'blue%'")).toBe(0);
  expect(await count("tags.team ILIKE 'blue%'")).toBe(1);
  expect(await count("tags.none != 'x'")).toBe(0);
  expect(await count("params.none IS NULL AND tags.team IS NOT NULL")).toBe(1);
  expect(await count(`run_id IN ('${run}', 'b') AND user_id = 'ada'`)).toBe(1);
  expect(await count(`artifact_uri LIKE '%/${run}/artifacts'`)).toBe(1);
  expect(await count("start_time >= 1001")).toBe(0);
});

test("says its version and that it is there to anyone", async () => {
  const text = async (path: string) => (await fetch(server.url + path)).text();
  expect(await text("/version")).toBe("3.17.2");
  expect(await text("/health")).toBe("OK");
  expect(await text("/ajax-api/2.0/mlflow/experiments/get?experiment_id=0")).toContain("Default");
  expect(await text("/api/3.0/mlflow/server-info")).toContain('"store_type":"SqlStore"');
});
