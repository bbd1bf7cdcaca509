import { fail } from "#ground/errors";
import type { ServerContext } from "#ground/http";
import { ARTIFACT_ERRORS } from "./errors.ts";
import { folderOf, isServed, wayDown } from "./place.ts";

/** The run or logged model that a source is said to come from. */
export type SourceOwner = {
  readonly kind: "run" | "model";
  /** Its artifact URI. */
  readonly uri: string;
};

const SCHEME = /^([a-z][a-z0-9+.-]+):/i;
/** Decoding a text more often than anybody encodes one. */
const DECODINGS = 10;

/**
 * Checks where a model version says that its files are, as MLflow's server does and a bit more. A folder of this machine
 * must lie in the artifacts of the run or logged model that it comes from, and where this server may read. Anything else
 * must be a URI that does not climb, however often it is decoded, and has neither query nor fragment. What is checked is
 * what is kept; `placeAt` resolves it anew whenever it is used. RUNS_SOURCE_INVALID has MLflow's words.
 */
export function checkSource(context: ServerContext, source: string, owner?: SourceOwner): void {
  const scheme = SCHEME.exec(source)?.[1]?.toLowerCase();
  if (scheme === undefined || scheme === "file") checkLocal(context, source, owner);
  else checkRemote(source);
}

function checkLocal(context: ServerContext, source: string, owner: SourceOwner | undefined): void {
  if (/^file:\/\/[^/]/i.test(source) && !/^file:\/\/localhost\//i.test(source))
    throw refused(`${source} is not a valid remote uri.`);
  const folder = folderOf(source);
  const root = owner === undefined ? undefined : folderOf(owner.uri);
  if (folder !== undefined && root !== undefined && wayDown(root, folder) !== undefined)
    if (isServed(context, source)) return;
  const id = owner?.kind === "model" ? "model_id" : "run_id";
  throw refused(
    `Invalid model version source: '${source}'. To use a local path as a model version source, the ${id} request parameter has to be specified and the local path has to be contained within the artifact directory of the run specified by the ${id}.`,
  );
}

function checkRemote(source: string): void {
  let now = source;
  for (let i = 0; i < DECODINGS; i += 1) {
    const parts = now.split(/[/\\]/);
    if (/[\p{Cc}\\?#;]/u.test(now) || parts.some((part) => part === ".." || part === ".")) break;
    const next = decoded(now);
    if (next === now) return;
    now = next;
  }
  throw refused(
    `Invalid model version source: '${source}'. If supplying a source as an http, https, local file path, ftp, objectstore, or mlflow-artifacts uri, an absolute path must be provided without relative path references present. Please provide an absolute path.`,
  );
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function refused(problem: string): Error {
  return fail(ARTIFACT_ERRORS, "RUNS_SOURCE_INVALID", { problem });
}
