import { leadsElsewhere, withoutPassword } from "#artifacts";
import type { Tx } from "#ground/database";
import { isFettleError } from "#ground/errors";
import type { ServerContext, StoreSettings } from "#ground/server";
import type { Taken } from "#ground/slice";
import { modelUri, runPlace, selectModelPlace } from "#runs";
import { makeModel } from "../create-model.ts";
import { makeVersion } from "../make-version.ts";
import { isPrompt, isWireName, type PastMove, PROMPT_SOURCES } from "../model.ts";
import { moveAlias } from "../move-alias.ts";
import { findLoggedModel } from "../sources/index.ts";
import { addTag, reachVersion } from "../store/add-missing.ts";
import { selectAlias } from "../store/aliases.ts";
import { addGone } from "../store/change-model.ts";
import { insertHistory, selectHistory } from "../store/history.ts";
import { selectModel } from "../store/select-models.ts";
import { selectAnyVersion, type VersionRow } from "../store/select-versions.ts";
import { selectTrashedModel } from "../store/trashed.ts";
import type { RecordOf, RegisteredRecord } from "./records.ts";

/** The tag of a version that says where it lay, where its source could not be kept. */
const SOURCE_TAG = "fettle.source";
/** What names a run or model by its id or name, on no host. */
const LINK = /^(models|runs):\/(?!\/)/;

/**
 * Takes a registered model or a version of an import in. What is here stays: an alias that points elsewhere is not
 * moved. One that isn't here yet is set, if the hook `aliasMove` lets it, and its history begins with the import where
 * none was carried. A history comes with a model that is not here, and never between the lines of one that is.
 */
export async function takeRegistered(
  context: ServerContext,
  record: RegisteredRecord,
  project: string,
): Promise<Taken> {
  const own = record.project ?? project;
  const { updatedAt } = record;
  if (record.type === "registered-model") {
    const taken = await context.database.write((tx) => takeModel(tx, context, record, own));
    const of = { name: record.name, project: own, updatedAt };
    return takeAliases(context, of, Object.entries(record.aliases ?? {}), taken);
  }
  const taken = await context.database.write((tx) => takeVersion(tx, context, record, own));
  const of = { name: record.model, project: own, updatedAt };
  const mine = (record.aliases ?? []).filter((alias) => record.decided?.includes(alias) !== true);
  return takeAliases(
    context,
    of,
    mine.map((alias): [string, number] => [alias, record.version]),
    taken,
  );
}

async function takeModel(
  tx: Tx,
  context: ServerContext,
  record: RecordOf<"registered-model">,
  project: string,
): Promise<Taken> {
  const { name, description, tags, createdAt: at, updatedAt } = record;
  if (!isWireName(name)) return { outcome: "refused", note: `no model can be named ${name}` };
  if (record.lifecycle === "gone") return takeGone(tx, record, project);
  if ((await selectTrashedModel(tx, name)) !== undefined)
    return record.lifecycle === "deleted"
      ? { outcome: "same" }
      : { outcome: "refused", note: `registered model ${name} lies in the trash here` };
  if ((await selectModel(tx, name)) === undefined) {
    const made = { name, project, description, tags, at, updatedAt };
    await makeModel(tx, context, { ...made, origin: "imported" });
    await reachVersion(tx, name, record.lastVersion ?? 0);
    for (const line of record.history ?? []) await insertHistory(tx, { ...line, name });
    return { outcome: "new" };
  }
  let added = 0;
  for (const [key, value] of Object.entries(tags))
    if (await addTag(tx, { name, version: 0 }, key, value)) added += 1;
  const outcome = added > 0 ? "more" : "same";
  if (record.lifecycle === "deleted") return staysActive(outcome, `registered model ${name}`);
  const there = (await selectHistory(tx, name)).map((line) => JSON.stringify(lineFacts(line)));
  const lacking = (record.history ?? []).filter(
    (line) => !there.includes(JSON.stringify(lineFacts(line))),
  );
  if (lacking.length === 0) return { outcome };
  // Between lines of its own they would tell of moves that never were here.
  return {
    outcome,
    note: `registered model ${name} has a history of its own here, without ${lacking.length} lines of that one`,
    left: { "lines of models' histories": lacking.length },
  };
}

