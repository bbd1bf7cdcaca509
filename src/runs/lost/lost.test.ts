import { afterEach, beforeEach, expect, test } from "vitest";
import { systemClock } from "#ground/clock";
import { fill } from "#ground/hooks";
import { defineSlice } from "#ground/slice";
import { openTestServer, type TestServer } from "#test/open-store";
import type { RunDetail } from "../model.ts";
import { checkLost, type Watch } from "./check-lost.ts";
import { deadlineOf } from "./deadline.ts";
import { runLost } from "./run-lost.ts";

const API = "/api/fettle/1/runs";
const MINUTE_MS = 60_000;
const ID = "a".repeat(32);
let server: TestServer;
let now: number;
let watch: Watch;
let told: string[];

const listening = defineSlice({
  name: "listening",
  summary: "hears of lost runs",
  needs: ["runs"],
  hooks: async () => [fill(runLost, async (run) => void told.push(run.name))],
});

beforeEach(async () => {
  now = 1_000_000_000;
  told = [];
  watch = { awakeSince: now, lookedAt: now };
  server = await openTestServer({
    slices: ["lineage", "artifacts", "runs", listening],
    clock: { ...systemClock, now: () => now },
    settings: { runs: { lostAfter: "60min" } },
  });
});
afterEach(async () => {
  expect(server.logLines.filter((line) => line.includes('"level":"error"'))).toEqual([]);
  await server.close();
});

/** Lets minutes pass, with a look at each, as the server does, and gives who is lost since then. */
async function pass(minutes: number): Promise<string[]> {
  const lost: RunDetail[] = [];
  for (let i = 0; i < minutes * 2; i += 1) {
    now += MINUTE_MS / 2;
    lost.push(...(await checkLost(server.context, watch)));
  }
  return lost.map((run) => run.name);
}

const launch = (more: object = {}) =>
  server.client.post<RunDetail>(API, {
    id: ID,
    project: "shop",
    experiment: "intents",
    name: "one",
    startedAt: now,
    command: ["true"],
    folder: ".",
    dirty: false,
    data: [],
    ...more,
  });
const foreign = async (name: string, tags: Record<string, string> = {}) => {
  const { run } = await server.client.post<{ run: { info: { run_id: string } } }>(
    "/api/2.0/mlflow/runs/create",
    {
      experiment_id: "0",
      run_name: name,
      start_time: 1,
      tags: Object.entries(tags).map(([key, value]) => ({ key, value })),
    },
  );
  return run.info.run_id;
};
const status = async (id = ID) => (await server.client.get<RunDetail>(`${API}/${id}`)).status;

test("a launched run that stops beating is lost after its deadline, and a beat brings it back", async () => {
  await launch({ lostAfterMs: 2 * MINUTE_MS });
  expect(await pass(2)).toEqual([]);
  expect(await status()).toBe("RUNNING");
  expect(await pass(1)).toEqual(["one"]);
  expect([await status(), told]).toEqual(["LOST", ["one"]]);
  expect(await pass(5)).toEqual([]);
  expect(await server.client.post(`${API}/${ID}/beat`)).toEqual({ status: "RUNNING" });
  expect(await status()).toBe("RUNNING");
  expect(await pass(3)).toEqual(["one"]);
});

test("a run that beats is not lost, however long it logs nothing", async () => {
  await launch({ lostAfterMs: 2 * MINUTE_MS });
  for (let i = 0; i < 10; i += 1) {
    expect(await pass(1)).toEqual([]);
    await server.client.post(`${API}/${ID}/beat`);
  }
});

test("whatever a lost run logs brings it back", async () => {
  await launch({ lostAfterMs: MINUTE_MS });
  const log = (body: object) =>
    server.client.post("/api/2.0/mlflow/runs/log-batch", { run_id: ID, ...body });
  for (const body of [
    { metrics: [{ key: "f1", value: 1, timestamp: 1, step: 0 }] },
    { params: [{ key: "lr", value: "1" }] },
    { tags: [{ key: "team", value: "ml" }] },
  ]) {
    expect(await pass(2)).toEqual(["one"]);
    await log(body);
    await checkLost(server.context, watch);
    expect(await status()).toBe("RUNNING");
  }
});

test("a run that is over is never lost, and the end of a lost one counts", async () => {
  await launch({ lostAfterMs: MINUTE_MS });
  expect(await pass(2)).toEqual(["one"]);
  await server.client.post(`${API}/${ID}/end`, { status: "FINISHED", endedAt: now });
  expect(await status()).toBe("FINISHED");
  expect(await pass(200)).toEqual([]);
  expect(await server.client.post(`${API}/${ID}/beat`)).toEqual({ status: "FINISHED" });
});

test("a foreign run has the time that the settings, its tag or its experiment's tag give it", async () => {
  await foreign("plain");
  await foreign("hasty", { "fettle.lostAfter": "10min" });
  await foreign("patient", { "fettle.lostAfter": "never" });
  expect(await pass(11)).toEqual(["hasty"]);
  expect(await pass(50)).toEqual(["plain"]);
  await server.client.post("/api/2.0/mlflow/experiments/set-experiment-tag", {
    experiment_id: "0",
    key: "fettle.lostAfter",
    value: "5min",
  });
  await foreign("tagged");
  expect(await pass(6)).toEqual(["tagged"]);
});

test("for MLflow's clients a lost run is still running, with a tag", async () => {
  const id = await foreign("plain", { "fettle.lostAfter": "1min" });
  await pass(2);
  const { run } = await server.client.get<{
    run: { info: { status: string }; data: { tags: { key: string; value: string }[] } };
  }>("/api/2.0/mlflow/runs/get", { run_id: id });
  expect(run.info.status).toBe("RUNNING");
  expect(run.data.tags).toContainEqual({
    key: "fettle.lost",
    value: expect.stringMatching(/^\d+$/),
  });
  expect(await status(id)).toBe("LOST");
});

test("after the server itself was asleep, runs get a minute to say that they are there", async () => {
  await launch({ lostAfterMs: 2 * MINUTE_MS });
  await pass(1);
  now += 8 * 60 * MINUTE_MS;
  expect(await checkLost(server.context, watch)).toEqual([]);
  now += MINUTE_MS / 2;
  await server.client.post(`${API}/${ID}/beat`);
  expect(await pass(2)).toEqual([]);
  expect(await pass(1)).toEqual(["one"]);
});

test("a clock that was put back makes nobody lost", async () => {
  await launch({ lostAfterMs: MINUTE_MS });
  await pass(1);
  now -= 24 * 60 * MINUTE_MS;
  expect(await pass(2)).toEqual([]);
});

test("the deadline is the run's own before its experiment's before the project's before the server's", () => {
  const none = { lost_after: null, run_tag: null, experiment_tag: null, project_choice: null };
  expect(deadlineOf(none, 7)).toBe(7);
  expect(deadlineOf({ ...none, project_choice: 6 }, 7)).toBe(6);
  expect(deadlineOf({ ...none, project_choice: 6, experiment_tag: "5ms" }, 7)).toBe(5);
  expect(deadlineOf({ ...none, lost_after: 4, experiment_tag: "5ms" }, 7)).toBe(4);
  expect(deadlineOf({ ...none, lost_after: 4, run_tag: "3ms" }, 7)).toBe(3);
  expect(deadlineOf({ ...none, run_tag: "soon" }, 7)).toBe(7);
  expect(deadlineOf(none, 0)).toBe(Number.POSITIVE_INFINITY);
});
