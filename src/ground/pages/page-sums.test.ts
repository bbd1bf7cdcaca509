import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, expect, test } from "vitest";
import { copyWithSums, type Database, openSqlite } from "#ground/database";
import { random } from "#test/random";
import { checkPages, lostLogs, openPageSums } from "./index.ts";

let folder: string;
let path: string;
let told: string[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "fettle-pages-"));
  path = join(folder, "a.db");
  told = [];
});
afterEach(() => rmSync(folder, { recursive: true }));

const open = (at = path) => openSqlite(at, (line) => told.push(line));
const all = async () => true;
const fill = (db: Database, from: number, count: number) =>
  db.write(async (tx) => {
    await tx.run("CREATE TABLE IF NOT EXISTS a (n INTEGER PRIMARY KEY, text TEXT)");
    for (let n = from; n < from + count; n += 1)
      await tx.run("INSERT OR REPLACE INTO a VALUES (?, ?)", n, `row ${n} ${"x".repeat(700)}`);
  });
/** Flips a bit of a byte of a file. */
const flip = (file: string, at: number, bit = 0) => {
  const bytes = readFileSync(file);
  bytes[at] = (bytes[at] as number) ^ (1 << bit);
  writeFileSync(file, bytes);
};
/** What lies on the disk when a process is killed now, at another place. */
const killed = (name: string): string => {
  const to = join(folder, name);
  for (const end of ["", "-wal", "-shm", "-sums"])
    if (existsSync(`${path}${end}`)) copyFileSync(`${path}${end}`, `${to}${end}`);
  return to;
};
const damagedIn = async (at: string): Promise<readonly number[] | undefined> => {
  const db = open(at);
  try {
    return (await db.pages.verify(all))?.damaged;
  } finally {
    await db.close();
  }
};

test("pages have their sums from the first checkpoint on, in each state that they are found in", async () => {
  const db = open();
  await fill(db, 0, 500);
  expect(await db.pages.verify(all)).toMatchObject({ unknown: 0, damaged: [] });
  await fill(db, 200, 500);
  expect(await damagedIn(killed("k.db"))).toEqual([]);
  expect(await db.pages.verify(all)).toMatchObject({ unknown: 0, damaged: [] });
  await db.close();
  expect(readdirSync(folder).sort()).toContain("a.db-sums");
  expect(await damagedIn(killed("c.db"))).toEqual([]);
  expect(await damagedIn(path)).toEqual([]);
  expect(told).toEqual([]);
});

test("a flipped bit of any page is named, in a closed database and beside a log, and stays named when its page is changed", async () => {
  const db = open();
  await fill(db, 0, 60);
  await db.close();
  const next = random(5);
  const size = readFileSync(path).length;
  for (let i = 0; i < 60; i += 1) {
    const at = Math.floor(next() * size);
    const copy = killed("f.db");
    flip(copy, at, i % 8);
    const page = 1 + Math.floor(at / 4096);
    expect(await checkPages(copy)).toEqual([page]);
  }
  const count = killed("f.db");
  flip(count, 28, 7);
  expect(await checkPages(count)).toEqual([1]);
  const cut = killed("f.db");
  truncateSync(cut, 4096 * 8);
  expect(await checkPages(cut)).toEqual(Array.from({ length: size / 4096 - 8 }, (_, i) => 9 + i));
  const copy = killed("f.db");
  flip(copy, 4096 * 3 + 3000);
  const hurt = open(copy);
  await fill(hurt, 0, 60);
  expect((await hurt.pages.verify(all))?.damaged).toEqual([4]);
  await hurt.close();
  expect(await damagedIn(copy)).toEqual([4]);
});

test("a flipped bit is told while the database is open, and in the log before it is moved", async () => {
  const db = open();
  await fill(db, 0, 60);
  expect((await db.pages.verify(all))?.damaged).toEqual([]);
  flip(path, 4096 * 3 + 3000);
  expect((await db.pages.verify(all))?.damaged).toEqual([4]);
  flip(path, 4096 * 3 + 3000);
  expect((await db.pages.verify(all))?.damaged).toEqual([]);
  await db.write((tx) => tx.run("UPDATE a SET text = 'short' WHERE n = 3"));
  flip(`${path}-wal`, 32 + 24 + 2000);
  expect((await db.pages.verify(all))?.damaged).toHaveLength(1);
  await db.close();
});

test.runIf(existsSync("/proc/locks"))("looking at pages gives up none of the locks", async () => {
  const db = open();
  const locks = () =>
    readFileSync("/proc/locks", "utf8")
      .split("\n")
      .filter((line) => line.includes(` ${process.pid} `) && line.includes(`:${ino} `)).length;
  await fill(db, 0, 60);
  const { ino } = statSync(path);
  const before = locks();
  await db.pages.verify(all);
  expect(before).toBeGreaterThan(0);
  expect(locks()).toBe(before);
  await db.close();
});

test("a log that can't be read to its end after a kill is kept and told", async () => {
  const db = open();
  for (let n = 0; n < 10; n += 1) await fill(db, n, 1);
  const size = readFileSync(`${path}-wal`).length;
  for (const at of [0, 17, 32 + 8, 4000, size - 3000, size - 4090, size - 4100]) {
    for (const without of ["", "-shm"]) {
      const copy = killed(`w${at}${without}.db`);
      flip(`${copy}-wal`, at, 3);
      if (without !== "") rmSync(`${copy}${without}`);
      const isLast = at > size - 4120;
      const hurt = open(copy);
      if (!isLast || without === "") expect(lostLogs(copy), `${at}`).toHaveLength(1);
      await hurt.close();
    }
  }
  const whole = killed("w.db");
  expect(await damagedIn(whole)).toEqual([]);
  expect(lostLogs(whole)).toEqual([]);
  await db.close();
});

