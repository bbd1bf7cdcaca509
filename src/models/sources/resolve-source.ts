import { leadsElsewhere, withoutPassword } from "#artifacts";
import type { Reader } from "#ground/database";
import { fail } from "#ground/errors";
import type { StoreSettings } from "#ground/server";
import { modelUri, runPlace } from "#runs";
import { ERRORS } from "../errors.ts";
import { isPrompt, PROMPT_SOURCES, parseModelRef, stageOf } from "../model.ts";
import { resolveModel } from "../read-version.ts";
import { selectLatestOfStages, selectVersion, type VersionRow } from "../store/select-versions.ts";
import { selectTagsOf } from "../store/tags.ts";
import { findLoggedModel } from "./logged-model.ts";
import { readSource } from "./read-uri.ts";

/** What a client says of a version's files. */
export type GivenSource = {
  readonly source: string;
  readonly runId: string | null;
  readonly modelId: string | null;
  /** A prompt has no files: its source is a word that leads nowhere. */
  readonly prompt: boolean;
};

/** Where a version's files are, and what it comes from. */
export type ResolvedSource = {
  /** As it is kept: as it was given, but for an alias or a stage, which is the version that it means now. */
  readonly source: string;
  /** The artifact URI; empty for files that this server doesn't keep. */
  readonly location: string;
  /** The run that made them, where it is known. */
  readonly runId: string | null;
  /** The logged model that they are, where it is known. */
  readonly modelId: string | null;
  /** The version that it is a copy of. */
  readonly copyOf?: { readonly name: string; readonly version: number };
};

const PROXIED = /^\/(?:.*\/)?api\/2\.0\/mlflow-artifacts\/artifacts(\/.*)$/s;

/**
 * Finds what a source means and refuses what may not be one. Files that this server keeps, or that lie on its disk, must
 * be among those of the run or logged model that is named with them, so that files and metrics are of one run; others must
 * not lie where a client would go to a stranger. The location is put together from records, never taken over from the text.
 */
export async function resolveSource(
  db: Reader,
  settings: StoreSettings,
  given: GivenSource,
): Promise<ResolvedSource> {
  const { source, prompt, runId, modelId } = given;
  if (prompt) {
    if (!PROMPT_SOURCES.has(source))
      throw refused(
        source,
        `Prompt sources must use an MLflow placeholder, ${[...PROMPT_SOURCES].join(" or ")}: a prompt has no files.`,
      );
    return { source, location: "", runId, modelId };
  }
  const read = readSource(source);
  if (read.kind === "unreadable") throw refused(source, read.problem);
  const elsewhere = leadsElsewhere(settings, source);
  if (elsewhere !== undefined) throw refused(source, `'source' ${elsewhere}.`);
  if (read.kind === "local") return localSource(db, settings, given, read.path);
  if (read.scheme === "models") return modelSource(db, settings, given, read.rest);
  if (read.scheme === "runs") return runSource(db, settings, given, read.rest);
  const own = ownLocation(source);
  if (own !== undefined) return keptSource(db, settings, given, own);
  return {
    source,
    location: "",
    runId: sameRun(source, runId, await runOfModel(db, modelId)),
    modelId,
  };
}

/** `runs:/ID/path`, with the id of that run. */
async function runSource(
  db: Reader,
  settings: StoreSettings,
  { source, runId, modelId }: GivenSource,
  rest: string,
): Promise<ResolvedSource> {
  if (modelId !== null) throw notOf(source, "model_id");
  const [, id = "", path = ""] = /^\/([^/]+)(?:\/(.*))?$/s.exec(trimmed(rest)) ?? [];
  if (id === "" || id !== runId) throw notOf(source, "run_id");
  const owner = await ownerOf(db, settings, { runId, modelId });
  return {
    source,
    location: owner === undefined ? "" : below(owner.uri, path),
    runId,
    modelId,
  };
}

