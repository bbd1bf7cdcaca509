import type { Tx } from "#ground/database";
import { copyModel } from "./change-model.ts";

const CLASHES = `SELECT a.version FROM models_versions a JOIN models_versions b ON b.version = a.version
  WHERE a.name = ? AND b.name = ? LIMIT 1`;
const TOMB = "SELECT last_version FROM models_models WHERE name = ?";
const FORGET = "DELETE FROM models_models WHERE name = ?";
const LEAVE =
  "UPDATE models_models SET deleted_at = ?, renamed_to = ?, description = '' WHERE name = ?";
const VERSIONS = "UPDATE models_versions SET name = ?, updated_at = ? WHERE name = ?";
const CLEAR_TAGS = "DELETE FROM models_tags WHERE name = ? AND version = 0";
const OTHERS = [
  "UPDATE models_tags SET name = ? WHERE name = ?",
  "UPDATE models_aliases SET name = ? WHERE name = ?",
  "UPDATE models_history SET name = ? WHERE name = ?",
];

/** A number that versions of both names have, deleted ones among them; `undefined` where there is none. */
export async function selectClash(
  tx: Tx,
  name: string,
  other: string,
): Promise<number | undefined> {
  const row = await tx.get<{ version: number }>(CLASHES, name, other);
  return row?.version;
}

/** Gives all that a model has another name. The old one keeps its numbers, so that none is given out twice. */
export async function renameRows(tx: Tx, from: string, to: string, at: number): Promise<void> {
  const before = await tx.get<{ last_version: number }>(TOMB, to);
  await tx.run(FORGET, to);
  await tx.run(CLEAR_TAGS, to);
  const taken = before?.last_version ?? 0;
  await copyModel(tx, from, to, taken, at);
  await tx.run(LEAVE, at, to, from);
  await tx.run(VERSIONS, to, at, from);
  for (const sql of OTHERS) await tx.run(sql, to, from);
}
