import { existsSync, mkdirSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { openTestServer, type TestServer } from "#test/open-store";
import { slice } from "./slice.ts";
import { keepArtifacts, tidyArtifacts } from "./upkeep.ts";

const HOUR_MS = 3_600_000;
const PROXY = "/api/2.0/mlflow-artifacts/artifacts";
let server: TestServer;
beforeEach(async () => {
  // Without its own upkeep. The runs' migrations make the tables.
  const silent = { ...slice, background: async () => [] };
  server = await openTestServer({ slices: ["lineage", silent, "runs"] });
});
afterEach(async () => {
  vi.useRealTimers();
  await server.close();
});

/** What a killed server left long ago. */
const leave = () => {
  const incoming = join(server.context.store.artifacts, ".fettle", "incoming");
  mkdirSync(incoming, { recursive: true });
  writeFileSync(join(incoming, "old"), "x");
  utimesSync(join(incoming, "old"), 1, 1);
  return () => existsSync(join(incoming, "old"));
};
/** Vitest's own waiting moves its fake timers on. */
const until = async (holds: () => boolean) => {
  for (let i = 0; i < 1000 && !holds(); i += 1) await new Promise((next) => setTimeout(next, 2));
  expect(holds()).toBe(true);
};
/** Two contents that nothing uses any more; how many of them still take space. */
const unused = async () => {
  for (const name of ["a", "b"])
    await fetch(`${server.url}${PROXY}/shared/${name}`, { method: "PUT", body: name });
  rmSync(join(server.context.store.artifacts, "shared"), { recursive: true });
  const contents = join(server.context.store.artifacts, ".fettle", "contents");
  return () =>
    readdirSync(contents, { recursive: true, withFileTypes: true }).filter((one) => one.isFile())
      .length;
};

test("artifacts are tidied at the start, once an hour, and not after the end", async () => {
  const left = await unused();
  const isThere = leave();
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  const keeping = await keepArtifacts(server.context);
  await until(() => !isThere());
  await until(() => left() === 0);
  leave();
  vi.advanceTimersByTime(HOUR_MS - 1);
  await new Promise(setImmediate);
  expect(isThere()).toBe(true);
  vi.advanceTimersByTime(1);
  await until(() => !isThere());
  await keeping.stop();
  expect(vi.getTimerCount()).toBe(0);
});

test("what goes on at the end is broken off, and waited for", async () => {
  const left = await unused();
  expect(left()).toBe(2);
  const keeping = await keepArtifacts(server.context);
  await keeping.stop();
  expect(left()).toBe(2);
  let asked = 0;
  await tidyArtifacts(server.context, async () => {
    asked += 1;
    return asked < 2;
  });
  expect(left()).toBe(1);
  await tidyArtifacts(server.context);
  expect(left()).toBe(0);
});

test("a round that fails is told in the log, and the next one comes", async () => {
  const { database } = server.context;
  let fails = true;
  const all: typeof database.all = (...asked) => {
    if (fails) throw new Error("no database");
    return database.all(...asked);
  };
  const left = await unused();
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  const keeping = await keepArtifacts({ ...server.context, database: { ...database, all } });
  await until(() => server.logLines.length === 1);
  expect(server.logLines.map((line) => JSON.parse(line))).toMatchObject([
    {
      level: "error",
      event: "artifacts were not tidied",
      error: expect.stringContaining("no database"),
    },
  ]);
  fails = false;
  vi.advanceTimersByTime(HOUR_MS);
  await until(() => left() === 0);
  await keeping.stop();
  expect(server.logLines).toHaveLength(1);
});
