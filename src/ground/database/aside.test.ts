import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { FettleError } from "#ground/errors";
import { openAside } from "./aside.ts";
import { type Database, openSqlite } from "./index.ts";

let folder: string;
let db: Database;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "fettle-aside-"));
  db = openSqlite(join(folder, "a.db"));
  await db.write(async (tx) => {
    await tx.run("CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT)");
    for (const text of ["one", "two", "Three", null])
      await tx.run("INSERT INTO notes (text) VALUES (?)", text);
  });
});

afterEach(async () => {
  await db.close();
  rmSync(folder, { recursive: true });
});

const SERIES = `WITH RECURSIVE s (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < ?)`;

test("reads aside what was committed just now", async () => {
  expect(await db.aside.get("SELECT text FROM notes WHERE id = ?", 2)).toEqual({ text: "two" });
  expect(await db.aside.get("SELECT text FROM notes WHERE id = ?", 9)).toBeUndefined();
  await db.write((tx) => tx.run("UPDATE notes SET text = 'deux' WHERE id = 2"));
  expect(await db.aside.get("SELECT text FROM notes WHERE id = ?", 2)).toEqual({ text: "deux" });
});

test("tells case apart in LIKE, and finds what a pattern fits", async () => {
  const ids = async (where: string, value: string) =>
    (await db.aside.all<{ id: number }>(`SELECT id FROM notes WHERE ${where}`, value)).map(
      (row) => row.id,
    );
  expect(await ids("text LIKE ?", "t%")).toEqual([2]);
  expect(await ids("text REGEXP ?", "^(t|T)")).toEqual([2, 3]);
  expect(await ids("NOT text REGEXP ?", "^(t|T)")).toEqual([1]);
});

test("gives many rows in pieces, while the turns of others go on", async () => {
  let turns = 0;
  const count = setInterval(() => {
    turns += 1;
  }, 0);
  const rows = await db.aside.all<{ n: number }>(`${SERIES} SELECT n FROM s`, 20_500);
  clearInterval(count);
  expect(rows).toHaveLength(20_500);
  expect(rows.every((row, i) => row.n === i + 1)).toBe(true);
  expect(turns).toBeGreaterThan(3);
});

test("gives columns of numbers, from rows or from one text", async () => {
  const pairs = await db.aside.numbers(`${SERIES} SELECT n, n * 0.5 FROM s`, 2);
  expect([...pairs]).toEqual([1, 0.5, 2, 1]);
  expect([...(await db.aside.numbers(`${SERIES} SELECT n FROM s`, 3))]).toEqual([1, 2, 3]);
  const text = await db.aside.numbers(`${SERIES} SELECT group_concat(n) FROM s`, 3);
  expect([...text]).toEqual([1, 2, 3]);
  expect([...(await db.aside.numbers("SELECT group_concat(id) FROM notes WHERE id > 9"))]).toEqual(
    [],
  );
  expect([...(await db.aside.numbers("SELECT group_concat(id) FROM notes WHERE id = 2"))]).toEqual([
    2,
  ]);
});

test("can't write, and tells what SQLite says", async () => {
  await expect(db.aside.all("DELETE FROM notes")).rejects.toThrow(/no permission/);
  await expect(db.aside.all("SELECT id FROM nowhere")).rejects.toThrow(/no such table/);
  expect(await db.aside.all("SELECT id FROM notes")).toHaveLength(4);
});

test("answers questions that were asked at once, each its own", async () => {
  const asked = Array.from({ length: 50 }, (_, i) =>
    db.aside.get<{ n: number }>("SELECT ? AS n", i),
  );
  expect((await Promise.all(asked)).map((row) => row?.n)).toEqual(asked.map((_, i) => i));
});

test("starts another thread after one that died", async () => {
  const file = join(folder, "dies-once.mjs");
  writeFileSync(
    file,
    `import { existsSync, writeFileSync } from "node:fs";
    import { parentPort } from "node:worker_threads";
    if (existsSync(${JSON.stringify(`${file}.died`)}))
      await import(${JSON.stringify(new URL("./aside-worker.ts", import.meta.url).href)});
    else
      parentPort.on("message", () => {
        writeFileSync(${JSON.stringify(`${file}.died`)}, "");
        process.exit(7);
      });`,
  );
  const aside = openAside(join(folder, "a.db"), pathToFileURL(file));
  await expect(aside.get("SELECT 1 AS n")).rejects.toThrow("the reader thread ended with 7");
  expect(await aside.get("SELECT 1 AS n")).toEqual({ n: 1 });
  await aside.close();
});

test("says that a damaged file is damaged", async () => {
  const path = join(folder, "b.db");
  const other = openSqlite(path);
  await other.write((tx) => tx.run("CREATE TABLE t (x)"));
  await other.close();
  const broken = openSqlite(path);
  writeFileSync(path, "x".repeat(8192));
  const error = await broken.aside.all("SELECT * FROM t").catch((problem: unknown) => problem);
  expect(error).toBeInstanceOf(FettleError);
  expect(error).toMatchObject({ code: "DATABASE_DAMAGED" });
  await broken.close();
});

test("refuses to read once it is closed", async () => {
  const other = openSqlite(join(folder, "c.db"));
  const asked = other.aside.get("SELECT 1 AS n");
  await Promise.all([expect(asked).rejects.toThrow(/closed/), other.close()]);
  await expect(other.aside.get("SELECT 1")).rejects.toThrow(/closed/);
});

test("counts commits", async () => {
  const before = db.commits;
  await db.all("SELECT 1");
  expect(db.commits).toBe(before);
  await db.write((tx) => tx.run("DELETE FROM notes"));
  expect(db.commits).toBeGreaterThan(before);
});

test("gives a thousand rows in one piece and one more in two, each answer its own", async () => {
  for (const n of [0, 1, 999, 1000, 1001, 2000, 2001]) {
    const rows = await db.aside.all<{ n: number }>(
      `${SERIES} SELECT n FROM s WHERE n <= ?`,
      n + 1,
      n,
    );
    expect(rows.map((row) => row.n)).toEqual(Array.from({ length: n }, (_, i) => i + 1));
  }
});

test("an error has SQLite's words, and one of the thread's own stays what it was", async () => {
  const thrown = (sql: string, ...values: string[]) =>
    db.aside.all(sql, ...values).catch((error: unknown) => error as Error & { errcode?: number });
  expect(await thrown("SELECT id FROM nowhere")).toMatchObject({
    ...{ message: "no such table: nowhere", errcode: 1 },
  });
  const pattern = await thrown("SELECT id FROM notes WHERE text REGEXP ?", "(");
  expect(pattern).toBeInstanceOf(Error);
  const own = await thrown("SELECT ?", [1] as never);
  expect(own).toBeInstanceOf(Error);
  expect(own).not.toHaveProperty("errcode");
});

test("a pattern finds numbers as texts, and many patterns after one another find their own", async () => {
  for (let i = 0; i < 60; i += 1)
    expect(await db.aside.all(`SELECT 1 AS n WHERE ${i} REGEXP ?`, `^${i}$`)).toEqual([{ n: 1 }]);
  expect(await db.aside.all("SELECT NULL REGEXP 'x' AS n")).toEqual([{ n: null }]);
  expect(await db.aside.all("SELECT 'É' AS n WHERE unicode_lower('É') = 'é'")).toHaveLength(1);
});
