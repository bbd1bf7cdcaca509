import type { Tx } from "#ground/database";

const DESCRIBE =
  "UPDATE models_versions SET description = ?, updated_at = ? WHERE name = ? AND version = ?";
const STAGE = "UPDATE models_versions SET stage = ?, updated_at = ? WHERE name = ? AND version = ?";
const IN_STAGE = `SELECT version FROM models_versions
  WHERE name = ? AND stage = ? AND version <> ? AND deleted_at IS NULL`;
const HIDE = "UPDATE models_versions SET deleted_at = ? WHERE name = ? AND version = ?";
const SHOW =
  "UPDATE models_versions SET deleted_at = NULL, updated_at = ? WHERE name = ? AND version = ?";

type Which = { readonly name: string; readonly version: number };

export async function describeVersion(
  tx: Tx,
  { name, version }: Which,
  description: string,
  at: number,
): Promise<void> {
  await tx.run(DESCRIBE, description, at, name, version);
}

export async function putStage(
  tx: Tx,
  { name, version }: Which,
  stage: string,
  at: number,
): Promise<void> {
  await tx.run(STAGE, stage, at, name, version);
}

/** The other versions of a model that are in a stage. */
export async function selectOthersInStage(
  tx: Tx,
  { name, version }: Which,
  stage: string,
): Promise<number[]> {
  const rows = await tx.all<{ version: number }>(IN_STAGE, name, stage, version);
  return rows.map((row) => row.version);
}

export async function hideVersion(tx: Tx, { name, version }: Which, at: number): Promise<void> {
  await tx.run(HIDE, at, name, version);
}

export async function showVersion(tx: Tx, { name, version }: Which, at: number): Promise<void> {
  await tx.run(SHOW, at, name, version);
}
