import type { Reader } from "#ground/database";
import { fail } from "#ground/errors";
import { ERRORS } from "./errors.ts";
import type { ModelDetail, ModelRow } from "./model.ts";
import { withRun } from "./read-version.ts";
import { type AliasRow, selectAliases, selectAllAliases } from "./store/aliases.ts";
import { selectMoves } from "./store/moves.ts";
import { selectModel, selectModels } from "./store/select-models.ts";
import { selectVersions } from "./store/select-versions.ts";

/** A model with its versions, aliases and history; MODELS_UNKNOWN where there is none. */
export async function readModel(db: Reader, name: string): Promise<ModelDetail> {
  const model = await selectModel(db, name);
  if (model === undefined) throw fail(ERRORS, "MODELS_UNKNOWN", { name });
  const rows = await selectVersions(db, name);
  return {
    name,
    project: model.project,
    createdAt: model.created_at,
    versions: await Promise.all(rows.map((row) => withRun(db, row))),
    aliases: pointers(await selectAliases(db, name)),
    history: await selectMoves(db, name),
  };
}

/** All models, by name. */
export async function listModels(db: Reader): Promise<ModelRow[]> {
  const [models, aliases] = await Promise.all([selectModels(db), selectAllAliases(db)]);
  return models.map((model) => ({
    name: model.name,
    project: model.project,
    createdAt: model.created_at,
    versions: model.versions,
    latest: model.last_version,
    aliases: pointers(aliases.filter((alias) => alias.name === model.name)),
  }));
}

function pointers(rows: readonly AliasRow[]): Record<string, number> {
  return Object.fromEntries(rows.map((row) => [row.alias, row.version]));
}
