import type { Reader } from "./database.ts";

type Tree = { readonly name: string; readonly type: string; readonly table: string };

/**
 * What pages belong to, in words: `table runs_run`, `index runs_by_state of table runs_run`. A page that is not in the
 * answer is free, or no table leads to it any more. Reads all of the database; a table that can't be read is left out.
 */
export async function pageOwners(
  db: Reader,
  pages: readonly number[],
): Promise<ReadonlyMap<number, string>> {
  const owners = new Map<number, string>();
  const schema = { name: "sqlite_schema", type: "table", table: "sqlite_schema" };
  const trees = await db
    .all<Tree>("SELECT name, type, tbl_name AS 'table' FROM sqlite_schema WHERE rootpage > 0")
    .catch(() => []);
  for (const { name, type, table } of [schema, ...trees]) {
    const found = await db
      .all<{ page: number }>(
        "SELECT pageno AS page FROM dbstat WHERE name = ? AND pageno IN (SELECT value FROM json_each(?))",
        name,
        JSON.stringify(pages),
      )
      .catch(() => []);
    const words = type === "table" ? `table ${name}` : `index ${name} of table ${table}`;
    for (const { page } of found) owners.set(page, words);
  }
  return owners;
}
