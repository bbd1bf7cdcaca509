import type { ServerContext } from "#ground/server";
import type { Selection } from "#ground/slice";
import { selectNames } from "../store/add-missing.ts";
import { selectAliases } from "../store/aliases.ts";
import { selectHistory } from "../store/history.ts";
import { selectNamed } from "../store/select-models.ts";
import { selectVersionsAndDeleted, type VersionRow } from "../store/select-versions.ts";
import { selectTags } from "../store/tags.ts";
import type { RecordOf, RegisteredRecord } from "./records.ts";

/**
 * All registered models of a project, or of all, with their versions, those of the trash too, in the order in which an import takes them; none
 * where one experiment or runs that match are asked for, since a model belongs to neither.
 */
export async function* giveRegistered(
  context: ServerContext,
  { project, experiment, filter, wants }: Selection,
): AsyncIterable<RegisteredRecord> {
  if (experiment !== undefined || filter !== undefined || !wants("registered-model")) return;
  const db = context.database.aside;
  for (const name of await selectNames(db, project)) {
    const model = await selectNamed(db, name);
    if (model === undefined) continue;
    const tagsOf = async (version: number): Promise<Record<string, string>> =>
      Object.fromEntries(
        (await selectTags(db, { name, version })).map(({ key, value }) => [key, value]),
      );
    yield {
      type: "registered-model",
      name,
      description: model.description,
      project: model.project,
      lifecycle: model.deleted_at === null ? "active" : "deleted",
      createdAt: model.created_at,
      updatedAt: model.updated_at,
      tags: await tagsOf(0),
      lastVersion: model.last_version,
    };
    const aliases = await selectAliases(db, name);
    const history = aliases.length === 0 ? [] : await selectHistory(db, name);
    const isDecided = (alias: string): boolean => {
      const last = history.find((line) => line.kind === "alias" && line.alias === alias);
      return last !== undefined && last.decisionId !== null;
    };
    for (const row of (await selectVersionsAndDeleted(db, name)).reverse()) {
      const own = aliases.flatMap(({ alias, version }) => (version === row.version ? [alias] : []));
      const decided = own.filter(isDecided);
      const isGone = row.deleted_at !== null && row.deleted_at !== model.deleted_at;
      yield {
        ...versionRecord(row, await tagsOf(row.version)),
        lifecycle: isGone ? "deleted" : "active",
        ...(own.length === 0 ? {} : { aliases: own }),
        ...(decided.length === 0 ? {} : { decided }),
      };
    }
  }
}

const PLACE = /^mlflow-artifacts:\/+\d+\/(models\/)?([^/]+)\/artifacts(?:\/(.*))?$/;

function versionRecord(row: VersionRow, tags: Record<string, string>): RecordOf<"version"> {
  const place = PLACE.exec(row.location);
  return {
    type: "version",
    id: `${row.name}@${row.version}`,
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
