import type { ServerContext } from "#ground/server";
import type { LeftRecord, Selection } from "#ground/slice";
import type { PastMove } from "../model.ts";
import { selectNames } from "../store/add-missing.ts";
import { selectAliases } from "../store/aliases.ts";
import { selectHistory } from "../store/history.ts";
import { selectNamed } from "../store/select-models.ts";
import { selectVersionsAndDeleted, type VersionRow } from "../store/select-versions.ts";
import { selectTags } from "../store/tags.ts";
import { HISTORY_MAX, type RecordOf, type RegisteredRecord } from "./records.ts";

/**
 * All registered models of a project, or of all, with their versions, those of the trash too and the numbers of those
 * that are gone, in the order in which an import takes them.
 */
export async function* giveRegistered(
  context: ServerContext,
  { project, wants }: Selection,
): AsyncIterable<RegisteredRecord | LeftRecord> {
  if (!wants("registered-model")) return;
  const db = context.database.aside;
  for (const name of await selectNames(db, project)) {
    const model = await selectNamed(db, name);
    if (model === undefined) continue;
    const tagsOf = async (version: number): Promise<Record<string, string>> =>
      Object.fromEntries(
        (await selectTags(db, { name, version })).map(({ key, value }) => [key, value]),
      );
    const history = await selectHistory(db, name);
    const isGone = model.renamed_to !== null || model.purged_at !== null;
    yield {
      type: "registered-model",
      name,
      description: model.description,
      project: model.project,
      lifecycle: isGone ? "gone" : model.deleted_at === null ? "active" : "deleted",
      ...(isGone ? { goneAt: model.purged_at ?? model.deleted_at ?? 0 } : {}),
      ...(model.renamed_to === null ? {} : { renamedTo: model.renamed_to }),
      ...(history.length === 0 ? {} : { history: linesOf(history.slice(0, HISTORY_MAX)) }),
      createdAt: model.created_at,
      updatedAt: model.updated_at,
      tags: await tagsOf(0),
      lastVersion: model.last_version,
    };
    const more = history.length - HISTORY_MAX;
    if (more > 0) yield { type: "left", what: `lines of the history of ${name}`, count: more };
    const aliases = await selectAliases(db, name);
    const isDecided = (alias: string): boolean => {
      const last = history.find((line) => line.kind === "alias" && line.alias === alias);
      return last !== undefined && last.decisionId !== null;
    };
    for (const row of (await selectVersionsAndDeleted(db, name)).reverse()) {
      const own = aliases.flatMap(({ alias, version }) => (version === row.version ? [alias] : []));
      const decided = own.filter(isDecided);
      const isAlone = row.deleted_at !== null && row.deleted_at !== model.deleted_at;
      yield {
        ...versionRecord(row, await tagsOf(row.version)),
        lifecycle: isAlone ? "deleted" : "active",
        ...(own.length === 0 ? {} : { aliases: own }),
        ...(decided.length === 0 ? {} : { decided }),
      };
    }
  }
}

/** Oldest first, without the name, which the record has. */
function linesOf(newestFirst: readonly PastMove[]): RecordOf<"registered-model">["history"] {
  return newestFirst.toReversed().map(({ name: _, ...line }) => line);
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