/** A line of a history as a list of its facts, so that two can be compared. */
function lineFacts(line: Omit<PastMove, "name">): readonly unknown[] {
  const { kind, alias, from, to, detail, project, user, reason, at, decisionId } = line;
  return [kind, alias, from, to, detail, project, user, reason, at, decisionId];
}

/** Of one that is gone for good its numbers, so that no later version has one of them. */
async function takeGone(
  tx: Tx,
  record: RecordOf<"registered-model">,
  project: string,
): Promise<Taken> {
  const { name, createdAt, updatedAt, goneAt = updatedAt, renamedTo = null } = record;
  const gone = { name, project, created_at: createdAt, updated_at: updatedAt, goneAt, renamedTo };
  const isNew = await addGone(tx, { ...gone, last_version: record.lastVersion ?? 0 });
  if (isNew) for (const line of record.history ?? []) await insertHistory(tx, { ...line, name });
  else await reachVersion(tx, name, record.lastVersion ?? 0);
  return { outcome: isNew ? "new" : "same" };
}

async function takeAliases(
  context: ServerContext,
  { name, project, updatedAt }: { name: string; project: string; updatedAt: number },
  aliases: readonly (readonly [alias: string, version: number])[],
  taken: Taken,
): Promise<Taken> {
  if (taken.outcome === "refused") return taken;
  let { outcome } = taken;
  const notes: string[] = [];
  for (const [alias, to] of aliases) {
    const wish = { name, alias, to, project, importedAt: updatedAt };
    const problem = await takeAlias(context, wish);
    if (problem === undefined) outcome = outcome === "new" ? "new" : "more";
    else if (problem !== "") notes.push(problem);
  }
  if (notes.length === 0) return { ...taken, outcome };
  return {
    outcome,
    note: [...(taken.note === undefined ? [] : [taken.note]), ...notes].join("; "),
    left: { ...taken.left, "aliases of models": notes.length },
  };
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
  const there = await selectAnyVersion(tx, name, version);
  if (there !== undefined) return addToVersion(tx, there, record);
  if ((await selectModel(tx, name)) === undefined)
    return { outcome: "refused", note: `version ${version} of ${name}: there is no such model` };
  const location = await locationOf(tx, context.settings, record);
  const source = keptSource(context.settings, record, location);
  const { run: made, modelId } = await originOf(tx, record);
  const { stage, updatedAt } = record;
  const shown = withoutPassword(record.source);
  await makeVersion(tx, context, {
    name,
    project,
    runId: made ?? null,
    source,
    location,
    modelId: modelId ?? null,
    runLink: record.runLink ?? "",
    description: record.description,
    user: record.user,
    requestId: `import ${name} ${version}`,
    createdAt: record.createdAt,
    tags:
      source === "" && shown !== "" ? { ...tags, [SOURCE_TAG]: tags[SOURCE_TAG] ?? shown } : tags,
    origin: "imported",
    made: { version, stage, updatedAt },
  });
  const notes: string[] = [];
  if (record.run !== undefined && made !== record.run)
    notes.push(
      `version ${version} of ${name} names the run ${record.run}, but its files are of ${made}, whose it is here`,
    );
  if (modelId !== record.loggedModel)
    notes.push(
      `version ${version} of ${name} names the logged model ${record.loggedModel}, but is ${modelId === undefined ? "of none that the same run made" : `of ${modelId}, whose files it has`}`,
    );
  if (location !== "" || LINK.test(source) || isPrompt(tags)) return takenWith(notes);
  const refused = source === "" ? `; the tag ${SOURCE_TAG} keeps that address` : "";
  notes.push(`version ${version} of ${name} lies at ${shown}, which is not carried over${refused}`);
  return takenWith(notes, { "files of model versions, which lie elsewhere": 1 });
}

