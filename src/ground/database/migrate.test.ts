import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { requireSpace } from "./copy-before.ts";
import {
  type Database,
  type Migration,
  migrate,
  migrationUnderWay,
  openSqlite,
  removeOldCopies,
} from "./index.ts";

const first: Migration = {
  number: 1,
  title: "start",
  sql: "CREATE TABLE a_a (x INTEGER); CREATE INDEX a_x ON a_a (x);",
};
const second: Migration = {
  number: 2,
  title: "a name",
  sql: "ALTER TABLE a_a ADD COLUMN name TEXT",
  changesExisting: true,
};

let folder: string;
let path: string;
let db: Database;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "fettle-migrate-"));
  path = join(folder, "a.db");
  db = openSqlite(path);
});
afterEach(async () => {
  await db.close();
  rmSync(folder, { recursive: true });
});

test("applies what is missing, once", async () => {
  await migrate(db, path, [{ name: "a", migrations: [first] }]);
  await migrate(db, path, [{ name: "a", migrations: [first] }]);
  expect(await db.all("SELECT slice, number, title FROM fettle_migrations")).toEqual([
    { slice: "a", number: 1, title: "start" },
  ]);
});

test("keeps a copy of the file before an existing table changes", async () => {
  await migrate(db, path, [{ name: "a", migrations: [first] }]);
  await db.write(async (tx) => void (await tx.run("INSERT INTO a_a VALUES (7)")));
  await migrate(db, path, [{ name: "a", migrations: [first, second] }]);
  const copy = openSqlite(`${path}.before-a-2`);
  expect(await copy.all("SELECT * FROM a_a")).toEqual([{ x: 7 }]);
  await copy.close();
  expect(await db.all("SELECT * FROM a_a")).toEqual([{ x: 7, name: null }]);
});

const HAS_LOCKS = existsSync("/proc/locks");

test.runIf(HAS_LOCKS)("a copy gives up none of the locks on the database", async () => {
  const locks = () =>
    readFileSync("/proc/locks", "utf8")
      .split("\n")
      .filter((line) => line.includes(` ${process.pid} `) && line.includes(`:${ino} `)).length;
  await migrate(db, path, [{ name: "a", migrations: [first] }]);
  const { ino } = statSync(path);
  const before = locks();
  await migrate(db, path, [{ name: "a", migrations: [first, second] }]);
  expect(existsSync(`${path}.before-a-2`)).toBe(true);
  expect(before).toBeGreaterThan(0);
  expect(locks()).toBe(before);
});

test("a new database that needs all of them gets no copy", async () => {
  await migrate(db, path, [{ name: "a", migrations: [first, second] }]);
  expect(existsSync(`${path}.before-a-2`)).toBe(false);
});

test("a migration that fails leaves no table of any slice", async () => {
  const broken: Migration = {
    number: 1,
    title: "broken",
    sql: "CREATE TABLE b_b (x INTEGER); CREATE TABEL c (y)",
  };
  await expect(
    migrate(db, path, [
      { name: "a", migrations: [first] },
      { name: "b", migrations: [broken] },
    ]),
  ).rejects.toThrow();
  expect(await db.all("SELECT name FROM sqlite_master WHERE name IN ('a_a', 'b_b')")).toEqual([]);
});

test("refuses a store that a newer Fettle wrote", async () => {
  await migrate(db, path, [{ name: "a", migrations: [first, second] }]);
  await expect(migrate(db, path, [{ name: "a", migrations: [first] }])).rejects.toMatchObject({
    code: "DATABASE_NEWER",
    hint: "npm install fettle@latest",
  });
});

/** Slice `low` stands first, and its tables were once made by `high`, which lies above it. */
const low = {
  name: "low",
  after: "high/2",
  migrations: [{ number: 1, title: "more", sql: "ALTER TABLE low_a ADD COLUMN y INTEGER" }],
};
const high = {
  name: "high",
  migrations: [
    { number: 1, title: "start", sql: "CREATE TABLE high_a (x INTEGER)" },
    {
      number: 2,
      title: "to its owner",
      sql: "ALTER TABLE high_a RENAME TO low_a",
      changesExisting: true,
    },
    { number: 3, title: "later", sql: "CREATE TABLE high_b AS SELECT y FROM low_a" },
  ],
} as const;
const order = async () =>
  (
    await db.all<{ slice: string; number: number }>(
      "SELECT slice, number FROM fettle_migrations ORDER BY rowid",
    )
  ).map(({ slice, number }) => `${slice}/${number}`);

