import { isFettleError } from "#ground/errors";
import type { ServerClient } from "#ground/http";
import type { LeftBehind } from "./left-behind.ts";
import type { Notes } from "./notes.ts";
import { filesRoute, remoteFiles } from "./remote-files.ts";
import type { FileOwner, ImportSource, SourceFile } from "./sources/index.ts";

/** What became of the files of an import. */
export type StoredFiles = { stored: number; there: number; bytes: number };

/** Where it is told what became of files. */
type Told = {
  readonly files: StoredFiles;
  readonly left: LeftBehind;
  readonly notes: Notes;
};

/** After so many refusals one after another the thing takes no files, and is not asked for the rest. */
const REFUSALS_MAX = 3;

/** Carries the files of a thing over, but for those that are here with the same size. */
export async function storeFiles(
  options: { readonly client: ServerClient; readonly signal: AbortSignal },
  owner: FileOwner,
  source: ImportSource,
  told: Told,
): Promise<void> {
  let there: Map<string, number> | undefined;
  let refusals = 0;
  for await (const file of source.files(owner)) {
    options.signal.throwIfAborted();
    there ??= await filesHere(options.client, owner);
    if (there.get(file.path) === file.size) told.files.there += 1;
    else if (refusals >= REFUSALS_MAX) told.left.add("files that were not stored");
    else if (await storeFile(options.client, owner, file, told)) refusals = 0;
    else refusals += 1;
  }
}

async function storeFile(
  client: ServerClient,
  owner: FileOwner,
  file: SourceFile,
  told: Told,
): Promise<boolean> {
  const path = file.path.split("/").map(encodeURIComponent).join("/");
  try {
    await file.use((local) => client.upload(`${filesRoute(owner)}/${path}`, local));
  } catch (error) {
    if (!isFettleError(error) || error.status >= 500) throw error;
    told.left.add("files that were not stored");
    told.notes.tell(`${owner.of} ${owner.id}: ${file.path} was not stored: ${error.message}`);
    return false;
  }
  told.files.stored += 1;
  told.files.bytes += file.size;
  return true;
}

async function filesHere(client: ServerClient, owner: FileOwner): Promise<Map<string, number>> {
  const found = new Map<string, number>();
  for await (const { path, size } of remoteFiles(client, owner)) found.set(path, size);
  return found;
}