test("another program that writes is no damage: beside the server, while it is stopped, and after a kill", async () => {
  const change = (at: string, times = 1) => {
    const other = new DatabaseSync(at);
    for (let i = 0; i < times; i += 1)
      other.prepare("UPDATE a SET text = ? WHERE n < 50").run(`${i} ${"y".repeat(700)}`);
    other.close();
  };
  const db = open();
  await fill(db, 0, 100);
  for (const times of [1, 3, 400]) {
    change(path, times);
    expect((await db.pages.verify(all))?.damaged).toEqual([]);
    change(path, times);
    await fill(db, 40, 5);
    expect((await db.pages.verify(all))?.damaged).toEqual([]);
  }
  await fill(db, 0, 10);
  for (const times of [1, 400]) {
    const copy = killed(`k${times}.db`);
    change(copy, times);
    expect(await damagedIn(copy)).toEqual([]);
  }
  await db.close();
  const before = told.length;
  change(path);
  expect(await damagedIn(path)).toEqual([]);
  expect(told.slice(before)).toEqual([expect.stringContaining("another program wrote to")]);
  expect(await damagedIn(path)).toEqual([]);
  expect(told.length).toBe(before + 1);
});

test("sums that are gone or damaged condemn nothing, and are taken anew", async () => {
  const db = open();
  await fill(db, 0, 200);
  await db.close();
  for (const spoil of [
    () => rmSync(`${path}-sums`),
    () => flip(`${path}-sums`, 12),
    () => flip(`${path}-sums`, 4096 + 40),
    () => writeFileSync(`${path}-sums`, "nothing"),
  ]) {
    spoil();
    const again = open();
    expect(await again.pages.verify(all)).toMatchObject({ damaged: [] });
    expect(await again.pages.verify(all)).toMatchObject({ unknown: 0, damaged: [] });
    await again.close();
    flip(path, 5000);
    expect(await checkPages(path)).toEqual([2]);
    flip(path, 5000);
  }
});

test("a disk that refuses the sums gives up them alone, and SQLite moves its log by itself", async () => {
  mkdirSync(`${path}-sums`);
  const sums = openPageSums(path, (line) => told.push(line));
  const db = new DatabaseSync(path);
  const isWatched = sums.begin(() => db.exec("PRAGMA journal_mode = WAL; CREATE TABLE a (n)"));
  expect(isWatched).toBe(false);
  await sums.take();
  sums.moved(1, 1);
  expect(await sums.verify(all)).toMatchObject({ pages: 0, damaged: [] });
  db.close();
  sums.release();
  expect(new Set(told)).toEqual(new Set([expect.stringContaining("no sums of the pages of")]));
});

test("a database that was vacuumed, and one of an earlier day in its place, have no damage", async () => {
  const db = open();
  await fill(db, 0, 300);
  await db.close();
  const earlier = killed("earlier.db");
  const again = open();
  await again.write((tx) => tx.run("DELETE FROM a WHERE n < 250"));
  await again.close();
  const other = new DatabaseSync(path);
  other.exec("VACUUM");
  other.close();
  expect(await damagedIn(path)).toEqual([]);
  copyFileSync(earlier, path);
  expect(await damagedIn(path)).toEqual([]);
});

test("a copy has sums of its own, and is as it was left wherever it is put", async () => {
  const db = open();
  await fill(db, 0, 300);
  await copyWithSums(path, join(folder, "copy.db"));
  await fill(db, 100, 300);
  await db.close();
  const copy = join(folder, "copy.db");
  expect(await checkPages(copy)).toEqual([]);
  flip(copy, 5000);
  expect(await checkPages(copy)).toEqual([2]);
  flip(copy, 5000);
  expect(await damagedIn(copy)).toEqual([]);
  expect(told).toEqual([]);
  copyFileSync(copy, path);
  expect(await damagedIn(path)).toEqual([]);
});

test("killed at any moment under a load of checkpoints, no page seems damaged", async () => {
  const db = open();
  const next = random(9);
  await fill(db, 0, 100);
  for (let i = 0; i < 30; i += 1) {
    const writes = fill(db, Math.floor(next() * 3000), 1 + Math.floor(next() * 900));
    const checks = next() < 0.5 ? db.pages.verify(async () => next() < 0.9) : undefined;
    for (let turns = Math.floor(next() * 12); turns > 0; turns -= 1)
      await new Promise((done) => setImmediate(done));
    const copy = killed(`k${i}.db`);
    expect(await damagedIn(copy)).toEqual([]);
    expect(lostLogs(copy)).toEqual([]);
    await Promise.all([writes, checks]);
  }
  expect((await db.pages.verify(all))?.damaged).toEqual([]);
  await db.close();
  expect(told).toEqual([]);
}, 120_000);

test("a long reader holds nobody up, and what it held back is summed later", async () => {
  const db = open();
  await fill(db, 0, 100);
  const other = new DatabaseSync(path, { readOnly: true });
  other.exec("BEGIN");
  other.prepare("SELECT count(*) FROM a").get();
  for (let i = 0; i < 8; i += 1) await fill(db, 0, 4000);
  expect((await db.pages.verify(all))?.damaged).toEqual([]);
  other.exec("COMMIT");
  other.close();
  await fill(db, 0, 4000);
  expect(await db.pages.verify(all)).toMatchObject({ damaged: [], unknown: 0 });
  await db.close();
  expect(told).toEqual([]);
}, 60_000);