/** A version of this number is here already: it gets what it lacks, unless it is another one. */
async function addToVersion(
  tx: Tx,
  there: VersionRow,
  record: RecordOf<"version">,
): Promise<Taken> {
  const { model: name, version, tags } = record;
  if (there.created_at !== record.createdAt)
    return {
      outcome: "refused",
      note: `version ${version} of ${name}: another one has this number here, made ${dated(there.created_at)}; this one was made ${dated(record.createdAt)}`,
    };
  if (there.deleted_at !== null)
    return (await selectTrashedModel(tx, name)) !== undefined || record.lifecycle === "deleted"
      ? { outcome: "same" }
      : { outcome: "refused", note: `version ${version} of ${name} lies in the trash here` };
  let added = 0;
  for (const [key, value] of Object.entries(tags))
    if (await addTag(tx, { name, version }, key, value)) added += 1;
  const outcome = added > 0 ? "more" : "same";
  if (record.lifecycle !== "deleted") return { outcome };
  return staysActive(outcome, `version ${version} of ${name}`);
}

/** It was taken out of the trash here, or an import was broken off before it got there. */
function staysActive(outcome: Taken["outcome"], what: string): Taken {
  return {
    outcome,
    note: `${what} lies in the trash there, and stays out of it here`,
    left: { "things that stay out of the trash": 1 },
  };
}

function dated(at: number): string {
  return new Date(Math.min(at, 8.64e15)).toISOString();
}

function takenWith(notes: readonly string[], left?: Readonly<Record<string, number>>): Taken {
  return {
    outcome: "new",
    ...(notes.length === 0 ? {} : { note: notes.join("; ") }),
    ...(left === undefined ? {} : { left }),
  };
}

/**
 * The run and the logged model of an imported version: those whose files it is, where it names others. A logged model that
 * another run made, or that has other files, is not its own.
 */
async function originOf(
  tx: Tx,
  { run, loggedModel, within, source, tags }: RecordOf<"version">,
): Promise<{ readonly run: string | undefined; readonly modelId: string | undefined }> {
  if (isPrompt(tags)) return { run, modelId: loggedModel };
  const linked = /^models:\/(m-[0-9A-Za-z]+)\/*$/.exec(source)?.[1];
  const ofModel = within?.of === "logged-model" ? within.id : linked;
  const ofRun = within?.of === "run" ? within.id : /^runs:\/([^/]+)/.exec(source)?.[1];
  const model = ofModel ?? loggedModel;
  const madeBy = model && (await findLoggedModel(tx, model))?.sourceRun;
  if (ofModel !== undefined)
    return { run: madeBy ?? run, modelId: loggedModel === undefined ? undefined : ofModel };
  const made = ofRun ?? run;
  const isOwn = typeof madeBy !== "string" || made === undefined || madeBy === made;
  return { run: made, modelId: isOwn ? loggedModel : undefined };
}

/**
 * The source of an imported version as it may be kept: an address at which this server's clients may look. Empty for
 * a place on another machine's disk, and for one that leads to a host of somebody's choice.
 */
function keptSource(
  settings: StoreSettings,
  { source, tags }: RecordOf<"version">,
  location: string,
): string {
  if (isPrompt(tags)) return PROMPT_SOURCES.has(source) ? source : "";
  if (LINK.test(source)) return source;
  if (location !== "") return location;
  const isAddress = /^[a-z][a-z0-9+.-]+:/i.test(source) && !/^file:/i.test(source);
  return isAddress && leadsElsewhere(settings, source) === undefined ? source : "";
}

/** The artifact URI here; empty where the files are not among those of a run or a logged model that is here. */
async function locationOf(
  tx: Tx,
  settings: StoreSettings,
  record: RecordOf<"version">,
): Promise<string> {
  const { within } = record;
  if (within === undefined) return "";
  const root =
    within.of === "run"
      ? await runPlace(tx, settings, within.id)
      : await rootOfModel(tx, settings, within.id);
  if (root === undefined || leadsElsewhere(settings, root) !== undefined) return "";
  return within.path === "" ? root : `${root}/${within.path}`;
}

async function rootOfModel(
  tx: Tx,
  settings: StoreSettings,
  id: string,
): Promise<string | undefined> {
  const place = await selectModelPlace(tx, id);
  return place && modelUri(settings, place);
}
