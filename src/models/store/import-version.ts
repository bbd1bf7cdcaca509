import type { Reader, Tx } from "#ground/database";
import type { NewVersion } from "./insert-version.ts";

const VERSION = `INSERT INTO models_versions
  (name, version, project, run_id, source, location, model_id, run_link, description, user_name, request_id, stage,
    created_at, updated_at)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;
const REACHED = "UPDATE models_models SET last_version = MAX(last_version, ?) WHERE name = ?";
const TAG = `INSERT INTO models_tags (name, version, key, value) VALUES (?, ?, ?, ?)
  ON CONFLICT (name, version, key) DO NOTHING`;
const NAMES =
  "SELECT name FROM models_models WHERE deleted_at IS NULL AND (? IS NULL OR project = ?) ORDER BY name";

/** Stores a version under a number of its own, which must be free. The numbers given out go on after it. */
export async function importVersion(
  tx: Tx,
  version: NewVersion & {
    readonly version: number;
    readonly stage: string;
    readonly updatedAt: number;
  },
): Promise<void> {
  await tx.run(
    VERSION,
    version.name,
    version.version,
    version.project,
    version.runId,
    version.source,
    version.location,
    version.modelId,
    version.runLink,
    version.description,
    version.user,
    version.requestId,
    version.stage,
    version.createdAt,
    version.updatedAt,
  );
  await tx.run(REACHED, version.version, version.name);
}

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
