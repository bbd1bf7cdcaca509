import type { Tx } from "#ground/database";
import type { StoredModel } from "./select-models.ts";

const INSERT = `INSERT INTO models_models (name, project, last_version, created_at, updated_at, description)
  VALUES (?, ?, 0, ?, ?, ?)
  ON CONFLICT (name) DO UPDATE SET project = excluded.project, created_at = excluded.created_at,
    updated_at = excluded.updated_at, description = excluded.description, deleted_at = NULL, renamed_to = NULL,
    purged_at = NULL`;
const GONE = `INSERT INTO models_models
  (name, project, last_version, created_at, updated_at, description, deleted_at, renamed_to, purged_at)
  VALUES (?, ?, ?, ?, ?, '', ?, ?, ?) ON CONFLICT DO NOTHING`;
const COPY = `INSERT INTO models_models (name, project, last_version, created_at, updated_at, description)
  SELECT ?, project, CASE WHEN last_version > ? THEN last_version ELSE ? END, created_at, ?, description
  FROM models_models WHERE name = ?`;
const ADOPT = "UPDATE models_models SET project = ? WHERE name = ? AND last_version = 0";
const TOUCH = "UPDATE models_models SET updated_at = ? WHERE name = ?";
const DESCRIBE = "UPDATE models_models SET description = ?, updated_at = ? WHERE name = ?";
const LAST_DELETED = "SELECT MAX(deleted_at) AS last FROM models_versions WHERE name = ?";
const DELETE = "UPDATE models_models SET deleted_at = ? WHERE name = ?";
const DELETE_VERSIONS =
  "UPDATE models_versions SET deleted_at = ? WHERE name = ? AND deleted_at IS NULL";
const RESTORE =
  "UPDATE models_models SET deleted_at = NULL, renamed_to = NULL, updated_at = ? WHERE name = ?";
const RESTORE_VERSIONS =
  "UPDATE models_versions SET deleted_at = NULL, updated_at = ? WHERE name = ? AND deleted_at = ?";

/** Makes a model, in the place of a deleted one too: its numbers go on where that one's ended. */
export async function insertModel(
  tx: Tx,
  model: { name: string; project: string; description: string; at: number; updatedAt?: number },
): Promise<void> {
  const { name, project, description, at, updatedAt = at } = model;
  await tx.run(INSERT, name, project, at, updatedAt, description);
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

/** Makes a model that is another one under a new name; its numbers go on after `taken`, which that name gave out. */
export async function copyModel(
  tx: Tx,
  from: string,
  to: string,
  taken: number,
  at: number,
): Promise<void> {
  await tx.run(COPY, to, taken, taken, at, from);
}

/** Gives a model that never had a version to the project of its first. */
export async function adoptModel(tx: Tx, name: string, project: string): Promise<void> {
  await tx.run(ADOPT, project, name);
}

/** Notes that something of a model changed. */
export async function touchModel(tx: Tx, name: string, at: number): Promise<void> {
  await tx.run(TOUCH, at, name);
}

export async function describeModel(
  tx: Tx,
  name: string,
  description: string,
  at: number,
): Promise<void> {
  await tx.run(DESCRIBE, description, at, name);
}

/** Takes a model and its versions out of sight: later than any version before, for the moment tells which go together. */
export async function hideModel(tx: Tx, name: string, now: number): Promise<void> {
  const last = Number((await tx.get<{ last: number | null }>(LAST_DELETED, name))?.last);
  const at = Math.max(now, last + 1);
  await tx.run(DELETE, at, name);
  await tx.run(DELETE_VERSIONS, at, name);
}

/** Brings a deleted model back, with the versions that were deleted with it. */
export async function showModel(
  tx: Tx,
  model: { name: string; deletedAt: number; at: number },
): Promise<void> {
  await tx.run(RESTORE, model.at, model.name);
  await tx.run(RESTORE_VERSIONS, model.at, model.name, model.deletedAt);
}
