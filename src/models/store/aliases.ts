import type { Reader, Tx } from "#ground/database";

export type AliasRow = { readonly name: string; readonly alias: string; readonly version: number };

const ONE = "SELECT name, alias, version FROM models_aliases WHERE name = ? AND alias = ?";
const OF_MODEL = "SELECT name, alias, version FROM models_aliases WHERE name = ? ORDER BY alias";
const PUT = `INSERT INTO models_aliases (name, alias, version) VALUES (?, ?, ?)
  ON CONFLICT (name, alias) DO UPDATE SET version = excluded.version`;
const REMOVE = "DELETE FROM models_aliases WHERE name = ? AND alias = ?";
const NAMES_MAX = 500;

export function selectAlias(
  db: Reader,
  name: string,
  alias: string,
): Promise<AliasRow | undefined> {
  return db.get<AliasRow>(ONE, name, alias);
}

export function selectAliases(db: Reader, name: string): Promise<AliasRow[]> {
  return db.all<AliasRow>(OF_MODEL, name);
}

export async function putAlias(tx: Tx, row: AliasRow): Promise<void> {
  await tx.run(PUT, row.name, row.alias, row.version);
}

export async function deleteAlias(tx: Tx, name: string, alias: string): Promise<void> {
  await tx.run(REMOVE, name, alias);
}

/** The aliases of some models. */
export async function selectAliasesOf(db: Reader, names: readonly string[]): Promise<AliasRow[]> {
  const rows: AliasRow[] = [];
  for (let at = 0; at < names.length; at += NAMES_MAX) {
    const some = names.slice(at, at + NAMES_MAX);
    const sql = `SELECT name, alias, version FROM models_aliases
      WHERE name IN (${some.map(() => "?").join(", ")}) ORDER BY name, alias`;
    rows.push(...(await db.all<AliasRow>(sql, ...some)));
  }
  return rows;
}
