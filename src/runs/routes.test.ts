import { afterEach, beforeEach, expect, test } from "vitest";
import { fill } from "#ground/hooks";
import { defineSlice } from "#ground/slice";
import { openTestServer, type TestServer } from "#test/open-store";
import type { RunDetail, RunList } from "./model.ts";
import { runEnded } from "./run-ended.ts";

const BASE = "/api/fettle/1/runs";
let server: TestServer;
let ended: RunDetail[];

const listening = defineSlice({
  name: "listening",
  summary: "hears of ends",
  needs: ["runs"],
  hooks: async () => [fill(runEnded, async (run) => void ended.push(run))],
});

beforeEach(async () => {
  ended = [];
  server = await openTestServer({ slices: ["lineage", "artifacts", "runs", listening] });
});
afterEach(async () => {
  expect(server.logLines.filter((line) => line.includes('"level":"error"'))).toEqual([]);
  await server.close();
});

const idOf = (n: number): string => n.toString(16).padStart(32, "0");

const body = (n: number, more: object = {}) => ({
  id: idOf(n),
  project: "shop",
  experiment: "intents",
  name: `run-${n}`,
  startedAt: 1000 + n,
  command: ["node", "train.ts"],
  folder: ".",
  commit: "abc123",
  dirty: false,
  data: [{ path: "data/in.csv", md5: "0123456789abcdef0123456789abcdef", size: 10, tracked: true }],
  params: { model: n % 2 === 0 ? "bayes" : "rules", __proto__x: "1" },
  ...more,
});

const log = (n: number, key: string, value: unknown, step = 0) =>
  server.client.post("/api/2.0/mlflow/runs/log-metric", {
    run_id: idOf(n),
    key,
    value,
    timestamp: 5,
    step,
  });

test("starts a run, tells its facts as MLflow's tags, and records its lineage", async () => {
  const run = await server.client.post<RunDetail>(BASE, body(1));
  expect(run).toMatchObject({
    id: idOf(1),
    experiment: "intents",
    status: "RUNNING",
    endedAt: null,
    command: ["node", "train.ts"],
    params: { model: "rules" },
    artifactUri: `mlflow-artifacts:/1/${idOf(1)}/artifacts`,
    tags: {
      "mlflow.runName": "run-1",
      "mlflow.source.git.commit": "abc123",
      "fettle.data.data/in.csv": "0123456789abcdef0123456789abcdef",
      "fettle.dirty": "false",
    },
  });
  const { edges } = await server.client.get<{ edges: { from: { id: string } }[] }>(
    `/api/fettle/1/lineage/run/${idOf(1)}`,
  );
  expect(edges.map((edge) => edge.from.id)).toEqual([
    "data/in.csv@0123456789abcdef0123456789abcdef",
  ]);
});

test("answers the same run to the same start, refuses other facts under its id", async () => {
  const first = await server.client.post(BASE, body(1));
  expect(await server.client.post(BASE, body(1))).toEqual(first);
  await expect(server.client.post(BASE, body(1, { commit: "def" }))).rejects.toMatchObject({
    code: "RUNS_ID_TAKEN",
    status: 409,
  });
});

test("ends a run once, however often the end is sent", async () => {
  await server.client.post(BASE, body(1));
  const end = { status: "FAILED", endedAt: 3001, exitCode: 3 };
  const run = await server.client.post<RunDetail>(`${BASE}/${idOf(1)}/end`, end);
  expect(run).toMatchObject({ status: "FAILED", durationMs: 2000, exitCode: 3 });
  expect(await server.client.post(`${BASE}/${idOf(1)}/end`, end)).toMatchObject({ exitCode: 3 });
  expect(ended.map((one) => one.tags["fettle.exit_code"])).toEqual(["3"]);
});

test("finds a run by id, name and the start of its id", async () => {
  await server.client.post(BASE, body(0xabcd));
  await server.client.post(BASE, body(0xabce, { name: "run-x" }));
  await server.client.post(BASE, body(0xabcf, { name: "run-x", project: "other" }));
  const find = (ref: string, project?: string) =>
    server.client.get<RunDetail>(`${BASE}/${ref}`, { project }).then((run) => run.id);
  expect(await find(idOf(0xabcd))).toBe(idOf(0xabcd));
  expect(await find("run-x")).toBe(idOf(0xabcf));
  expect(await find("run-x", "shop")).toBe(idOf(0xabce));
  expect(await find(idOf(0xabcd).slice(0, 31)).catch((error) => error.code)).toBe(
    "RUNS_REF_AMBIGUOUS",
  );
  await expect(find("nothing")).rejects.toMatchObject({ code: "RUNS_UNKNOWN", status: 404 });
});

