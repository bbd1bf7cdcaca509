import { createWriteStream, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { isFettleError } from "#ground/errors";
import type { ServerClient } from "#ground/http";
import type { LeftBehind } from "./left-behind.ts";
import { filesRoute, remoteFiles } from "./remote-files.ts";
import type { FileOwner } from "./sources/index.ts";

type From = {
  readonly client: ServerClient;
  readonly signal: AbortSignal;
  readonly left: LeftBehind;
};

/** Brings the files of a thing into a folder, and says how many. One that is gone meanwhile is counted and left. */
export async function fetchFiles(
  { client, signal, left }: From,
  owner: FileOwner,
  folder: string,
): Promise<number> {
  let fetched = 0;
  for await (const { path } of remoteFiles(client, owner)) {
    signal.throwIfAborted();
    const at = path.split("/").map(encodeURIComponent).join("/");
    const answer = await client.stream(`${filesRoute(owner)}/${at}`).catch((error: unknown) => {
      if (!isFettleError(error) || error.status !== 404) throw error;
      return undefined;
    });
    if (answer === undefined) {
      left.add("files that were not there any more");
      continue;
    }
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    await pipeline(answer, createWriteStream(file));
    fetched += 1;
  }
  return fetched;
}
