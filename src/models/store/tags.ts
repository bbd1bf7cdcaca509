import type { Reader, Tx } from "#ground/database";

/** A tag of a model (version 0) or of a version of it. */
export type TagRow = {
  readonly name: string;
  readonly version: number;
  readonly key: string;
  readonly value: string;
};

type Which = { readonly name: string; readonly version: number };

const OF_ONE =
  "SELECT name, version, key, value FROM models_tags WHERE name = ? AND version = ? ORDER BY key";
const PUT = `INSERT INTO models_tags (name, version, key, value) VALUES (?, ?, ?, ?)
  ON CONFLICT (name, version, key) DO UPDATE SET value = excluded.value`;
const REMOVE = "DELETE FROM models_tags WHERE name = ? AND version = ? AND key = ?";
const CLEAR = "DELETE FROM models_tags WHERE name = ? AND version = 0";
const PAIRS_MAX = 300;

/** The tags of one model or version, by key. */
export function selectTags(db: Reader, { name, version }: Which): Promise<TagRow[]> {
  return db.all<TagRow>(OF_ONE, name, version);
}

/** The tags of many, in no order. */
export async function selectTagsOf(db: Reader, all: readonly Which[]): Promise<TagRow[]> {
  const rows: TagRow[] = [];
  for (let at = 0; at < all.length; at += PAIRS_MAX) {
    const some = all.slice(at, at + PAIRS_MAX);
    const pairs = some.map(() => "(?, ?)").join(", ");
    const sql = `SELECT name, version, key, value FROM models_tags WHERE (name, version) IN (VALUES ${pairs})`;
    rows.push(...(await db.all<TagRow>(sql, ...some.flatMap((one) => [one.name, one.version]))));
  }
  return rows;
}

export async function putTag(tx: Tx, tag: TagRow): Promise<void> {
  await tx.run(PUT, tag.name, tag.version, tag.key, tag.value);
}

/** Whether there was such a tag. */
export async function removeTagRow(
  tx: Tx,
  { name, version }: Which,
  key: string,
): Promise<boolean> {
  const { changes } = await tx.run(REMOVE, name, version, key);
  return changes > 0;
}

/** Takes the tags from a model's name, before another model gets it. */
export async function clearModelTags(tx: Tx, name: string): Promise<void> {
  await tx.run(CLEAR, name);
}
