import type { Tx } from "#ground/database";
import { isFettleError } from "#ground/errors";
import type { ServerContext } from "#ground/server";
import type { Taken } from "#ground/slice";
import { readRunFacts, selectModelPlace } from "#runs";
import { makeModel } from "../create-model.ts";
import { makeVersion } from "../make-version.ts";
import { isWireName } from "../model.ts";
import { moveAlias } from "../move-alias.ts";
import { addTag } from "../store/add-missing.ts";
import { selectAlias } from "../store/aliases.ts";
import { selectModel } from "../store/select-models.ts";
import { selectAnyVersion } from "../store/select-versions.ts";
import type { RecordOf, RegisteredRecord } from "./records.ts";

/**
 * Takes a registered model or a version of an import in. What is here stays: an alias that points elsewhere is not
 * moved. One that isn't here yet is set, if the hook `aliasMove` lets it, and its history begins with the import.
 */
export async function takeRegistered(
  context: ServerContext,
  record: RegisteredRecord,
  project: string,
): Promise<Taken> {
  const own = record.project ?? project;
  if (record.type === "version")
    return context.database.write((tx) => takeVersion(tx, context, record, own));
  const taken = await context.database.write((tx) => takeModel(tx, context, record, own));
  return taken.outcome === "refused"
    ? taken
    : takeAliases(context, record, { project: own, taken });
}

async function takeModel(
  tx: Tx,
  context: ServerContext,
  record: RecordOf<"registered-model">,
  project: string,
): Promise<Taken> {
  const { name, description, tags, createdAt: at, updatedAt } = record;
  if (!isWireName(name)) return { outcome: "refused", note: `no model can be named ${name}` };
  if ((await selectModel(tx, name)) === undefined) {
    const made = { name, project, description, tags, at, updatedAt };
    await makeModel(tx, context, { ...made, origin: "imported" });
    return { outcome: "new" };
  }
  let added = 0;
  for (const [key, value] of Object.entries(tags))
    if (await addTag(tx, { name, version: 0 }, key, value)) added += 1;
  return { outcome: added > 0 ? "more" : "same" };
}

async function takeAliases(
  context: ServerContext,
  record: RecordOf<"registered-model">,
  { project, taken }: { project: string; taken: Taken },
): Promise<Taken> {
  const { name, updatedAt: importedAt } = record;
  let { outcome } = taken;
  const notes: string[] = [];
  for (const [alias, to] of Object.entries(record.aliases)) {
    const problem = await takeAlias(context, { name, alias, to, project, importedAt });
    if (problem === undefined) outcome = outcome === "new" ? "new" : "more";
    else if (problem !== "") notes.push(problem);
  }
  if (notes.length === 0) return { outcome };
  return { outcome, note: notes.join("; "), left: { "aliases of models": notes.length } };
}

/** `undefined` where it was set, "" where it points there already, else why it was not set. */
async function takeAlias(
  context: ServerContext,
  wish: { name: string; alias: string; to: number; project: string; importedAt: number },
): Promise<string | undefined> {
  const { name, alias, to } = wish;
  const now = await selectAlias(context.database, name, alias);
  if (now?.version === to) return "";
  if (now !== undefined)
    return `${name}@${alias} points at version ${now.version} here and at ${to} there`;
  const found = await selectAnyVersion(context.database, name, to);
  if (found === undefined || found.deleted_at !== null)
    return `${name}@${alias} points at version ${to}, which is not there`;
  try {
    await moveAlias(context, { ...wish, user: "", reason: "imported" });
    return undefined;
  } catch (error) {
    if (!isFettleError(error) || error.status >= 500) throw error;
    return `${name}@${alias} was not set: ${error.message} (${error.hint})`;
  }
}

async function takeVersion(
  tx: Tx,
  context: ServerContext,
  record: RecordOf<"version">,
  project: string,
): Promise<Taken> {
  const { model: name, version, tags } = record;
  if ((await selectModel(tx, name)) === undefined)
    return { outcome: "refused", note: `version ${version} of ${name}: there is no such model` };
  if ((await selectAnyVersion(tx, name, version)) !== undefined) {
    let added = 0;
    for (const [key, value] of Object.entries(tags))
      if (await addTag(tx, { name, version }, key, value)) added += 1;
    return { outcome: added > 0 ? "more" : "same" };
  }
  const location = await locationOf(tx, record);
  const isLink = /^(models|runs):\//.test(record.source);
  const { stage, updatedAt } = record;
  await makeVersion(tx, context, {
    name,
    project,
    runId: record.run ?? null,
    source: location === "" || isLink ? record.source : location,
    location,
    modelId: record.loggedModel ?? null,
    runLink: record.runLink ?? "",
    description: record.description,
    user: record.user,
    requestId: `import ${name} ${version}`,
    createdAt: record.createdAt,
    tags,
    origin: "imported",
    made: { version, stage, updatedAt },
  });
  if (location !== "" || isLink) return { outcome: "new" };
  const note = `version ${version} of ${name} lies at ${record.source}, which is not carried over`;
  return { outcome: "new", note, left: { "files of model versions, which lie elsewhere": 1 } };
}

/** The artifact URI here; empty where the files are not among those of a run or a logged model that is here. */
async function locationOf(tx: Tx, record: RecordOf<"version">): Promise<string> {
  const { within } = record;
  if (within === undefined) return "";
  const root =
    within.of === "run"
      ? (await readRunFacts(tx, within.id))?.artifactUri
      : (await selectModelPlace(tx, within.id))?.uri;
  if (root === undefined) return "";
  return within.path === "" ? root : `${root}/${within.path}`;
}
