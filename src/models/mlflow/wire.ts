import type { ServerContext } from "#ground/server";
import { toldSource } from "../sources/index.ts";
import { selectAliasesOf } from "../store/aliases.ts";
import type { StoredModel } from "../store/select-models.ts";
import { selectLatestOfStages, type VersionRow } from "../store/select-versions.ts";
import { selectTagsOf, type TagRow } from "../store/tags.ts";

/**
 * Registered models as MLflow writes them, in the order given. Empty lists are left out, empty texts are not: its client
 * tells them from absent ones.
 */
export async function wireModels(
  context: ServerContext,
  models: readonly StoredModel[],
): Promise<object[]> {
  const db = context.database;
  const names = models.map((model) => model.name);
  const [aliases, tags, latest] = await Promise.all([
    selectAliasesOf(db, names),
    selectTagsOf(
      db,
      names.map((name) => ({ name, version: 0 })),
    ),
    selectLatestOfStages(db, names),
  ]);
  const versions = await wireVersions(context, latest);
  const aliasesOf = Map.groupBy(aliases, (row) => row.name);
  const tagsOf = Map.groupBy(tags, (row) => row.name);
  const versionsOf = Map.groupBy(versions, (version) => version.name);
  return models.map(({ name, created_at, updated_at, description }) => ({
    name,
    creation_timestamp: created_at,
    last_updated_timestamp: updated_at,
    description,
    latest_versions: versionsOf.get(name),
    tags: pairs(tagsOf.get(name)),
    aliases: aliasesOf
      .get(name)
      ?.map(({ alias, version }) => ({ alias, version: String(version) })),
  }));
}

/** Versions as MLflow writes them, in the order given. */
export async function wireVersions(
  { database: db, settings }: ServerContext,
  rows: readonly VersionRow[],
): Promise<(object & { readonly name: string })[]> {
  const [aliases, tags] = await Promise.all([
    selectAliasesOf(db, [...new Set(rows.map((row) => row.name))]),
    selectTagsOf(db, rows),
  ]);
  const key = (row: { name: string; version: number }): string => `${row.version}/${row.name}`;
  const aliasesOf = Map.groupBy(aliases, key);
  const tagsOf = Map.groupBy(tags, key);
  return rows.map((row) => ({
    name: row.name,
    version: String(row.version),
    creation_timestamp: row.created_at,
    last_updated_timestamp: row.updated_at,
    user_id: row.user_name,
    current_stage: row.stage,
    description: row.description,
    source: toldSource(settings, row),
    run_id: row.run_id ?? "",
    run_link: row.run_link,
    model_id: row.model_id ?? undefined,
    status: "READY",
    tags: pairs(tagsOf.get(key(row))),
    aliases: aliasesOf.get(key(row))?.map(({ alias }) => alias),
  }));
}

function pairs(rows: readonly TagRow[] | undefined): object[] | undefined {
  return rows?.map(({ key, value }) => ({ key, value })).sort((a, b) => (a.key < b.key ? -1 : 1));
}
