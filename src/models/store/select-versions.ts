import type { Reader } from "#ground/database";

/** A version's own row; aliases, tags and metrics are kept elsewhere. */
export type VersionRow = {
  readonly name: string;
  readonly version: number;
  readonly project: string;
  readonly run_id: string | null;
  /** As it was given. */
  readonly source: string;
  /** The artifact URI that the source leads to; empty for files that this server doesn't keep. */
  readonly location: string;
  readonly model_id: string | null;
  readonly run_link: string;
  readonly stage: string;
  readonly description: string;
  readonly user_name: string;
  readonly created_at: number;
  readonly updated_at: number;
  readonly deleted_at: number | null;
};

/** The columns of a `VersionRow`. */
export const VERSION_COLUMNS =
  "name, version, project, run_id, source, location, model_id, run_link, stage, description, user_name, created_at, updated_at, deleted_at";
const ONE = `SELECT ${VERSION_COLUMNS} FROM models_versions WHERE name = ? AND version = ? AND deleted_at IS NULL`;
const ANY = `SELECT ${VERSION_COLUMNS} FROM models_versions WHERE name = ? AND version = ?`;
const BY_REQUEST = `SELECT ${VERSION_COLUMNS} FROM models_versions WHERE request_id = ?`;
const ALL = `SELECT ${VERSION_COLUMNS} FROM models_versions WHERE name = ? AND deleted_at IS NULL ORDER BY version DESC`;
const WITH_DELETED = `SELECT ${VERSION_COLUMNS} FROM models_versions WHERE name = ? ORDER BY version DESC`;
const LATEST =
  "SELECT MAX(version) AS latest FROM models_versions WHERE name = ? AND deleted_at IS NULL";
const OF_MODEL = `SELECT name, version FROM models_versions
  WHERE model_id = ? AND deleted_at IS NULL ORDER BY created_at, name, version`;
const NAMES_MAX = 500;

/** A version that is not deleted. */
export function selectVersion(
  db: Reader,
  name: string,
  version: number,
): Promise<VersionRow | undefined> {
  return db.get<VersionRow>(ONE, name, version);
}

/** A version, also a deleted one. */
export function selectAnyVersion(
  db: Reader,
  name: string,
  version: number,
): Promise<VersionRow | undefined> {
  return db.get<VersionRow>(ANY, name, version);
}

/** The version that a request has made, also where it is deleted by now. */
export function selectVersionOfRequest(
  db: Reader,
  requestId: string,
): Promise<VersionRow | undefined> {
  return db.get<VersionRow>(BY_REQUEST, requestId);
}

/** The versions of a model, newest first. */
export function selectVersions(db: Reader, name: string): Promise<VersionRow[]> {
  return db.all<VersionRow>(ALL, name);
}

/** The versions of a model and those deleted, newest first. */
export function selectVersionsAndDeleted(db: Reader, name: string): Promise<VersionRow[]> {
  return db.all<VersionRow>(WITH_DELETED, name);
}

/** The highest number of a version that is not deleted; 0 where there is none. */
export async function selectLatest(db: Reader, name: string): Promise<number> {
  return Number((await db.get<{ latest: number | null }>(LATEST, name))?.latest);
}

/** The newest version of each stage that has one, of some models; newest first. */
export async function selectLatestOfStages(
  db: Reader,
  names: readonly string[],
): Promise<VersionRow[]> {
  const rows: VersionRow[] = [];
  for (let at = 0; at < names.length; at += NAMES_MAX) {
    const some = names.slice(at, at + NAMES_MAX);
    const sql = `SELECT ${VERSION_COLUMNS} FROM models_versions v
      WHERE name IN (${some.map(() => "?").join(", ")}) AND deleted_at IS NULL AND version = (
        SELECT MAX(version) FROM models_versions s
        WHERE s.name = v.name AND s.stage = v.stage AND s.deleted_at IS NULL)
      ORDER BY name, version DESC`;
    rows.push(...(await db.all<VersionRow>(sql, ...some)));
  }
  return rows;
}

/** The versions that a logged model became, oldest first. */
export function selectVersionsOfModel(
  db: Reader,
  modelId: string,
): Promise<Pick<VersionRow, "name" | "version">[]> {
  return db.all<Pick<VersionRow, "name" | "version">>(OF_MODEL, modelId);
}
