import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openForeignSqlite } from "./foreign-sqlite.ts";

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "fettle-foreign-"));
  file = join(folder, "theirs.db");
  const theirs = new DatabaseSync(file);
  theirs.exec(`CREATE TABLE "odd ""name" (key TEXT, number BIGINT);
    INSERT INTO "odd ""name" VALUES ('b', 2), ('a', 1), ('a', 9007199254740993)`);
  theirs.close();
});
afterEach(() => rmSync(folder, { recursive: true }));

test("reads what a table has, by the columns that are there", () => {
  const db = openForeignSqlite(file);
  expect(db.columns('odd "name')).toEqual(["key", "number"]);
  expect(db.count('odd "name')).toBe(3);
  expect(db.tables()).toEqual(['odd "name']);
  const found = [
    ...db.rows('odd "name', { where: { key: "a", gone: 1 }, sort: ["number", "later"] }),
  ];
  expect(found.map((row) => row["number"])).toEqual([1, 9007199254740992]);
  db.close();
});

test("takes a table that is not there for an empty one", () => {
  const db = openForeignSqlite(file);
  expect(db.columns("none")).toEqual([]);
  expect(db.count("none")).toBe(0);
  expect([...db.rows("none")]).toEqual([]);
  db.close();
});

test("names a file that is no database, and writes nothing", () => {
  const text = join(folder, "text");
  writeFileSync(text, "not a database, but long enough to be looked at as one".repeat(50));
  expect(() => openForeignSqlite(text)).toThrow(text);
  const db = openForeignSqlite(file);
  expect(() => [...db.rows("none; DROP TABLE x")]).not.toThrow();
  db.close();
});

test("rows are filtered and sorted by what is asked, all of it", () => {
  const db = openForeignSqlite(file);
  const rows = (options?: Parameters<typeof db.rows>[1]) =>
    [...db.rows('odd "name', options)].map(({ key, number }) => `${key}${number}`);
  expect(rows()).toEqual(["b2", "a1", "a9007199254740992"]);
  expect(rows({ sort: ["number"] })).toEqual(["a1", "b2", "a9007199254740992"]);
  expect(rows({ sort: ["key", "number"] })).toEqual(["a1", "a9007199254740992", "b2"]);
  expect(rows({ where: { key: "a", number: 1 } })).toEqual(["a1"]);
  expect(rows({ where: { gone: 1 }, sort: ["gone"] })).toEqual(rows());
  db.close();
  expect(() => db.count('odd "name')).toThrow("not open");
});

test("what can't be read is told with its reason", () => {
  expect(() => openForeignSqlite(join(folder, "none.db"))).toThrow(
    expect.objectContaining({
      code: "FILE_FAILED",
      message: `could not read ${join(folder, "none.db")}: unable to open database file`,
    }),
  );
});
