import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Database, migrate, openSqlite } from "#ground/database";
import { MIGRATIONS } from "./migrations/index.ts";

let folder: string;
let database: Database;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "fettle-test-"));
  database = openSqlite(join(folder, "fettle.db"));
});
afterEach(async () => {
  await database.close();
  rmSync(folder, { recursive: true });
});

const bringTo = (number: number) =>
  migrate(database, join(folder, "fettle.db"), [
    { name: "runs", migrations: MIGRATIONS.slice(0, number) },
  ]);

test("what was told of a run by its number is told of it by its id, and of runs that are gone by none", async () => {
  await bringTo(6);
  await database.write(async (tx) => {
    await tx.run(
      `INSERT INTO runs_notice (id, project, events, url, shown, slack, user_name, created_at)
        VALUES ('n1', 'shop', 'failed', 'sealed', 'https://example.org/...', 0, 'ada', 5)`,
    );
    await tx.run("INSERT INTO runs_delivery VALUES ('d1', 'n1', '{}', 0, 6, 6)");
    const columns = await tx.all<{ name: string; type: string; must: number }>(
      `SELECT name, type, "notnull" AS must FROM pragma_table_info('runs_run') WHERE pk = 0 AND dflt_value IS NULL`,
    );
    const needed = columns.filter((one) => one.must === 1 && one.name !== "id");
    await tx.run(
      `INSERT INTO runs_run (number, id, ${needed.map((one) => one.name).join(", ")})
        VALUES (7, 'r7', ${needed.map((one) => (one.type === "TEXT" ? "''" : "0")).join(", ")})`,
    );
    await tx.run("INSERT INTO runs_told VALUES (7, 'n1', 'failed', 9), (8, 'n1', 'failed', 9)");
  });
  await bringTo(MIGRATIONS.length);
  expect(await database.all("SELECT * FROM notices_told")).toEqual([
    { run: "r7", notice: "n1", event: "failed", at: 9 },
  ]);
  expect(await database.all("SELECT id FROM notices_notice")).toEqual([{ id: "n1" }]);
  expect(await database.all("SELECT id, notice FROM notices_delivery")).toEqual([
    { id: "d1", notice: "n1" },
  ]);
  const left = await database.all(
    "SELECT name FROM sqlite_master WHERE name LIKE 'runs!_notice%' ESCAPE '!' OR name LIKE 'runs!_told%' ESCAPE '!' OR name LIKE 'runs!_delivery%' ESCAPE '!'",
  );
  expect(left).toEqual([]);
});

test("uploads under way and artifacts in the trash are artifacts' afterwards, with their indexes", async () => {
  await bringTo(6);
  await database.write(async (tx) => {
    await tx.run("INSERT INTO runs_upload VALUES ('u1', 'shop', '1/r/artifacts/a', 3, 5, NULL)");
    await tx.run(
      "INSERT INTO runs_trashed_artifact VALUES ('t1', 'shop', 'r', '1/r/artifacts/b', 0, 9, 'ada', 6)",
    );
  });
  await bringTo(MIGRATIONS.length);
  expect(await database.all("SELECT id, parts FROM artifacts_upload")).toEqual([
    { id: "u1", parts: 3 },
  ]);
  expect(await database.all("SELECT id, owner FROM artifacts_trashed")).toEqual([
    { id: "t1", owner: "r" },
  ]);
  const names = await database.all<{ name: string }>(
    "SELECT name FROM sqlite_master WHERE (name LIKE '%upload%' OR name LIKE '%trashed%') AND name NOT LIKE 'sqlite%' ORDER BY name",
  );
  expect(names.map(({ name }) => name)).toEqual([
    "artifacts_trashed",
    "artifacts_trashed_by_age",
    "artifacts_trashed_by_owner",
    "artifacts_upload",
    "artifacts_upload_by_age",
  ]);
});