/** Files that this server keeps, with the id of the run or logged model whose they are. */
async function keptSource(
  db: Reader,
  settings: StoreSettings,
  { source, runId, modelId }: GivenSource,
  location: string,
): Promise<ResolvedSource> {
  const named = modelId === null ? "run_id" : "model_id";
  const of = await ownerOf(db, settings, { runId, modelId });
  const root = of === undefined ? undefined : ownLocation(of.uri);
  if (of === undefined || root === undefined || !isWithin(location, root))
    throw notOf(source, named);
  return { source, location, modelId, runId: sameRun(source, runId, of.run) };
}

/** The run or logged model that is named with a source: its artifact URI, as clients are told it, and the run that made it. */
async function ownerOf(
  db: Reader,
  settings: StoreSettings,
  { runId, modelId }: Pick<GivenSource, "runId" | "modelId">,
): Promise<{ readonly uri: string; readonly run: string | null } | undefined> {
  if (modelId !== null) {
    const model = await findLoggedModel(db, modelId);
    return model && { uri: modelUri(settings, model), run: model.sourceRun };
  }
  const run = runId === null ? undefined : await runPlace(db, settings, runId);
  return run === undefined ? undefined : { uri: run, run: runId };
}

/** The run of a version: the one named, which must be the one that made its files where that is known. */
function sameRun(source: string, named: string | null, made: string | null): string | null {
  if (named !== null && made !== null && named !== made) throw notOf(source, "run_id");
  return named ?? made;
}

/**
 * What a client downloads a version from: where a model's URI leads, else the source as it was given.
 * MODELS_FILES_ELSEWHERE where it has none, or one that leads clients to a stranger's host: an earlier release took such.
 */
export function downloadUri(
  settings: StoreSettings,
  version: Pick<VersionRow, "name" | "version" | "source" | "location">,
): string {
  const { name, version: number, source, location } = version;
  const uri = /^models:/i.test(source) && location !== "" ? location : source;
  if (uri !== "" && leadsElsewhere(settings, uri) === undefined) return uri;
  const told = source === "" ? "a place that this server refused" : withoutPassword(source);
  throw fail(ERRORS, "MODELS_FILES_ELSEWHERE", { name, version: number, source: told });
}

/**
 * A version's source as MLflow's clients are told it, which people hand on to its `load_model`: the version itself where the recorded
 * one leads to a stranger's host, so that who follows it ends here, and hears why.
 */
export function toldSource(
  settings: StoreSettings,
  { name, version, source }: Pick<VersionRow, "name" | "version" | "source">,
): string {
  return leadsElsewhere(settings, source) === undefined ? source : `models:/${name}/${version}`;
}

/**
 * A URI of this server's own artifacts as its records have it: `mlflow-artifacts:/...`, also where it was given with a
 * host or as the address of an artifact proxy. `undefined` for any other.
 */
export function ownLocation(uri: string): string | undefined {
  const read = readSource(uri);
  if (read.kind !== "uri") return undefined;
  const proxied = /^https?$/.test(read.scheme) ? PROXIED.exec(read.rest)?.[1] : undefined;
  const rest = read.scheme === "mlflow-artifacts" ? read.rest : proxied;
  return rest?.startsWith("/") === true ? `mlflow-artifacts:${trimmed(rest)}` : undefined;
}

async function localSource(
  db: Reader,
  settings: StoreSettings,
  { source, runId, modelId }: GivenSource,
  path: string | undefined,
): Promise<ResolvedSource> {
  const owner = await ownerOf(db, settings, { runId, modelId });
  const inside = owner === undefined || path === undefined ? undefined : insideOf(owner.uri, path);
  const of = modelId === null ? "run" : "model";
  if (owner === undefined || inside === undefined)
    throw refused(
      source,
      `To use a local path as a model version source, the ${of}_id must be given and the path must lie within the artifact directory of that ${of}.`,
    );
  const location = below(owner.uri, inside);
  return { source, location, modelId, runId: sameRun(source, runId, owner.run) };
}