test("migrations of a slice come after the one of a slice above that they name, in a fresh store", async () => {
  await migrate(db, path, [low, high]);
  expect(await order()).toEqual(["high/1", "high/2", "low/1", "high/3"]);
});

test("and in a store that an older Fettle wrote, which keeps its rows and a copy of the file", async () => {
  await migrate(db, path, [{ ...high, migrations: high.migrations.slice(0, 1) }]);
  await db.write(async (tx) => void (await tx.run("INSERT INTO high_a VALUES (7)")));
  await migrate(db, path, [low, high]);
  expect(await order()).toEqual(["high/1", "high/2", "low/1", "high/3"]);
  expect(await db.all("SELECT * FROM low_a")).toEqual([{ x: 7, y: null }]);
  expect(existsSync(`${path}.before-high-2`)).toBe(true);
});

test("and in a store that has passed that one already", async () => {
  await migrate(db, path, [{ ...high, migrations: high.migrations.slice(0, 2) }]);
  await migrate(db, path, [low, high]);
  expect(await order()).toEqual(["high/1", "high/2", "low/1", "high/3"]);
});

test("a slice that waits for a slice that is not there waits for nothing; for a number that is not there, it is told", async () => {
  const alone = { name: "low", after: "high/2", migrations: [first] };
  await migrate(db, path, [alone]);
  expect(await order()).toEqual(["low/1"]);
  await expect(migrate(db, path, [{ ...low, after: "high/9" }, high])).rejects.toThrow("high/9");
});

test("an update tells how far it is, to who asks and to who waits, and nothing once it is over", async () => {
  await migrate(db, path, [{ name: "a", migrations: [first] }]);
  const seen: unknown[] = [];
  const convert = async () => void seen.push(migrationUnderWay(path));
  const told: string[] = [];
  await migrate(
    db,
    path,
    [{ name: "a", migrations: [first, { ...second, convert }] }],
    (done, total) => told.push(`${done}/${total}`),
  );
  expect(told).toEqual(["0/3", "1/3", "2/3", "3/3"]);
  expect(seen).toMatchObject([{ pid: process.pid, total: 3 }]);
  expect(migrationUnderWay(path)).toBeUndefined();
});

test("an update that fails, or whose process is gone, is not under way", async () => {
  await migrate(db, path, [{ name: "a", migrations: [first] }]);
  const convert = () => Promise.reject(new Error("no"));
  const migrations = [first, { ...second, convert }];
  await expect(migrate(db, path, [{ name: "a", migrations }])).rejects.toThrow("no");
  expect(readdirSync(folder).filter((name) => name.includes("migrating"))).toEqual([]);
  for (const text of [
    "",
    "{}",
    '{"pid":0,"done":1,"total":2}',
    '{"pid":4194305,"done":1,"total":2}',
  ]) {
    writeFileSync(`${path}.migrating`, text);
    expect(migrationUnderWay(path)).toBeUndefined();
  }
});

test("where there is no space for the copy nothing is touched", async () => {
  await migrate(db, path, [{ name: "a", migrations: [first] }]);
  expect(() => requireSpace(path, 4_194_304)).toThrow(
    expect.objectContaining({
      code: "DATABASE_SPACE",
      message: expect.stringMatching(/a copy of it .* takes 4\.\d MiB; its disk has 4\.0 MiB free/),
    }),
  );
  expect(() => requireSpace(path, 2 ** 30)).not.toThrow();
});

test("copies of updates go after thirty days, and nothing else does", async () => {
  const now = Date.UTC(2026, 10, 29);
  const age = (name: string, days: number): void => {
    writeFileSync(join(folder, name), "");
    const at = now / 1000 - days * 86_400;
    utimesSync(join(folder, name), at, at);
  };
  age("a.db.before-runs-3", 31);
  age("a.db.before-runs-3-wal", 31);
  age("a.db.before-runs-7", 29);
  age("a.db.before-I-tried", 99);
  age("b.db.before-runs-3", 99);
  expect(removeOldCopies(path, now)).toHaveLength(2);
  expect(
    readdirSync(folder)
      .filter((name) => name.includes("before"))
      .sort(),
  ).toEqual([...["a.db.before-I-tried", "a.db.before-runs-7", "b.db.before-runs-3"]]);
});
