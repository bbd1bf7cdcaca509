import type { Reader } from "#ground/database";

/** A version's own row; aliases and metrics are kept elsewhere. */
export type VersionRow = {
  readonly name: string;
  readonly version: number;
  readonly project: string;
  readonly run_id: string | null;
  readonly source: string;
  readonly description: string;
  readonly created_at: number;
};

const COLUMNS = "name, version, project, run_id, source, description, created_at";
const ONE = `SELECT ${COLUMNS} FROM models_versions WHERE name = ? AND version = ?`;
const BY_REQUEST = `SELECT ${COLUMNS} FROM models_versions WHERE request_id = ?`;
const ALL = `SELECT ${COLUMNS} FROM models_versions WHERE name = ? ORDER BY version DESC`;

export function selectVersion(
  db: Reader,
  name: string,
  version: number,
): Promise<VersionRow | undefined> {
  return db.get<VersionRow>(ONE, name, version);
}

/** The version that a request has made. */
export function selectVersionOfRequest(
  db: Reader,
  requestId: string,
): Promise<VersionRow | undefined> {
  return db.get<VersionRow>(BY_REQUEST, requestId);
}

/** All versions of a model, newest first. */
export function selectVersions(db: Reader, name: string): Promise<VersionRow[]> {
  return db.all<VersionRow>(ALL, name);
}
