import type { Reader, Tx } from "#ground/database";
import type { StoredModel } from "./select-models.ts";

const TAG = `INSERT INTO models_tags (name, version, key, value) VALUES (?, ?, ?, ?)
  ON CONFLICT (name, version, key) DO NOTHING`;
const NAMES = `SELECT name FROM models_models WHERE (? IS NULL OR project = ? OR EXISTS (SELECT 1 FROM models_versions v WHERE v.name = models_models.name AND v.project = ?))
  ORDER BY name`;
const GONE = `INSERT INTO models_models
  (name, project, last_version, created_at, updated_at, description, deleted_at, renamed_to, purged_at)
  VALUES (?, ?, ?, ?, ?, '', ?, ?, ?) ON CONFLICT DO NOTHING`;
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

/** Keeps what is left of a model that was purged or renamed: its numbers. False where its name is there. */
export async function addGone(
  tx: Tx,
  model: Pick<StoredModel, "name" | "project" | "last_version" | "created_at" | "updated_at"> & {
    readonly goneAt: number;
    readonly renamedTo: string | null;
  },
): Promise<boolean> {
  const { name, project, last_version, created_at, updated_at, goneAt, renamedTo } = model;
  const values = [name, project, last_version, created_at, updated_at, goneAt, renamedTo];
  const { changes } = await tx.run(GONE, ...values, renamedTo === null ? goneAt : null);
  return changes === 1;
}

/** The names of all models, also of those in the trash and those that are gone, of one project or of all; one is of a project that has a version of it. */
export async function selectNames(db: Reader, project: string | undefined): Promise<string[]> {
  const given = project ?? null;
  return (await db.all<{ name: string }>(NAMES, given, given, given)).map((row) => row.name);
}
