import type { Reader, Tx } from "#ground/database";

export type AliasRow = { readonly name: string; readonly alias: string; readonly version: number };

const ONE = "SELECT name, alias, version FROM models_aliases WHERE name = ? AND alias = ?";
const OF_MODEL = "SELECT name, alias, version FROM models_aliases WHERE name = ? ORDER BY alias";
const ALL = "SELECT name, alias, version FROM models_aliases ORDER BY name, alias";
const PUT = `INSERT INTO models_aliases (name, alias, version) VALUES (?, ?, ?)
  ON CONFLICT (name, alias) DO UPDATE SET version = excluded.version`;

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

/** The aliases of all models, for the list. */
export function selectAllAliases(db: Reader): Promise<AliasRow[]> {
  return db.all<AliasRow>(ALL);
}

export async function putAlias(tx: Tx, row: AliasRow): Promise<void> {
  await tx.run(PUT, row.name, row.alias, row.version);
}