test("sorts by a metric with NaN and missing last, both ways", async () => {
  for (const n of [1, 2, 3, 4]) await server.client.post(BASE, body(n));
  await log(1, "acc", 0.5);
  await log(2, "acc", 0.9);
  await log(3, "acc", "NaN");
  const names = async (order: string) =>
    (
      await server.client.get<RunList>(BASE, { project: "shop", sort: "metrics.acc", order })
    ).runs.map((run) => run.name);
  expect(await names("desc")).toEqual(["run-2", "run-1", "run-3", "run-4"]);
  expect(await names("asc")).toEqual(["run-1", "run-2", "run-3", "run-4"]);
});

test("pages, counts and narrows the list, and names the keys of the project", async () => {
  for (const n of [1, 2, 3, 4, 5]) await server.client.post(BASE, body(n));
  await server.client.post(BASE, body(6, { project: "other", params: { elsewhere: "1" } }));
  await log(1, "acc", 0.5);
  const list = (query: Record<string, string | number>) =>
    server.client.get<RunList>(BASE, { project: "shop", ...query });
  const page = await list({ sort: "name", order: "asc", limit: 2, offset: 2 });
  expect(page).toMatchObject({ total: 5, metrics: ["acc"], params: ["__proto__x", "model"] });
  expect(page.runs.map((run) => run.name)).toEqual(["run-3", "run-4"]);
  expect((await list({ q: "RUN-4" })).total).toBe(1);
  expect((await list({ q: "%" })).total).toBe(0);
  expect((await list({ filter: "params.model = 'bayes'" })).total).toBe(2);
  expect((await list({ status: "FINISHED,FAILED" })).total).toBe(0);
  expect((await list({ experiment: "intents", status: "RUNNING" })).total).toBe(5);
  await expect(list({ sort: "nmae" })).rejects.toMatchObject({ code: "FILTER_INVALID" });
  await expect(list({ limit: 0 })).rejects.toMatchObject({ code: "REQUEST_INVALID" });
});

test("keeps lowest, highest, count and their steps beside the points", async () => {
  await server.client.post(BASE, body(1));
  for (const [step, value] of [0.3, 0.9, 0.1, "NaN", 0.4].entries())
    await log(1, "val/loss", value, step);
  await log(1, "val/loss", 0.9, 1);
  const run = await server.client.get<RunDetail>(`${BASE}/run-1`);
  expect(run.metricSummaries).toEqual([
    {
      key: "val/loss",
      last: 0.4,
      min: 0.1,
      max: 0.9,
      count: 5,
      lastStep: 4,
      bestMinStep: 2,
      bestMaxStep: 1,
    },
  ]);
  const series = await server.client.get<{ points: { value: unknown }[] }>(
    `${BASE}/run-1/metrics/val/loss`,
  );
  expect(series.points.map((point) => point.value)).toEqual([0.3, 0.9, 0.1, "NaN", 0.4]);
  await expect(server.client.get(`${BASE}/run-1/metrics/none`)).rejects.toMatchObject({
    status: 404,
  });
});

test("compares runs line by line", async () => {
  await server.client.post(BASE, body(1));
  await server.client.post(BASE, body(2));
  await log(2, "acc", 0.5);
  const { rows } = await server.client.get<{ rows: object[] }>(`${BASE}/compare`, {
    refs: "run-1,run-2",
  });
  expect(rows).toContainEqual({
    kind: "fact",
    key: "commit",
    values: ["abc123", "abc123"],
    differs: false,
  });
  expect(rows).toContainEqual({
    kind: "param",
    key: "model",
    values: ["rules", "bayes"],
    differs: true,
  });
  expect(rows).toContainEqual({ kind: "metric", key: "acc", values: [null, 0.5], differs: true });
});

test("tells listeners of a new run after its commit", async () => {
  const topics: string[] = [];
  server.context.events.listen(["runs"], (event) => topics.push(event.topic));
  await server.client.post(BASE, body(1));
  await log(1, "acc", 1);
  expect(topics).toEqual(["runs", `runs/${idOf(1)}`]);
});
