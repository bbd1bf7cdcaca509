import type { Reader } from "#ground/database";

export type StoredModel = {
  readonly name: string;
  readonly project: string;
  /** The highest number given out, also of a version that was deleted. */
  readonly last_version: number;
  readonly created_at: number;
  readonly updated_at: number;
  readonly description: string;
  readonly deleted_at: number | null;
  /** The name it has now, where this row only keeps the old one's numbers. */
  readonly renamed_to: string | null;
  /** When it was removed for good, where this row only keeps its numbers. */
  readonly purged_at: number | null;
};

export type ListedModel = StoredModel & {
  readonly versions: number;
  /** The highest number that is not deleted; null where there is none. */
  readonly latest: number | null;
};

const COLUMNS =
  "name, project, last_version, created_at, updated_at, description, deleted_at, renamed_to, purged_at";
const ONE = `SELECT ${COLUMNS} FROM models_models WHERE name = ? AND deleted_at IS NULL`;
const ANY = `SELECT ${COLUMNS} FROM models_models WHERE name = ?`;
const SOME = `SELECT ${COLUMNS},
    (SELECT COUNT(*) FROM models_versions v WHERE v.name = m.name AND v.deleted_at IS NULL) AS versions,
    (SELECT MAX(version) FROM models_versions v WHERE v.name = m.name AND v.deleted_at IS NULL) AS latest
  FROM models_models m WHERE name IN (SELECT value FROM json_each(?)) ORDER BY name`;
const DELETED = `SELECT ${COLUMNS},
    (SELECT COUNT(*) FROM models_versions v WHERE v.name = m.name AND v.deleted_at = m.deleted_at) AS versions,
    (SELECT MAX(version) FROM models_versions v WHERE v.name = m.name AND v.deleted_at = m.deleted_at) AS latest
  FROM models_models m WHERE deleted_at IS NOT NULL AND renamed_to IS NULL AND purged_at IS NULL ORDER BY name`;

/** A model that is not deleted. */
export function selectModel(db: Reader, name: string): Promise<StoredModel | undefined> {
  return db.get<StoredModel>(ONE, name);
}

/** The row of a name, also a deleted model's and one that was renamed since. */
export function selectNamed(db: Reader, name: string): Promise<StoredModel | undefined> {
  return db.get<StoredModel>(ANY, name);
}

/** These models with what a list shows of them, by name. */
export function selectListed(db: Reader, names: readonly string[]): Promise<ListedModel[]> {
  return db.all<ListedModel>(SOME, JSON.stringify(names));
}

/** All deleted models, by name, with the versions that would come back. */
export function selectDeletedModels(db: Reader): Promise<ListedModel[]> {
  return db.all<ListedModel>(DELETED);
}
