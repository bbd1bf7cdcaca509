import type { Reader } from "#ground/database";

/** A version in the trash, by itself or with its model. */
export type TrashedVersion = {
  readonly name: string;
  readonly version: number;
  readonly project: string;
  readonly deleted_at: number;
};

/** A model in the trash with all its versions. */
export type TrashedModel = {
  readonly name: string;
  readonly project: string;
  readonly versions: number;
  readonly deleted_at: number;
};

/** Which of them are told. */
export type Wish =
  | { readonly limit: number; readonly project?: string | undefined }
  | { readonly before: number };

const VERSION = `SELECT v.name, v.version, v.project, v.deleted_at FROM models_versions v
  JOIN models_models m ON m.name = v.name WHERE v.deleted_at IS NOT NULL`;
const ALONE = `${VERSION} AND m.deleted_at IS NULL`;
const VERSIONS = `${ALONE} AND (? = '' OR v.project = ?)
  ORDER BY v.deleted_at DESC, v.name, v.version LIMIT ?`;
const VERSIONS_BEFORE = `${ALONE} AND v.deleted_at < ? ORDER BY v.deleted_at DESC, v.name, v.version`;
const VERSION_COUNT = `SELECT COUNT(*) AS total FROM models_versions v JOIN models_models m ON m.name = v.name
  WHERE v.deleted_at IS NOT NULL AND m.deleted_at IS NULL AND (? = '' OR v.project = ?)`;
const ONE_VERSION = `${ALONE} AND v.name = ? AND v.version = ?`;
const OF_MODEL = `${VERSION} AND v.name = ? ORDER BY v.version`;

const IN_TRASH = "m.deleted_at IS NOT NULL AND m.renamed_to IS NULL AND m.purged_at IS NULL";
const MODEL = `SELECT m.name, m.project, m.deleted_at,
    (SELECT COUNT(*) FROM models_versions v WHERE v.name = m.name) AS versions
  FROM models_models m WHERE ${IN_TRASH}`;
const MODELS = `${MODEL} AND (? = '' OR m.project = ?) ORDER BY m.deleted_at DESC, m.name LIMIT ?`;
const MODELS_BEFORE = `${MODEL} AND m.deleted_at < ? ORDER BY m.deleted_at DESC, m.name`;
const MODEL_COUNT = `SELECT COUNT(*) AS total FROM models_models m
  WHERE ${IN_TRASH} AND (? = '' OR m.project = ?)`;
const ONE_MODEL = `${MODEL} AND m.name = ?`;

/** Versions that were deleted by themselves, the latest first: at most so many, or all of before a time. */
export function selectTrashedVersions(db: Reader, wish: Wish): Promise<TrashedVersion[]> {
  if ("before" in wish) return db.all<TrashedVersion>(VERSIONS_BEFORE, wish.before);
  const project = wish.project ?? "";
  return db.all<TrashedVersion>(VERSIONS, project, project, wish.limit);
}

/** How many there are. */
export async function countTrashedVersions(db: Reader, project = ""): Promise<number> {
  return Number((await db.get<{ total: number }>(VERSION_COUNT, project, project))?.total);
}

/** A version that was deleted by itself. */
export function selectTrashedVersion(
  db: Reader,
  name: string,
  version: number,
): Promise<TrashedVersion | undefined> {
  return db.get<TrashedVersion>(ONE_VERSION, name, version);
}

/** All versions of a model in the trash. */
export function selectVersionsInside(db: Reader, name: string): Promise<TrashedVersion[]> {
  return db.all<TrashedVersion>(OF_MODEL, name);
}

/** Models in the trash, the latest first: at most so many, or all of before a time. */
export function selectTrashedModels(db: Reader, wish: Wish): Promise<TrashedModel[]> {
  if ("before" in wish) return db.all<TrashedModel>(MODELS_BEFORE, wish.before);
  const project = wish.project ?? "";
  return db.all<TrashedModel>(MODELS, project, project, wish.limit);
}

/** How many there are. */
export async function countTrashedModels(db: Reader, project = ""): Promise<number> {
  return Number((await db.get<{ total: number }>(MODEL_COUNT, project, project))?.total);
}

/** A model in the trash. */
export function selectTrashedModel(db: Reader, name: string): Promise<TrashedModel | undefined> {
  return db.get<TrashedModel>(ONE_MODEL, name);
}
