import { type FettleError, isFettleError } from "#ground/errors";
import type { ServerClient } from "#ground/http";
import type { LeftBehind } from "./left-behind.ts";
import type { Notes } from "./notes.ts";
import { fileRoute, remoteFiles } from "./remote-files.ts";
import type { FileOwner, ImportSource, SourceFile } from "./sources/index.ts";

/** What became of the files of an import. */
export type StoredFiles = { stored: number; there: number; bytes: number };

/** Where it is told what became of files. */
type Told = {
  readonly files: StoredFiles;
  readonly left: LeftBehind;
  readonly notes: Notes;
};

/** After so many refusals one after another the thing takes no files: the rest is named, and not sent. */
const REFUSALS_MAX = 3;
/** Refusals of a file for its own name or for what it is, which say nothing of the next one. */
const OWN_FAULTS = new Set(["PATH_INVALID", "OBJECT_INVALID", "FILE_FAILED", "REQUEST_INVALID"]);

/** Carries the files of a thing over, but for those that are here with the same size. */
export async function storeFiles(
  options: { readonly client: ServerClient; readonly signal: AbortSignal },
  owner: FileOwner,
  source: ImportSource,
  told: Told,
): Promise<void> {
  let there: Map<string, number> | undefined;
  let refusals = 0;
  const odd: string[] = [];
  for await (const file of source.files(owner)) {
    options.signal.throwIfAborted();
    if (ODD_NAME.test(file.path)) odd.push(file.path);
    there ??= await filesHere(options.client, owner).catch(onlyOfThisThing);
    if (there.get(file.path) === file.size) {
      told.files.there += 1;
      continue;
    }
    const problem =
      refusals >= REFUSALS_MAX
        ? { code: "", message: "its thing takes none" }
        : await storeFile(options.client, owner, file);
    if (problem === undefined) {
      told.files.stored += 1;
      told.files.bytes += file.size;
      refusals = 0;
      continue;
    }
    if (!OWN_FAULTS.has(problem.code)) refusals += 1;
    told.left.add("files that were not stored");
    told.notes.tell(
      `${owner.of} ${owner.id}: ${written(file.path)} was not stored: ${problem.message}`,
    );
  }
  const [first] = odd;
  if (first !== undefined)
    told.notes.tell(
      `${owner.of} ${owner.id}: MLflow's client can't fetch ${odd.length} of its files, by such a name as ${written(first)}; Fettle's page and exports can`,
    );
}

/** Names that MLflow's client decodes, cuts or refuses (mlflow/utils/uri.py). */
const ODD_NAME = /[#?\\\p{Cc}]|%[0-9a-fA-F]{2}|(^|\/)(\s|[A-Z][\w+.-]*:)/u;

/** A path in a line of a report: one with signs that break a line or steer a terminal goes as JSON. */
function written(path: string): string {
  return /[\p{Cc}]/u.test(path) ? JSON.stringify(path) : path;
}

/** Why this file was not stored; what keeps all others back too is thrown. */
async function storeFile(
  client: ServerClient,
  owner: FileOwner,
  file: SourceFile,
): Promise<{ code: string; message: string } | undefined> {
  try {
    await file.use((local) => client.upload(fileRoute(owner, file.path), local));
    return undefined;
  } catch (error) {
    if (isFettleError(error) && (error.status < 500 || isOfSource(error)))
      return { code: error.code, message: error.message };
    throw error;
  }
}

/** Whether it is the file here that can't be read; what the server can't write stops the import. */
function isOfSource({ code, facts }: FettleError): boolean {
  return code === "FILE_FAILED" && (facts as { doing?: unknown } | undefined)?.doing === "read";
}

/** What can't be listed is of a thing that keeps no files here: each is told when it is not stored. */
function onlyOfThisThing(error: unknown): Map<string, number> {
  if (!isFettleError(error) || error.status >= 500) throw error;
  return new Map();
}

async function filesHere(client: ServerClient, owner: FileOwner): Promise<Map<string, number>> {
  const found = new Map<string, number>();
  for await (const { path, size } of remoteFiles(client, owner)) found.set(path, size);
  return found;
}
