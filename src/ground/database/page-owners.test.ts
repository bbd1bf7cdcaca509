import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openSqlite, pageOwners } from "./index.ts";

test("pages are told by the table or the index that they belong to", async () => {
  const folder = mkdtempSync(join(tmpdir(), "fettle-owners-"));
  const db = openSqlite(join(folder, "a.db"));
  await db.write(async (tx) => {
    await tx.run("CREATE TABLE hats (id INTEGER PRIMARY KEY, size INTEGER)");
    await tx.run("CREATE INDEX hats_by_size ON hats (size)");
    await tx.run("CREATE TABLE gone (x)");
    await tx.run("DROP TABLE gone");
  });
  expect(await pageOwners(db.aside, [1, 2, 3, 4, 99])).toEqual(
    new Map([
      [1, "table sqlite_schema"],
      [2, "table hats"],
      [3, "index hats_by_size of table hats"],
    ]),
  );
  await db.close();
  rmSync(folder, { recursive: true });
});