/** The part of a path below an artifact root on this disk; `undefined` where it lies elsewhere. */
function insideOf(root: string, path: string): string | undefined {
  const read = readSource(root);
  if (read.kind !== "local" || read.path === undefined) return undefined;
  if (path === read.path) return "";
  return path.startsWith(`${read.path}/`) ? path.slice(read.path.length + 1) : undefined;
}

/** `models:/m-...`, or `models:/name@alias`, `models:/name/3`, `models:/name/latest`, `models:/name/Staging`. */
async function modelSource(
  db: Reader,
  settings: StoreSettings,
  { source, runId, modelId }: GivenSource,
  rest: string,
): Promise<ResolvedSource> {
  const named = trimmed(rest).replace(/^\//, "");
  if (/^m-[0-9A-Za-z]+$/.test(named)) {
    if (modelId !== named)
      throw refused(source, `The request must carry the same model_id, ${named}.`);
    const model = await findLoggedModel(db, named);
    if (model === undefined)
      throw refused(source, `Unable to fetch model from model URI: there is no ${named}.`);
    const location = below(modelUri(settings, model), "");
    return { source, location, modelId, runId: sameRun(source, runId, model.sourceRun) };
  }
  const found = await namedVersion(db, named);
  if (found === undefined)
    throw refused(source, "Unable to fetch model from model URI: there is no such version.");
  const { name, version } = found;
  if (await isPromptVersion(db, found))
    throw refused(source, "Prompt versions cannot be used as model version sources.");
  if ((runId ?? found.run_id) !== found.run_id || (modelId ?? found.model_id) !== found.model_id)
    throw refused(
      source,
      "The run_id and model_id request parameters must match the referenced model version.",
    );
  const location = found.location === "" ? found.source : found.location;
  const elsewhere = leadsElsewhere(settings, location);
  if (elsewhere !== undefined) throw refused(source, `The source of that version ${elsewhere}.`);
  return {
    source: `models:/${name}/${version}`,
    location,
    runId: found.run_id,
    modelId: found.model_id,
    copyOf: { name, version },
  };
}

/** Whether a version is one of a prompt, by its model's tag or its own. */
async function isPromptVersion(db: Reader, { name, version }: VersionRow): Promise<boolean> {
  const rows = await selectTagsOf(db, [
    { name, version: 0 },
    { name, version },
  ]);
  return rows.some(({ key, value }) => isPrompt({ [key]: value }));
}

async function namedVersion(db: Reader, text: string): Promise<VersionRow | undefined> {
  const [name = "", which, more] = text.split("/");
  if (more !== undefined) return undefined;
  if (which === undefined) {
    const ref = parseModelRef(text);
    if (ref?.alias === undefined) return undefined;
    return resolveModel(db, ref);
  }
  if (/^[1-9]\d{0,8}$/.test(which)) return selectVersion(db, name, Number(which));
  const latest = await selectLatestOfStages(db, [name]);
  if (which.toLowerCase() === "latest") return latest[0];
  return latest.find((row) => row.stage === stageOf(which));
}

function below(root: string, path: string): string {
  const own = ownLocation(root) ?? root;
  return path === "" ? own : `${own}/${path}`;
}

async function runOfModel(db: Reader, modelId: string | null): Promise<string | null> {
  if (modelId === null) return null;
  return (await findLoggedModel(db, modelId))?.sourceRun ?? null;
}

/** Whether a place of this server's own is another or lies below it. */
function isWithin(location: string, root: string): boolean {
  return location === root || location.startsWith(`${root}/`);
}

function trimmed(path: string): string {
  return path.replace(/\/+$/, "");
}

function refused(source: string, problem: string): Error {
  const shown = withoutPassword(source).slice(0, 2048);
  return fail(ERRORS, "MODELS_SOURCE_INVALID", { source: shown, problem });
}

/** The source is not among the files of what the request names. */
function notOf(source: string, field: "run_id" | "model_id"): Error {
  return refused(
    source,
    `The ${field} request parameter must identify the resource that contains the source.`,
  );
}
