import type { Reader } from "#ground/database";

const BELOW = "substr(artifact_root, 1, length(?)) = ?";

/** Whether runs or logged models of experiments with a place of their own keep their artifacts below this one. */
export async function holdsPlaces(db: Reader, uri: string): Promise<boolean> {
  const below = [`${uri}/`, `${uri}/`];
  const found = await db.get(
    `SELECT 1 AS found FROM runs_run WHERE ${BELOW} UNION ALL SELECT 1 FROM runs_model WHERE ${BELOW} LIMIT 1`,
    ...below,
    ...below,
  );
  return found !== undefined;
}
