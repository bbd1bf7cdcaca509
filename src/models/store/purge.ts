import type { Tx } from "#ground/database";

const VERSION =
  "DELETE FROM models_versions WHERE name = ? AND version = ? AND deleted_at IS NOT NULL";
const TAGS = "DELETE FROM models_tags WHERE name = ? AND version = ?";
const MODEL = `UPDATE models_models SET purged_at = ?, description = '' WHERE name = ?
  AND deleted_at IS NOT NULL AND renamed_to IS NULL AND purged_at IS NULL
  AND NOT EXISTS (SELECT 1 FROM models_versions v WHERE v.name = models_models.name)`;

/** Removes a deleted version's records; false where there is none. */
export async function purgeVersionRows(tx: Tx, name: string, version: number): Promise<boolean> {
  const { changes } = await tx.run(VERSION, name, version);
  if (changes === 1) await tx.run(TAGS, name, version);
  return changes === 1;
}

/**
 * Removes a deleted model's records, whose versions must be gone; false where they are not, or there is none. A row of its
 * name stays, so that none of its numbers is given out again.
 */
export async function purgeModelRows(tx: Tx, name: string, at: number): Promise<boolean> {
  const { changes } = await tx.run(MODEL, at, name);
  if (changes === 1) await tx.run(TAGS, name, 0);
  return changes === 1;
}
