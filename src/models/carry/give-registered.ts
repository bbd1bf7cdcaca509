import type { ServerContext } from "#ground/server";
import type { LeftRecord, Selection } from "#ground/slice";
import { selectNames } from "../store/add-missing.ts";
import { selectAliases } from "../store/aliases.ts";
import { selectModel } from "../store/select-models.ts";
import { countDeleted, selectVersions, type VersionRow } from "../store/select-versions.ts";
import { selectTags } from "../store/tags.ts";
import type { RecordOf, RegisteredRecord } from "./records.ts";

/**
 * All registered models of a project, or of all, with their versions, in the order in which an import takes them; none
 * where one experiment or runs that match are asked for, since a model belongs to neither.
 */
export async function* giveRegistered(
  context: ServerContext,
  { project, experiment, filter, wants }: Selection,
): AsyncIterable<RegisteredRecord | LeftRecord> {
  if (experiment !== undefined || filter !== undefined || !wants("registered-model")) return;
  const db = context.database.aside;
  for (const name of await selectNames(db, project)) {
    const model = await selectModel(db, name);
    if (model === undefined) continue;
    const tagsOf = async (version: number): Promise<Record<string, string>> =>
      Object.fromEntries(
        (await selectTags(db, { name, version })).map(({ key, value }) => [key, value]),
      );
    const head: RecordOf<"registered-model"> = {
      type: "registered-model",
      name,
      description: model.description,
      project: model.project,
      createdAt: model.created_at,
      updatedAt: model.updated_at,
      tags: await tagsOf(0),
      aliases: {},
    };
    yield head;
    for (const row of (await selectVersions(db, name)).reverse())
      yield versionRecord(row, await tagsOf(row.version));
    const aliases = await selectAliases(db, name);
    if (aliases.length > 0)
      yield {
        ...head,
        aliases: Object.fromEntries(aliases.map(({ alias, version }) => [alias, version])),
      };
  }
  const count = await countDeleted(db, project);
  if (count > 0) yield { type: "left", what: "deleted model versions", count };
}

const PLACE = /^mlflow-artifacts:\/+\d+\/(models\/)?([^/]+)\/artifacts(?:\/(.*))?$/;

function versionRecord(row: VersionRow, tags: Record<string, string>): RecordOf<"version"> {
  const place = PLACE.exec(row.location);
  return {
    type: "version",
    model: row.name,
    version: row.version,
    description: row.description,
    user: row.user_name,
    stage: row.stage,
    project: row.project,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    ...(row.run_id === null ? {} : { run: row.run_id }),
    ...(row.run_link === "" ? {} : { runLink: row.run_link }),
    ...(row.model_id === null ? {} : { loggedModel: row.model_id }),
    source: row.source,
    ...(place === null
      ? {}
      : {
          within: {
            of: place[1] === undefined ? ("run" as const) : ("logged-model" as const),
            id: place[2] ?? "",
            path: place[3] ?? "",
          },
        }),
    tags,
  };
}
