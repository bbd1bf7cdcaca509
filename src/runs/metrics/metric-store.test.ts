import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import { migrate, openSqlite } from "#ground/database";
import { comparePoints, pointAt } from "#ground/points";
import type { ServerContext } from "#ground/server";
import { jsonNumber } from "#ground/wire";
import { openTestServer, type TestServer } from "#test/open-store";
import { createRun } from "../create-run.ts";
import { readRun } from "../find-run.ts";
import { type LoggedPoint, logBatch } from "../log-batch.ts";
import { MIGRATIONS } from "../migrations/index.ts";
import { slice } from "../slice.ts";
import { restoreRuns, trashRuns } from "../trash/index.ts";
import { keepMetrics, readPoints, settle, settleFirst } from "./index.ts";

const quiet = { ...slice, routes: async () => [], hooks: async () => [] };
let server: TestServer;
let context: ServerContext;
let run: { id: string; number: number };

const newRun = () =>
  createRun(context, { experimentId: 0, user: "ada", name: undefined, startedAt: 1, tags: [] });

beforeEach(async () => {
  server = await openTestServer({ slices: ["lineage", quiet] });
  context = server.context;
  run = await newRun();
});
afterEach(async () => {
  expect(server.logLines.filter((line) => /"level":"(error|warn)"/.test(line))).toEqual([]);
  await server.close();
});

const point = (step: number, value: number, timestamp = step, key = "a"): LoggedPoint => ({
  key,
  step,
  timestamp,
  value,
});
const log = (...metrics: LoggedPoint[]) => logBatch(context, run.id, { metrics });
const read = async (from: ServerContext = context, key = "a", of = run.number) => {
  const points = await readPoints(await settle(from), of, key);
  return Array.from(points.steps, (_, i) => pointAt(points, i));
};
const steps = async () => (await read()).map((one) => one.step);
const summary = async (from: ServerContext = context, key = "a") => {
  const found = await readRun(await settle(from), run.id);
  return found?.metricSummaries.find((one) => one.key === key);
};
const count = async (table: string) =>
  (await context.database.get<{ n: number }>(`SELECT count(*) AS n FROM ${table}`))?.n;

/** What is on the disk at this moment, as a server finds it after a kill. */
async function afterKill(
  work: (left: ServerContext) => Promise<void>,
  before: (left: ServerContext) => Promise<void> = async () => {},
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "fettle-killed-"));
  const file = join(folder, "fettle.db");
  for (const end of ["", "-wal"])
    copyFileSync(join(server.context.store.folder, `fettle.db${end}`), `${file}${end}`);
  const database = openSqlite(file);
  const left = { ...context, database };
  await before(left);
  const background = await keepMetrics(left);
  await work(left);
  await background.stop();
  await database.close();
  rmSync(folder, { recursive: true });
}

test("who settles before the metrics begin finds what a killed server left, once", async () => {
  await log(point(1, 0.5));
  const inbox = "SELECT COUNT(*) AS n FROM runs_inbox";
  await afterKill(
    async (left) => {
      expect(await left.database.get(inbox)).toEqual({ n: 0 });
      expect(await summary(left)).toMatchObject({ count: 1 });
    },
    async (left) => {
      await settleFirst(left);
      expect(await left.database.get(inbox)).toEqual({ n: 0 });
    },
  );
});

test("what was acknowledged is there after a kill, before and after it was folded", async () => {
  await log(point(1, 0.5), point(2, 0.25));
  expect([await count("runs_inbox"), await count("runs_block")]).toEqual([1, 0]);
  await afterKill(async (left) => {
    expect((await read(left)).map((one) => one.value)).toEqual([0.5, 0.25]);
    expect(await summary(left)).toMatchObject({ count: 2, last: 0.25, max: 0.5 });
  });
  await settle(context);
  expect([await count("runs_inbox"), await count("runs_block")]).toEqual([0, 1]);
  await log(point(3, 1), point(2, 0.25));
  await afterKill(async (left) => {
    expect((await read(left)).map((one) => one.step)).toEqual([1, 2, 3]);
    expect(await summary(left)).toMatchObject({ count: 3 });
  });
});

test("what is logged, or was left by a kill, is folded by itself a moment later", async () => {
  await log(point(1, 0.5));
  await afterKill(async ({ database }) => {
    const blocks = () => database.all("SELECT points FROM runs_block");
    expect(await blocks()).toEqual([]);
    await expect.poll(blocks).toEqual([{ points: 1 }]);
    expect(await database.all("SELECT id FROM runs_inbox")).toEqual([]);
  });
  await expect.poll(() => count("runs_block")).toBe(1);
  // And so is what comes later, without anybody who reads.
  await log(point(2, 0.5));
  await expect.poll(() => count("runs_inbox")).toBe(0);
});

