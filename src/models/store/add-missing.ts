import type { Reader, Tx } from "#ground/database";

const TAG = `INSERT INTO models_tags (name, version, key, value) VALUES (?, ?, ?, ?)
  ON CONFLICT (name, version, key) DO NOTHING`;
const NAMES = `SELECT name FROM models_models WHERE (? IS NULL OR project = ? OR EXISTS (SELECT 1 FROM models_versions v WHERE v.name = models_models.name AND v.project = ?))
  ORDER BY name`;
const REACHED = "UPDATE models_models SET last_version = MAX(last_version, ?) WHERE name = ?";

/** Adds a tag where there is none of its key; false where there is. */
export async function addTag(
  tx: Tx,
  of: { readonly name: string; readonly version: number },
  key: string,
  value: string,
): Promise<boolean> {
  return (await tx.run(TAG, of.name, of.version, key, value)).changes === 1;
}

/** Notes that numbers up to this one were given out. */
export async function reachVersion(tx: Tx, name: string, version: number): Promise<void> {
  await tx.run(REACHED, version, name);
}

/** The names of all models, also of those in the trash and those that are gone, of one project or of all; one is of a project that has a version of it. */
export async function selectNames(db: Reader, project: string | undefined): Promise<string[]> {
  const given = project ?? null;
  return (await db.all<{ name: string }>(NAMES, given, given, given)).map((row) => row.name);
}
