import { afterEach, beforeEach, expect, test } from "vitest";
import { packArrivals } from "#ground/points";
import type { ServerContext } from "#ground/server";
import { openTestServer, type TestServer } from "#test/open-store";
import { createRun } from "../create-run.ts";
import { logBatch } from "../log-batch.ts";
import { slice } from "../slice.ts";
import { keepMetrics, readChart, readHistory, readPoints, readSampled, settle } from "./index.ts";
import { sealOldBlocks } from "./seal-old-blocks.ts";

const quiet = {
  ...slice,
  routes: async () => [],
  hooks: async () => [],
  background: async () => [],
};
let server: TestServer;
let context: ServerContext;
let run: { id: string; number: number };

beforeEach(async () => {
  server = await openTestServer({ slices: ["lineage", quiet] });
  context = server.context;
  run = await createRun(context, {
    experimentId: 0,
    user: "ada",
    name: undefined,
    startedAt: 1,
    tags: [],
  });
});
afterEach(() => server.close());

const log = (key: string, from: number, count: number) =>
  logBatch(context, run.id, {
    metrics: Array.from({ length: count }, (_, i) => ({
      key,
      step: from + i,
      timestamp: from + i,
      value: from + i,
    })),
  });
const read = async (key: string) => readPoints(await settle(context), run.number, key);
const keyOf = async (name: string) =>
  (await context.database.get<{ id: number }>("SELECT id FROM runs_key WHERE name = ?", name))
    ?.id ?? 0;
type Packed = { data: Uint8Array };
/** Flips a bit of the first block of a metric, or of all that wait in the inbox. */
const flip = async (key: string, bit: number): Promise<void> => {
  const number = await keyOf(key);
  const [row] = await context.database.all<Packed>(
    "SELECT data FROM runs_block WHERE key = ? ORDER BY step",
    number,
  );
  const { data } = row as Packed;
  const flipped = data.slice();
  flipped[bit >> 3] = (flipped[bit >> 3] as number) ^ (1 << (bit & 7));
  await context.database.write(
    async (tx) =>
      void (await tx.run(
        "UPDATE runs_block SET data = ? WHERE key = ? AND data = ?",
        flipped,
        number,
        data,
      )),
  );
};
const DAMAGED = expect.objectContaining({ code: "POINTS_DAMAGED", status: 409 });

test("a flipped bit of a block is told by each way to read it, and other metrics are read", async () => {
  await log("hurt", 0, 600);
  await log("well", 0, 600);
  await settle(context);
  await flip("hurt", 20_000);
  await expect(read("hurt")).rejects.toEqual(DAMAGED);
  const settled = await settle(context);
  const metric = { run: run.number, key: await keyOf("hurt") };
  await expect(readHistory(settled, metric, { after: undefined, limit: 10 })).rejects.toEqual(
    DAMAGED,
  );
  await expect(
    readSampled(settled, [metric], { steps: undefined, max: 50 } as never),
  ).rejects.toEqual(DAMAGED);
  expect((await read("well")).steps.length).toBe(600);
});

test("points that belong into a damaged block hold up nobody's, and are kept beside it", async () => {
  await log("hurt", 0, 100);
  await settle(context);
  await flip("hurt", 3000);
  await log("hurt", 0, 200);
  await log("well", 0, 5);
  expect((await read("well")).steps.length).toBe(5);
  expect(await context.database.all("SELECT id FROM runs_inbox")).toEqual([]);
  expect(server.logLines.join("")).not.toContain("wait in the inbox");
  await context.database.write(
    async (tx) =>
      void (await tx.run("DELETE FROM runs_block WHERE key = ? AND step = 0", await keyOf("hurt"))),
  );
  expect((await read("hurt")).steps.length).toBe(199);
});

