import { afterEach, beforeEach, expect, test } from "vitest";
import type { ServerContext } from "#ground/server";
import { openTestServer, type TestServer } from "#test/open-store";
import { createRun } from "../create-run.ts";
import { readRun } from "../find-run.ts";
import { logBatch } from "../log-batch.ts";
import { settle } from "./index.ts";

let server: TestServer;
let context: ServerContext;
let run: { id: string };

beforeEach(async () => {
  server = await openTestServer({ slices: ["lineage", "artifacts", "runs"] });
  context = server.context;
  const facts = { user: undefined, name: undefined, startedAt: 1, tags: [] };
  run = await createRun(context, { ...facts, experimentId: 0 });
});
afterEach(() => server.close());

const BATCH = 50_000;
let next = 0;
const log = async (): Promise<void> => {
  const metrics = Array.from({ length: BATCH }, (_, i) => {
    const step = next + i;
    return { key: "loss", step, timestamp: step, value: 1 };
  });
  await logBatch(context, run.id, { metrics });
  next += BATCH;
};
const statement = (sql: string) => context.database.write(async (tx) => void (await tx.run(sql)));

const FULL =
  "CREATE TRIGGER full BEFORE INSERT ON runs_block BEGIN SELECT RAISE(ABORT, 'no room'); END";

test("while nothing can be folded, only so many points are taken; then all that were are there", async () => {
  next = 0;
  await statement(FULL);
  // Half a million wait at most, and what is being folded.
  const fill = async (): Promise<void> => {
    for (let batch = 0; batch < 20; batch += 1) await log();
  };
  await expect(fill()).rejects.toThrow("no room");
  expect(next).toBeGreaterThanOrEqual(524_288);
  expect(next).toBeLessThan(800_000);
  await expect(log()).rejects.toThrow("no room");
  await statement("DROP TRIGGER full");
  await log();
  const found = await readRun(await settle(context), run.id);
  expect(found?.metricSummaries).toMatchObject([{ key: "loss", count: next }]);
});

test("that points wait in the inbox is warned of once, and again once it went well between", async () => {
  const point = { key: "loss", step: 0, timestamp: 1, value: 1 };
  const warned = () =>
    server.logLines.filter((line) => line.includes("logged points wait in the inbox")).length;
  const fail = async () => {
    await statement(FULL);
    await logBatch(context, run.id, { metrics: [{ ...point, step: next }] });
    next += 1;
    for (let i = 0; i < 2; i += 1) await settle(context);
  };
  await fail();
  expect(warned()).toBe(1);
  // Reads go on meanwhile, without what waits.
  expect((await readRun(await settle(context), run.id))?.metricSummaries).toEqual([]);
  await statement("DROP TRIGGER full");
  await settle(context);
  await fail();
  expect(warned()).toBe(2);
  await statement("DROP TRIGGER full");
  expect((await readRun(await settle(context), run.id))?.metricSummaries).toMatchObject([
    { key: "loss", count: 2 },
  ]);
});
