import type { Tx } from "#ground/database";

/** A version as it is stored; its number is given out here. */
export type NewVersion = {
  readonly name: string;
  readonly project: string;
  readonly runId: string | null;
  readonly source: string;
  readonly description: string;
  readonly user: string;
  readonly requestId: string;
  readonly createdAt: number;
};

const MODEL = `INSERT INTO models_models (name, project, last_version, created_at) VALUES (?, ?, 1, ?)
  ON CONFLICT (name) DO UPDATE SET last_version = models_models.last_version + 1`;
const NUMBER = "SELECT last_version FROM models_models WHERE name = ?";
const VERSION = `INSERT INTO models_versions
  (name, version, project, run_id, source, description, user_name, request_id, created_at)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`;

/** Stores the next version of a model, which is made on first use. A number is never given out twice. */
export async function insertVersion(tx: Tx, version: NewVersion): Promise<number> {
  await tx.run(MODEL, version.name, version.project, version.createdAt);
  const row = await tx.get<{ last_version: number }>(NUMBER, version.name);
  const number = Number(row?.last_version);
  await tx.run(
    VERSION,
    version.name,
    number,
    version.project,
    version.runId,
    version.source,
    version.description,
    version.user,
    version.requestId,
    version.createdAt,
  );
  return number;
}