test("a fold that was killed half-way counts nothing twice", async () => {
  await log(point(1, 1), point(2, 2), point(1, 9, 1, "b"));
  const [row] = await context.database.all<{ at: number; data: Uint8Array }>(
    "SELECT at, data FROM runs_inbox",
  );
  await settle(context);
  // The blocks are there, and the inbox still holds what they were made of.
  await context.database.write(async (tx) => {
    await tx.run("INSERT INTO runs_inbox (at, data) VALUES (?, ?)", 1, row?.data as Uint8Array);
  });
  await afterKill(async (left) => {
    expect(await summary(left)).toMatchObject({ count: 2 });
    expect(await summary(left, "b")).toMatchObject({ count: 1 });
    expect(await left.database.all("SELECT id FROM runs_inbox")).toEqual([]);
  });
});

test("the same point twice is one point, in a batch, in a fold and across folds", async () => {
  await log(point(1, 0), point(1, 0), point(1, Number.NaN), point(1, Number.NaN));
  await log(point(1, 0));
  await settle(context);
  await log(point(1, -0), point(1, Number.NaN), point(1, 0, 2));
  expect(await summary()).toMatchObject({ count: 3 });
  expect(await read()).toEqual(
    [point(1, 0), point(1, Number.NaN), point(1, 0, 2)].map(({ key: _, ...rest }) => rest),
  );
});

test("points in any order, over many blocks, are kept once and in order", async () => {
  const near = fc.record({
    step: fc.integer({ min: -40, max: 3000 }),
    timestamp: fc.nat({ max: 2 }),
    value: fc.constantFrom(1, 2, Number.NaN, Number.NEGATIVE_INFINITY),
  });
  const stretch = fc
    .tuple(fc.integer({ min: -2000, max: 2000 }), fc.constantFrom(-3, 1, 2), fc.nat({ max: 700 }))
    .map(([from, by, length]) =>
      Array.from({ length }, (_, i) => ({ step: from + by * i, timestamp: i, value: i % 7 })),
    );
  const batches = fc.array(fc.oneof(fc.array(near, { maxLength: 30 }), stretch), { maxLength: 8 });
  let n = 0;
  await fc.assert(
    fc.asyncProperty(batches, fc.nat(), async (given, folds) => {
      n += 1;
      const key = `k${n}`;
      for (const [i, batch] of given.entries()) {
        await log(...batch.map((one) => ({ ...one, key })));
        if (((folds >> i) & 1) === 1) await settle(context);
      }
      const wanted = given
        .flat()
        .sort(comparePoints)
        .filter((one, i, all) => i === 0 || comparePoints(all[i - 1] as typeof one, one) !== 0);
      expect(await read(context, key)).toEqual(wanted);
      const found = await summary(context, key);
      if (wanted.length === 0) expect(found).toBeUndefined();
      else {
        const last = wanted.at(-1) as (typeof wanted)[number];
        const numbers = wanted.map((one) => one.value).filter((one) => !Number.isNaN(one));
        expect(found).toMatchObject({
          count: wanted.length,
          lastStep: last.step,
          last: jsonNumber(last.value),
          min: numbers.length === 0 ? null : jsonNumber(Math.min(...numbers)),
          max: numbers.length === 0 ? null : jsonNumber(Math.max(...numbers)),
        });
      }
    }),
    { numRuns: 40 },
  );
});

test("two who log to one metric in turns lose nothing", async () => {
  await Promise.all(
    [0, 1].map(async (who) => {
      for (let i = 0; i < 700; i += 1) {
        await log(point(i * 2 + who, who, i));
        if (i % 97 === 0) await settle(context);
      }
    }),
  );
  expect(await steps()).toEqual(Array.from({ length: 1400 }, (_, i) => i));
  expect(await summary()).toMatchObject({ count: 1400, lastStep: 1399 });
});

test("points that come in while others are folded are read as well", async () => {
  for (let round = 0; round < 5; round += 1) {
    await log(...Array.from({ length: 1000 }, (_, i) => point(round * 1000 + i, 1)));
    const settled = settle(context);
    await log(point(-1 - round, 2));
    await settled;
  }
  expect(await summary()).toMatchObject({ count: 5005, max: 2 });
});

