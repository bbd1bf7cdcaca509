import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { compile, queries } from "./queries.ts";
import { openSqlite } from "./sqlite.ts";

const hats = queries<{ hats: { name: string; size: number | null } }>();

test("values stay out of the text, in the order of their marks", () => {
  const query = hats
    .selectFrom("hats")
    .select("name")
    .where("name", "=", "' OR 1=1 --")
    .where("size", ">", 3);
  expect(compile(query)).toEqual({
    sql: 'select "name" from "hats" where "name" = ? and "size" > ?',
    values: ["' OR 1=1 --", 3],
  });
});

test("what is compiled is SQLite's own, and answers as it was asked", async () => {
  const folder = mkdtempSync(join(tmpdir(), "fettle-queries-"));
  const db = openSqlite(join(folder, "hats.db"));
  try {
    await db.write(async (tx) => {
      await tx.run("CREATE TABLE hats (name TEXT, size INTEGER)");
      for (const [name, size] of [
        ["fez", 3],
        ["' OR 1=1 --", 9],
        ["cap", null],
      ] as const)
        await tx.run("INSERT INTO hats VALUES (?, ?)", name, size);
    });
    const query = hats
      .selectFrom("hats")
      .select(["name"])
      .where((where) => where.or([where("size", "is", null), where("name", "=", "' OR 1=1 --")]))
      .orderBy("name", "desc")
      .limit(5);
    const { sql, values } = compile(query);
    expect(await db.all(sql, ...values)).toEqual([{ name: "cap" }, { name: "' OR 1=1 --" }]);
  } finally {
    await db.close();
    rmSync(folder, { recursive: true });
  }
});

test("it runs nothing itself", async () => {
  expect(await hats.selectFrom("hats").selectAll().execute()).toEqual([]);
});
