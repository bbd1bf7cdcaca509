import type { Reader } from "#ground/database";

export type StoredModel = {
  readonly name: string;
  readonly project: string;
  readonly last_version: number;
  readonly created_at: number;
};

export type ListedModel = StoredModel & { readonly versions: number };

const ONE = "SELECT name, project, last_version, created_at FROM models_models WHERE name = ?";
const ALL = `SELECT name, project, last_version, created_at,
    (SELECT COUNT(*) FROM models_versions v WHERE v.name = m.name) AS versions
  FROM models_models m ORDER BY name`;

export function selectModel(db: Reader, name: string): Promise<StoredModel | undefined> {
  return db.get<StoredModel>(ONE, name);
}

/** All models, by name. */
export function selectModels(db: Reader): Promise<ListedModel[]> {
  return db.all<ListedModel>(ALL);
}
