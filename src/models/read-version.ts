import { withoutPassword } from "#artifacts";
import type { Reader } from "#ground/database";
import { fail } from "#ground/errors";
import { readRun, type Settled } from "#runs";
import { ERRORS } from "./errors.ts";
import { type ModelRef, type ModelVersion, stageOf } from "./model.ts";
import { selectAlias, selectAliases } from "./store/aliases.ts";
import { type StoredModel, selectModel, selectNamed } from "./store/select-models.ts";
import { selectLatest, selectVersion, type VersionRow } from "./store/select-versions.ts";
import { selectTags, type TagRow } from "./store/tags.ts";

/** The version that an alias points at, or `undefined`. */
export async function readAlias(
  db: Settled,
  name: string,
  alias: string,
): Promise<ModelVersion | undefined> {
  const row = await aliased(db, name, alias);
  return row === undefined ? undefined : withRun(db, row);
}

async function aliased(db: Reader, name: string, alias: string): Promise<VersionRow | undefined> {
  const row = await selectAlias(db, name, alias);
  return row === undefined ? undefined : selectVersion(db, name, row.version);
}

/** A version of a model; MODELS_UNKNOWN or MODELS_VERSION_UNKNOWN where there is none. */
export async function requireVersion(
  db: Settled,
  name: string,
  version: number,
): Promise<ModelVersion> {
  return withRun(db, await requireVersionRow(db, name, version));
}

/** A version's own row; MODELS_UNKNOWN or MODELS_VERSION_UNKNOWN where there is none. */
export async function requireVersionRow(
  db: Reader,
  name: string,
  version: number,
): Promise<VersionRow> {
  const found = await selectVersion(db, name, version);
  if (found !== undefined) return found;
  const latest = await latestOf(db, name);
  throw fail(ERRORS, "MODELS_VERSION_UNKNOWN", { name, version, latest });
}

/** The version that an alias points at; MODELS_UNKNOWN or MODELS_ALIAS_UNKNOWN where there is none. */
export async function requireAlias(
  db: Settled,
  name: string,
  alias: string,
): Promise<ModelVersion> {
  return withRun(db, await requireAliasRow(db, name, alias));
}

async function requireAliasRow(db: Reader, name: string, alias: string): Promise<VersionRow> {
  const found = await aliased(db, name, alias);
  if (found !== undefined) return found;
  await latestOf(db, name);
  const known = (await selectAliases(db, name)).map((row) => row.alias).join(", ");
  throw fail(ERRORS, "MODELS_ALIAS_UNKNOWN", { name, alias, known });
}

/** The row of the version that a reference means: by number, by alias, or the latest. */
export async function resolveModel(db: Reader, ref: ModelRef): Promise<VersionRow> {
  if (ref.alias !== undefined) return requireAliasRow(db, ref.name, ref.alias);
  return requireVersionRow(db, ref.name, ref.version ?? (await latestOf(db, ref.name)));
}

/** A version as others see it: with its aliases and the metrics that its run has now. */
export async function withRun(db: Settled, row: VersionRow): Promise<ModelVersion> {
  const [aliases, tags, run] = await Promise.all([
    selectAliases(db, row.name),
    selectTags(db, row),
    row.run_id === null ? undefined : readRun(db, row.run_id),
  ]);
  return {
    name: row.name,
    version: row.version,
    project: row.project,
    runId: row.run_id,
    modelId: row.model_id,
    source: withoutPassword(row.source),
    location: row.location,
    stage: stageOf(row.stage) ?? "None",
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    description: row.description,
    tags: tagsOf(tags),
    aliases: aliases.filter((alias) => alias.version === row.version).map((alias) => alias.alias),
    metrics: run === undefined ? {} : run.metrics,
  };
}

/** The highest number of a version that is there; MODELS_UNKNOWN for a name that is not registered. */
async function latestOf(db: Reader, name: string): Promise<number> {
  await requireModel(db, name);
  return selectLatest(db, name);
}

/** A model's own row; MODELS_UNKNOWN for a name that is not registered, with the new name where it was renamed. */
export async function requireModel(db: Reader, name: string): Promise<StoredModel> {
  const model = await selectModel(db, name);
  if (model !== undefined) return model;
  const renamed = (await selectNamed(db, name))?.renamed_to ?? undefined;
  throw fail(ERRORS, "MODELS_UNKNOWN", { name, ...(renamed === undefined ? {} : { renamed }) });
}

/** Rows of tags as an object. */
export function tagsOf(rows: readonly TagRow[]): Record<string, string> {
  const tags: Record<string, string> = Object.create(null);
  for (const row of rows) tags[row.key] = row.value;
  return tags;
}
