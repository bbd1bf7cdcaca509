import { afterEach, beforeEach, expect, test } from "vitest";
import { systemClock } from "#ground/clock";
import { fill } from "#ground/hooks";
import { defineSlice } from "#ground/slice";
import { openTestServer, type TestServer } from "#test/open-store";
import { runBody } from "#test/run-body";
import { takeRecords } from "../carry/take-records.ts";
import { endRun } from "../end-run.ts";
import type { RunDetail } from "../model.ts";
import { startRun } from "../start-run.ts";
import { checkLost, type Watch } from "./check-lost.ts";
import { runLost } from "./run-lost.ts";

const BEGIN = 1_000_000_000;
let server: TestServer;
let now: number;
let watch: Watch;
let told: RunDetail[];
let hook: (run: RunDetail) => void;

const listening = defineSlice({
  name: "listening",
  summary: "hears of lost runs",
  needs: ["runs"],
  hooks: async () => [fill(runLost, async (run) => hook(run))],
});

beforeEach(async () => {
  now = BEGIN;
  told = [];
  hook = (run) => void told.push(run);
  watch = { awakeSince: now, lookedAt: now };
  server = await openTestServer({
    slices: ["lineage", "artifacts", "runs", listening],
    clock: { ...systemClock, now: () => now },
    settings: { runs: { lostAfter: "60min" } },
  });
});
afterEach(() => server.close());

/** Its time begins with the first look. */
const begin = async (id: string, more: object = {}) => {
  await startRun(server.context, runBody({ id, name: id, ...more }), "ada");
  await checkLost(server.context, watch);
};
/** Who is lost by a look so many milliseconds after the beginning. */
const lostAt = async (ms: number, context = server.context) => {
  now = BEGIN + ms;
  return (await checkLost(context, watch)).map(({ id }) => id);
};
const awake = () => {
  watch = { awakeSince: 0, lookedAt: now };
};
const logged = () => server.logLines.filter((line) => line.includes('"level":"error"'));

test("a run is lost the millisecond after its deadline, and is told as it is then", async () => {
  await begin("a", { lostAfterMs: 30_000 });
  expect(await lostAt(30_000)).toEqual([]);
  expect(await lostAt(30_001)).toEqual(["a"]);
  expect(told).toEqual([await server.client.get("/api/fettle/1/runs/a")]);
  expect(told[0]).toMatchObject({ id: "a", status: "LOST", endedAt: null, durationMs: null });
  expect(await lostAt(30_002)).toEqual([]);
});

test("a deadline of less than a second is one of a second", async () => {
  await begin("a", { tags: { "fettle.lostAfter": "5ms" } });
  awake();
  expect(await lostAt(1000)).toEqual([]);
  expect(await lostAt(1001)).toEqual(["a"]);
});

test("the server was away where it did not look for more than three quarters of a minute", async () => {
  await begin("a", { lostAfterMs: 40_000 });
  awake();
  expect(await lostAt(45_000)).toEqual(["a"]);
  await begin("b", { lostAfterMs: 40_000 });
  now += 1;
  expect(await lostAt(45_000 + 45_001)).toEqual([]);
});

test("after it was away, a run has as long as its deadline to say something, but no more than a minute", async () => {
  await begin("hasty", { lostAfterMs: 10_000 });
  await begin("patient", { lostAfterMs: 500_000 });
  const woke = 9_000_000;
  expect(await lostAt(woke)).toEqual([]);
  expect(await lostAt(woke + 9_999)).toEqual([]);
  expect(await lostAt(woke + 10_000)).toEqual(["hasty"]);
  expect(await lostAt(woke + 50_000)).toEqual([]);
  expect(await lostAt(woke + 59_999)).toEqual([]);
  expect(await lostAt(woke + 60_000)).toEqual(["patient"]);
});

test("a run that nobody noted a time for has its time from the next look on", async () => {
  await begin("a", { lostAfterMs: 30_000 });
  await server.context.database.write((tx) => tx.run("UPDATE runs_run SET seen_at = NULL"));
  awake();
  expect(await lostAt(40_000)).toEqual([]);
  expect(await server.context.database.get("SELECT seen_at FROM runs_run")).toEqual({
    seen_at: BEGIN + 40_000,
  });
  expect(await lostAt(70_000)).toEqual([]);
  expect(await lostAt(70_001)).toEqual(["a"]);
});

test("who looks at the list or at the run hears of it", async () => {
  await begin("a", { lostAfterMs: 30_000 });
  const published: unknown[] = [];
  const publish = (...what: unknown[]) => void published.push(what);
  const context = { ...server.context, events: { ...server.context.events, publish } };
  expect(await lostAt(30_000, context)).toEqual([]);
  expect(published).toEqual([]);
  await lostAt(30_001, context);
  expect(published).toEqual([["runs"], ["runs/a", { status: "LOST" }]]);
});

test("a run that ended while it was looked for is not lost", async () => {
  await begin("a", { lostAfterMs: 30_000 });
  const { database } = server.context;
  let isFirst = true;
  const slow = new Proxy(database, {
    get: (of, name) =>
      name === "write" && isFirst
        ? async (work: never) => {
            isFirst = false;
            await endRun(server.context, "a", { status: "FINISHED", endedAt: now });
            return database.write(work);
          }
        : Reflect.get(of, name, of),
  });
  expect(await lostAt(30_001, { ...server.context, database: slow })).toEqual([]);
  expect([isFirst, told]).toEqual([false, []]);
  expect(await server.client.get("/api/fettle/1/runs/a")).toMatchObject({ status: "FINISHED" });
});

test("of one that was imported nobody is told, though it is lost", async () => {
  const facts = { lifecycle: "active", startedAt: 1, params: {}, tags: {} };
  const lists = { datasets: [], modelInputs: [], modelOutputs: [] };
  await takeRecords(
    server.context,
    [
      { type: "experiment", id: "7", name: "e", createdAt: 1, updatedAt: 1, ...facts },
      {
        type: "run",
        id: "far",
        experiment: "e",
        name: "far",
        user: "",
        ...facts,
        ...lists,
        status: "RUNNING",
        endedAt: null,
      },
    ] as never,
    "shop",
  );
  await begin("near", { lostAfterMs: 3_600_000 });
  awake();
  // One whose time nobody noted has it from now on.
  expect(await lostAt(0)).toEqual([]);
  now = BEGIN + 3_600_000;
  awake();
  expect((await lostAt(3_600_001)).sort()).toEqual(["far", "near"]);
  expect(told.map(({ id }) => id)).toEqual(["near"]);
});

test("what a listener fails with is logged with the run, and the others are told all the same", async () => {
  await begin("a", { lostAfterMs: 30_000 });
  await begin("b", { lostAfterMs: 30_000 });
  hook = (run) => {
    told.push(run);
    if (run.id === "a") throw new Error("deaf");
  };
  expect(await lostAt(30_001)).toEqual(["a", "b"]);
  expect(told.map(({ id }) => id)).toEqual(["a", "b"]);
  expect(logged().map((line) => JSON.parse(line))).toMatchObject([
    { event: "a hook of runLost failed", run: "a", error: expect.anything() },
  ]);
});
