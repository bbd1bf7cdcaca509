import type { Tx } from "#ground/database";

/** A version as it is stored; its number is given out here. */
export type NewVersion = {
  readonly name: string;
  readonly project: string;
  readonly runId: string | null;
  /** As it was given. */
  readonly source: string;
  /** The artifact URI that it leads to; empty for files that this server doesn't keep. */
  readonly location: string;
  readonly modelId: string | null;
  readonly runLink: string;
  readonly description: string;
  readonly user: string;
  readonly requestId: string;
  readonly createdAt: number;
};

const NEXT =
  "UPDATE models_models SET last_version = last_version + 1, updated_at = ? WHERE name = ?";
const NUMBER = "SELECT last_version FROM models_models WHERE name = ?";
const VERSION = `INSERT INTO models_versions
  (name, version, project, run_id, source, location, model_id, run_link, description, user_name, request_id,
    created_at, updated_at)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;

/** Stores the next version of a model, which must be there. A number is never given out twice. */
export async function insertVersion(tx: Tx, version: NewVersion): Promise<number> {
  await tx.run(NEXT, version.createdAt, version.name);
  const row = await tx.get<{ last_version: number }>(NUMBER, version.name);
  const number = Number(row?.last_version);
  await tx.run(
    VERSION,
    version.name,
    number,
    version.project,
    version.runId,
    version.source,
    version.location,
    version.modelId,
    version.runLink,
    version.description,
    version.user,
    version.requestId,
    version.createdAt,
    version.createdAt,
  );
  return number;
}
