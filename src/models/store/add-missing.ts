import type { Reader, Tx } from "#ground/database";

const TAG = `INSERT INTO models_tags (name, version, key, value) VALUES (?, ?, ?, ?)
  ON CONFLICT (name, version, key) DO NOTHING`;
const NAMES =
  "SELECT name FROM models_models WHERE deleted_at IS NULL AND (? IS NULL OR project = ?) ORDER BY name";

/** Adds a tag where there is none of its key; false where there is. */
export async function addTag(
  tx: Tx,
  of: { readonly name: string; readonly version: number },
  key: string,
  value: string,
): Promise<boolean> {
  return (await tx.run(TAG, of.name, of.version, key, value)).changes === 1;
}

/** The names of all models that are not deleted, of one project or of all. */
export async function selectNames(db: Reader, project: string | undefined): Promise<string[]> {
  const given = project ?? null;
  return (await db.all<{ name: string }>(NAMES, given, given)).map((row) => row.name);
}
