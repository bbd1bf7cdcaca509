import type { Reader } from "#ground/database";
import { fail } from "#ground/errors";
import { readRunFacts } from "#runs";
import { ERRORS } from "../errors.ts";
import { parseModelRef, stageOf } from "../model.ts";
import { resolveModel } from "../read-version.ts";
import { selectLatestOfStages, selectVersion, type VersionRow } from "../store/select-versions.ts";
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

/** Where a version's files are. */
export type ResolvedSource = {
  /** The artifact URI; empty for files that this server doesn't keep. */
  readonly location: string;
  /** The run that made them, where it is known. */
  readonly runId: string | null;
  /** The version that it is a copy of. */
  readonly copyOf?: { readonly name: string; readonly version: number };
};

const PROXIED = /^\/(?:.*\/)?api\/2\.0\/mlflow-artifacts\/artifacts(\/.*)$/s;

/**
 * Finds what a source means and refuses what may not be one. A path on the disk must lie in the artifacts of the run or
 * logged model that is named with it. The location is put together from records, never taken over from the text alone.
 */
export async function resolveSource(db: Reader, given: GivenSource): Promise<ResolvedSource> {
  const { source, prompt } = given;
  const read = readSource(source);
  if (read.kind === "unreadable") throw refused(source, read.problem);
  if (prompt) {
    if (read.kind === "local" && (read.path !== undefined || /^file:/i.test(source)))
      throw refused(source, "Local source paths are not allowed for prompts.");
    return { location: "", runId: given.runId };
  }
  if (read.kind === "local") return localSource(db, given, read.path);
  if (read.scheme === "models") return modelSource(db, given, read.rest);
  const runId = given.runId ?? (await runOfModel(db, given.modelId));
  if (read.scheme === "runs") return { location: await locationInRun(db, read.rest), runId };
  return { location: ownLocation(source) ?? "", runId };
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

/** What a client downloads a version from: where a model's URI leads, else the source as it was given. */
export function downloadUri(version: Pick<VersionRow, "source" | "location">): string {
  return /^models:/i.test(version.source) && version.location !== ""
    ? version.location
    : version.source;
}

async function localSource(
  db: Reader,
  { source, runId, modelId }: GivenSource,
  path: string | undefined,
): Promise<ResolvedSource> {
  const model = modelId === null ? undefined : await findLoggedModel(db, modelId);
  const run = modelId === null && runId !== null ? await readRunFacts(db, runId) : undefined;
  const root = model?.artifactUri ?? run?.artifactUri;
  const inside = root === undefined || path === undefined ? undefined : insideOf(root, path);
  const of = modelId === null ? "run" : "model";
  if (inside === undefined)
    throw refused(
      source,
      `To use a local path as a model version source, the ${of}_id must be given and the path must lie within the artifact directory of that ${of}.`,
    );
  return {
    location: below(root as string, inside),
    runId: runId ?? model?.sourceRun ?? null,
  };
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
    return { location: below(model.artifactUri, ""), runId: runId ?? model.sourceRun };
  }
  const found = await namedVersion(db, named);
  if (found === undefined)
    throw refused(source, "Unable to fetch model from model URI: there is no such version.");
  const { name, version } = found;
  return {
    location: found.location === "" ? found.source : found.location,
    runId: runId ?? found.run_id,
    copyOf: { name, version },
  };
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

async function locationInRun(db: Reader, rest: string): Promise<string> {
  const [, id = "", path = ""] = /^\/([^/]+)(?:\/(.*))?$/s.exec(trimmed(rest)) ?? [];
  const run = id === "" ? undefined : await readRunFacts(db, id);
  if (run === undefined) return "";
  return below(run.artifactUri, path);
}

function below(root: string, path: string): string {
  const own = ownLocation(root) ?? root;
  return path === "" ? own : `${own}/${path}`;
}

async function runOfModel(db: Reader, modelId: string | null): Promise<string | null> {
  if (modelId === null) return null;
  return (await findLoggedModel(db, modelId))?.sourceRun ?? null;
}

function trimmed(path: string): string {
  return path.replace(/\/+$/, "");
}

function refused(source: string, problem: string): Error {
  return fail(ERRORS, "MODELS_SOURCE_INVALID", { source: source.slice(0, 2048), problem });
}