test("a batch of which one parameter is refused leaves nothing", async () => {
  await logBatch(context, run.id, { params: [{ key: "lr", value: "1" }] });
  const refused = logBatch(context, run.id, {
    metrics: [point(1, 1)],
    params: [{ key: "lr", value: "2" }],
    tags: [{ key: "t", value: "x" }],
  });
  await expect(refused).rejects.toMatchObject({ code: "RUNS_PARAM_CHANGED" });
  expect(await summary()).toBeUndefined();
  expect((await readRun(await settle(context), run.id))?.tags["t"]).toBeUndefined();
  await logBatch(context, run.id, { metrics: [point(1, 1)], params: [{ key: "lr", value: "1" }] });
  expect(await summary()).toMatchObject({ count: 1 });
});

test("a run in the trash takes no points until it is restored", async () => {
  await log(point(1, 1));
  await trashRuns(context, [run.id]);
  await expect(log(point(2, 2))).rejects.toMatchObject({ code: "RUNS_DELETED" });
  await restoreRuns(context, [run.id]);
  await log(point(3, 3));
  expect(await steps()).toEqual([1, 3]);
  await expect(logBatch(context, "f".repeat(32), { metrics: [point(1, 1)] })).rejects.toMatchObject(
    {
      code: "RUNS_UNKNOWN",
    },
  );
});

test("an infinite value is kept as one, and the largest number is meant as one", async () => {
  await log(point(1, Number.POSITIVE_INFINITY), point(2, Number.NEGATIVE_INFINITY));
  await log(point(1, Number.MAX_VALUE), point(3, -Number.MAX_VALUE));
  expect((await read()).map((one) => one.value)).toEqual([Infinity, -Infinity, -Infinity]);
});

test("a run is seen when its points are folded, and not lost any more", async () => {
  await context.database.write(
    async (tx) => void (await tx.run("UPDATE runs_run SET lost_at = 5")),
  );
  await log(point(1, 1));
  await settle(context);
  const found = await context.database.get<{ seen_at: number; lost_at: number | null }>(
    "SELECT seen_at, lost_at FROM runs_run WHERE id = ?",
    run.id,
  );
  expect(found?.lost_at).toBeNull();
  expect(found?.seen_at).toBeGreaterThan(0);
});

test("a million points are read whole", async () => {
  const million = 1_000_000;
  for (let from = 0; from < million; from += 50_000)
    await log(
      ...Array.from({ length: 50_000 }, (_, i) => point(from + i, i % 10, 1000 + from + i)),
    );
  const points = await readPoints(await settle(context), run.number, "a");
  expect(points.steps.length).toBe(million);
  expect(points.steps.every((step, i) => step === i && points.times[i] === 1000 + i)).toBe(true);
  expect(points.values.every((value, i) => value === i % 10)).toBe(true);
  expect(await summary()).toMatchObject({ count: million, lastStep: million - 1 });
});

test("a store whose points lie one a row is packed when it is opened", async () => {
  const folder = mkdtempSync(join(tmpdir(), "fettle-old-"));
  const file = join(folder, "fettle.db");
  const database = openSqlite(file);
  const slices = (migrations: typeof MIGRATIONS) => [{ name: "runs", migrations }];
  await migrate(database, file, slices(MIGRATIONS.slice(0, 1)));
  await database.write(async (tx) => {
    await tx.run("INSERT INTO runs_key (id, name) VALUES (1, 'a'), (2, 'b')");
    await tx.run(
      "INSERT INTO runs_summary (run, key, last, last_nan, last_step, last_at, points) VALUES (7, 1, 1, 0, 1, 1, 40000), (7, 2, 0, 1, 0, 0, 2)",
    );
    await tx.run(`WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 39999)
      INSERT INTO runs_point SELECT 7, 1, i / 2, 5 + i, i * 0.5, 0 FROM n`);
    await tx.run("INSERT INTO runs_point VALUES (7, 2, 0, 0, 0, 0), (7, 2, 0, 0, 0, 1)");
  });
  await migrate(database, file, slices(MIGRATIONS));
  const old = { ...context, database };
  const points = await readPoints(await settle(old), 7, "a");
  expect(points.values.length).toBe(40_000);
  expect(points.values.every((value, i) => value === i * 0.5 && points.times[i] === 5 + i)).toBe(
    true,
  );
  expect((await read(old, "b", 7)).map((one) => one.value)).toEqual([0, Number.NaN]);
  const left = await database.all("SELECT name FROM sqlite_master WHERE name = 'runs_point'");
  expect(left).toEqual([]);
  await database.close();
  rmSync(folder, { recursive: true });
});
