import { afterAll, beforeAll, expect, test } from "vitest";
import { systemClock } from "#ground/clock";
import type { ServerContext } from "#ground/server";
import { openTestServer, type TestServer } from "#test/open-store";
import { runBody } from "#test/run-body";
import { endRun } from "../end-run.ts";
import { startRun } from "../start-run.ts";
import { beat } from "./beat.ts";

let server: TestServer;
let now = 1000;
beforeAll(async () => {
  const clock = { ...systemClock, now: () => now };
  server = await openTestServer({ slices: ["lineage", "artifacts", "runs"], clock });
});
afterAll(() => server.close());

const seen = (id: string) =>
  server.context.database.get("SELECT seen_at, lost_at FROM runs_run WHERE id = ?", id);
/** What is published at once, not when its listeners get it. */
const topicsOf = async (act: (context: ServerContext) => Promise<unknown>): Promise<string[]> => {
  const topics: string[] = [];
  const events = { ...server.context.events, publish: (topic: string) => void topics.push(topic) };
  await act({ ...server.context, events });
  return topics;
};

test("a beat notes the time and nothing else, and so tells nobody", async () => {
  await startRun(server.context, runBody({ id: "going" }), "ada");
  now = 2000;
  expect(await topicsOf((context) => beat(context, "going"))).toEqual([]);
  expect(await seen("going")).toEqual({ seen_at: 2000, lost_at: null });
});

test("a lost run is back by a beat, and those who look at it are told", async () => {
  await startRun(server.context, runBody({ id: "away" }), "ada");
  await server.context.database.write((tx) =>
    tx.run("UPDATE runs_run SET lost_at = 1500 WHERE id = 'away'"),
  );
  now = 3000;
  const topics = await topicsOf(async (context) =>
    expect(await beat(context, "away")).toEqual({ status: "RUNNING" }),
  );
  expect(topics).toEqual(["runs", "runs/away"]);
  expect(await seen("away")).toEqual({ seen_at: 3000, lost_at: null });
});

test("one that is over stays as it is, and one that nobody knows is unknown", async () => {
  await startRun(server.context, runBody({ id: "over" }), "ada");
  await endRun(server.context, "over", { status: "FAILED", endedAt: 2000 });
  const before = await seen("over");
  now += 500;
  expect(await beat(server.context, "over")).toEqual({ status: "FAILED" });
  expect(await seen("over")).toEqual(before);
  await expect(beat(server.context, "nobody")).rejects.toMatchObject({
    code: "RUNS_UNKNOWN",
    status: 404,
  });
});