test("a damaged row of the inbox is kept aside and told, and the others are taken up", async () => {
  const key = 77;
  const rowOf = (step: number) =>
    packArrivals([{ run: run.number, keys: [key], points: [{ step, timestamp: step, value: 1 }] }]);
  await context.database.write(async (tx) => {
    await tx.run("INSERT INTO runs_key (id, name) VALUES (?, 'late')", key);
    for (const step of [1, 2, 3]) {
      const data = rowOf(step);
      if (step === 2) data[6] = (data[6] as number) ^ 4;
      await tx.run("INSERT INTO runs_inbox (at, data) VALUES (1, ?)", data);
    }
  });
  const background = await keepMetrics(context);
  expect([...(await read("late")).steps]).toEqual([1, 3]);
  expect(await context.database.all("SELECT id FROM runs_inbox")).toEqual([{ id: -2 }]);
  expect(server.logLines.join("")).toContain("a row of the inbox is not as it was written");
  await background.stop();
});

test("blocks of Fettle 0.1 get their seals in idle time, once, and the same points", async () => {
  await log("old", 0, 1300);
  await settle(context);
  const blocks = await context.database.all<Packed>("SELECT data FROM runs_block");
  await context.database.write(async (tx) => {
    for (const { data } of blocks) {
      const old = data.slice(0, -4);
      old[3] = 0;
      await tx.run("UPDATE runs_block SET data = ?, flags = flags & 3 WHERE data = ?", old, data);
    }
  });
  const before = await read("old");
  expect(await sealOldBlocks(context, async () => {})).toBe(3);
  expect(await sealOldBlocks(context, async () => {})).toBe(0);
  expect(await read("old")).toEqual(before);
  await flip("old", 20_000);
  await expect(read("old")).rejects.toEqual(DAMAGED);
});

test("what a block says of its points is told when a bit of it is lost, in each column", async () => {
  await log("hurt", 1, 100);
  await settle(context);
  const metric = { run: run.number, key: await keyOf("hurt") };
  const chart = async () => readChart(await settle(context), metric, { axis: "step", px: 1 });
  const sampled = async () =>
    readSampled(await settle(context), [metric], { steps: undefined, max: 50 } as never);
  expect((await chart()).points.length).toBeGreaterThan(1);
  const set = (column: string, by: number) =>
    context.database.write(
      async (tx) => void (await tx.run(`UPDATE runs_block SET ${column} = ${column} + ${by}`)),
    );
  for (const column of [
    ..."step at value last_step last_at last low low_step low_at".split(" "),
    ..."high high_step high_at from_at to_at points flags".split(" "),
  ]) {
    await set(column, 16);
    await expect(chart(), column).rejects.toEqual(DAMAGED);
    await expect(sampled(), column).rejects.toEqual(DAMAGED);
    await set(column, -16);
  }
  expect((await chart()).points.length).toBeGreaterThan(1);
});

test("a table that says other steps of a block than it holds is told, instead of asked for ever", async () => {
  await log("hurt", 0, 100);
  await settle(context);
  await context.database.write(
    async (tx) =>
      void (await tx.run("UPDATE runs_block SET step = step + 4096, flags = flags & 3")),
  );
  const metric = { run: run.number, key: await keyOf("hurt") };
  const settled = await settle(context);
  await expect(readHistory(settled, metric, { after: undefined, limit: 10 })).rejects.toEqual(
    DAMAGED,
  );
});

test("points that come into a block of which the table says something wrong set that right, and none is there twice", async () => {
  await log("hurt", 0, 512);
  await settle(context);
  await context.database.write(
    async (tx) => void (await tx.run("UPDATE runs_block SET last_step = last_step - 256")),
  );
  await log("hurt", 300, 400);
  expect([...(await read("hurt")).steps]).toEqual(Array.from({ length: 700 }, (_, i) => i));
  const metric = { run: run.number, key: await keyOf("hurt") };
  const page = { after: undefined, limit: 1000 };
  expect((await readHistory(await settle(context), metric, page)).points.steps.length).toBe(700);
});
