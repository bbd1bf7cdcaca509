import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openSqlite, sqliteError } from "./index.ts";

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "fettle-sqlite-"));
  path = join(folder, "fettle.db");
});
afterEach(() => rmSync(folder, { recursive: true }));

test("a file that is no database is named when it is opened", () => {
  writeFileSync(path, "no database, but long enough to be read as one. ".repeat(50));
  expect(() => openSqlite(path)).toThrow(
    expect.objectContaining({
      code: "DATABASE_DAMAGED",
      message: `${path} is damaged, or no database of Fettle: file is not a database`,
    }),
  );
});

test("pages that were overwritten are named when they are read", async () => {
  const database = openSqlite(path);
  await database.write((tx) => tx.run("CREATE TABLE t (a TEXT)"));
  for (let i = 0; i < 50; i += 1)
    await database.write((tx) => tx.run("INSERT INTO t VALUES (?)", "x".repeat(2000)));
  await database.close();
  const bytes = readFileSync(path);
  writeFileSync(path, bytes.fill(0xff, 8192));
  const damaged = openSqlite(path);
  await expect(damaged.all("SELECT * FROM t")).rejects.toMatchObject({ code: "DATABASE_DAMAGED" });
  await damaged.close();
});

test("a folder in its place can't be opened", () => {
  mkdirSync(path);
  expect(() => openSqlite(path)).toThrow(expect.objectContaining({ code: "FILE_DENIED" }));
});

test("each of SQLite's refusals has a code; anything else stays what it was", () => {
  const codeOf = (errcode: number): unknown =>
    sqliteError("/db", Object.assign(new Error("said"), { errcode }));
  expect(
    [13, 266, 11, 8, 5, 262].map((errcode) => (codeOf(errcode) as { code: string }).code),
  ).toEqual([
    "DISK_FULL",
    "FILE_FAILED",
    "DATABASE_DAMAGED",
    "FILE_DENIED",
    "DATABASE_LOCKED",
    "DATABASE_LOCKED",
  ]);
  const constraint = Object.assign(new Error("UNIQUE"), { errcode: 2067 });
  expect(sqliteError("/db", constraint)).toBe(constraint);
  const other = new TypeError("no");
  expect(sqliteError("/db", other)).toBe(other);
});
