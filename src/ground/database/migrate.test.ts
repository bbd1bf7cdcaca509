import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Database, type Migration, migrate, openSqlite } from "./index.ts";

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
