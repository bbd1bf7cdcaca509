import type { Tx } from "#ground/database";
import { type RecordOf, type Registered, type Result, readRunFacts, selectModelPlace } from "#runs";
import { isAliasName, isWireName } from "../model.ts";
import { putAlias, selectAlias } from "../store/aliases.ts";
import { insertModel } from "../store/change-model.ts";
import { insertHistory } from "../store/history.ts";
import { addTag, importVersion } from "../store/import-version.ts";
import { selectModel } from "../store/select-models.ts";
import { selectAnyVersion } from "../store/select-versions.ts";

/**
 * Takes a registered model or a version of an import in. What is here stays: an alias that points elsewhere is not
 * moved. One that isn't here yet is set, and its history begins with the import.
 */
export async function takeRegistered(tx: Tx, record: Registered, project: string): Promise<Result> {
  return record.type === "version"
    ? takeVersion(tx, record, project)
    : takeModel(tx, record, project);
}

async function takeModel(
  tx: Tx,
  record: RecordOf<"registered-model">,
  project: string,
): Promise<Result> {
  const { name, description, createdAt } = record;
  if (!isWireName(name)) return { outcome: "refused", note: `no model can be named ${name}` };
  const found = await selectModel(tx, name);
  if (found === undefined) await insertModel(tx, { name, project, description, at: createdAt });
  let added = 0;
  for (const [key, value] of Object.entries(record.tags))
    if (await addTag(tx, { name, version: 0 }, key, value)) added += 1;
  const notes: string[] = [];
  for (const [alias, version] of Object.entries(record.aliases)) {
    const problem = await takeAlias(tx, { name, alias, version, project, at: record.updatedAt });
    if (problem === undefined) added += 1;
    else if (problem !== "") notes.push(problem);
  }
  const outcome = found === undefined ? "new" : added > 0 ? "more" : "same";
  return notes.length === 0 ? { outcome } : { outcome, note: notes.join("; ") };
}

/** `undefined` where it was set, "" where it points there already, else why it was not set. */
async function takeAlias(
  tx: Tx,
  wish: { name: string; alias: string; version: number; project: string; at: number },
): Promise<string | undefined> {
  const { name, alias, version, project, at } = wish;
  const now = await selectAlias(tx, name, alias);
  if (now?.version === version) return "";
  if (now !== undefined)
    return `${name}@${alias} points at version ${now.version} here and at ${version} there`;
  if (!isAliasName(alias)) return `no alias can be named ${alias}`;
  const to = await selectAnyVersion(tx, name, version);
  if (to === undefined || to.deleted_at !== null)
    return `${name}@${alias} points at version ${version}, which is not there`;
  await putAlias(tx, { name, alias, version });
  await insertHistory(tx, {
    kind: "alias",
    name,
    alias,
    from: null,
    to: version,
    detail: "",
    project,
    user: "",
    reason: "imported",
    at,
    decisionId: null,
  });
  return undefined;
}

async function takeVersion(tx: Tx, record: RecordOf<"version">, project: string): Promise<Result> {
  const { model: name, version } = record;
  if ((await selectModel(tx, name)) === undefined)
    return { outcome: "refused", note: `version ${version} of ${name}: there is no such model` };
  const found = await selectAnyVersion(tx, name, version);
  const location = await locationOf(tx, record);
  let note: string | undefined;
  if (found === undefined) {
    const isLink = /^(models|runs):\//.test(record.source);
    if (location === "" && !isLink)
      note = `version ${version} of ${name} lies at ${record.source}, which is not carried over`;
    await importVersion(tx, {
      name,
      version,
      project,
      runId: record.run ?? null,
      source: location === "" || isLink ? record.source : location,
      location,
      modelId: record.loggedModel ?? null,
      runLink: record.runLink ?? "",
      description: record.description,
      user: record.user,
      requestId: `import ${name} ${version}`,
      stage: record.stage,
      createdAt: record.createdAt,
      updatedAt: record.updatedAt,
    });
  }
  let added = 0;
  for (const [key, value] of Object.entries(record.tags))
    if (await addTag(tx, { name, version }, key, value)) added += 1;
  const outcome = found === undefined ? "new" : added > 0 ? "more" : "same";
  return note === undefined ? { outcome } : { outcome, note };
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
