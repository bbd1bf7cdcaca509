import type { ServerContext } from "#ground/server";
import type { Settled } from "#runs";
import type { ModelDetail, ModelRow } from "./model.ts";
import { requireModel, tagsOf, withRun } from "./read-version.ts";
import { searchModels } from "./search/index.ts";
import { type AliasRow, selectAliases, selectAliasesOf } from "./store/aliases.ts";
import { selectHistory } from "./store/history.ts";
import { selectDeletedModels, selectListed } from "./store/select-models.ts";
import { selectVersions } from "./store/select-versions.ts";
import { selectTags, selectTagsOf } from "./store/tags.ts";

/** A model with its versions, aliases and history; MODELS_UNKNOWN where there is none. */
export async function readModel(db: Settled, name: string): Promise<ModelDetail> {
  const model = await requireModel(db, name);
  const rows = await selectVersions(db, name);
  return {
    name,
    project: model.project,
    createdAt: model.created_at,
    updatedAt: model.updated_at,
    description: model.description,
    tags: tagsOf(await selectTags(db, { name, version: 0 })),
    versions: await Promise.all(rows.map((row) => withRun(db, row))),
    aliases: pointers(await selectAliases(db, name)),
    history: await selectHistory(db, name),
  };
}

/** As many models as a list shows. */
const LIST_MAX = 10_000;

/** Models that fit a filter, or those deleted, by name. Prompts are no models, unless the filter asks for them. */
export async function listModels(
  context: ServerContext,
  { filter, deleted }: { readonly filter: string; readonly deleted: boolean },
): Promise<ModelRow[]> {
  const db = context.database;
  const search = { filter, orderBy: [], limit: LIST_MAX, offset: 0 };
  const names = deleted ? [] : (await searchModels(context, search)).map((model) => model.name);
  const rows = deleted ? await selectDeletedModels(db) : await selectListed(db, names);
  const aliases = await selectAliasesOf(db, names);
  const tags = Map.groupBy(
    await selectTagsOf(
      db,
      rows.map(({ name }) => ({ name, version: 0 })),
    ),
    (tag) => tag.name,
  );
  const pointing = Map.groupBy(aliases, (alias) => alias.name);
  return rows.map((model) => ({
    name: model.name,
    project: model.project,
    createdAt: model.created_at,
    updatedAt: model.updated_at,
    description: model.description,
    versions: model.versions,
    latest: model.latest ?? 0,
    aliases: pointers(pointing.get(model.name) ?? []),
    tags: tagsOf(tags.get(model.name) ?? []),
  }));
}

function pointers(rows: readonly AliasRow[]): Record<string, number> {
  return Object.fromEntries(rows.map((row) => [row.alias, row.version]));
}
