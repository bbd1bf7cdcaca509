import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { CARRIED, LEFT } from "#test/carried-tables";
import { openTestServer } from "#test/open-store";

const SRC = join(import.meta.dirname, "..");
const ORDER = ["lineage", "trash", "data", "artifacts", "runs", "models", "dialogues", "gate"];

test("each table and column of the database is carried, or stands on the list with a reason", async () => {
  const inSrc = readdirSync(SRC).filter((name) => existsSync(join(SRC, name, "slice.ts")));
  const rest = inSrc.filter((name) => !ORDER.includes(name) && name !== "transfer");
  const server = await openTestServer({ slices: [...ORDER, ...rest, "transfer"] });
  const { database } = server.context;
  const names = await database.all<{ name: string }>(
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
  );
  const found: Record<string, string[]> = {};
  for (const { name } of names) {
    const sql = "SELECT name FROM pragma_table_info(?)";
    const columns = await database.all<{ name: string }>(sql, name);
    found[name] = columns.map((column) => column.name).sort();
  }
  await server.close();
  const listed = Object.entries(CARRIED).map(([table, { columns, own = {} }]) => [
    table,
    [...columns, ...Object.keys(own)].sort(),
  ]);
  const left = Object.keys(LEFT).map((table) => [table, found[table]]);
  // A new table or column: let a `carry` give and take it, or say in test/support/carried-tables.ts why not.
  expect(found).toEqual(Object.fromEntries([...listed, ...left]));
});
