import type { Tx } from "#ground/database";

/** Whether it was made here, or an import brought it: then it rings no bell. */
export type Origin = "live" | "imported";

/** A version as it is stored; its number is given out here where it has none. */
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
  readonly origin: Origin;
  /** What one that was made elsewhere has already. */
  readonly made?: {
    readonly version: number;
    readonly stage: string;
    readonly updatedAt: number;
  };
};

const NEXT =
  "UPDATE models_models SET last_version = last_version + 1, updated_at = ? WHERE name = ?";
const REACHED = "UPDATE models_models SET last_version = MAX(last_version, ?) WHERE name = ?";
const NUMBER = "SELECT last_version FROM models_models WHERE name = ?";
const VERSION = `INSERT INTO models_versions
  (name, version, project, run_id, source, location, model_id, run_link, description, user_name, request_id,
    stage, created_at, updated_at, origin)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;

/** Stores a version of a model, which must be there: the next one, or one whose number is free. None is given out twice. */
export async function insertVersion(tx: Tx, version: NewVersion): Promise<number> {
  const number = await numberOf(tx, version);
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
    version.made?.stage ?? "None",
    version.createdAt,
    version.made?.updatedAt ?? version.createdAt,
    version.origin,
  );
  return number;
}

async function numberOf(tx: Tx, { name, made, createdAt }: NewVersion): Promise<number> {
  if (made !== undefined) {
    await tx.run(REACHED, made.version, name);
    return made.version;
  }
  await tx.run(NEXT, createdAt, name);
  const row = await tx.get<{ last_version: number }>(NUMBER, name);
  return Number(row?.last_version);
}
