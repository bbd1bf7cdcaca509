import { createWriteStream, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { errnoOf, isFettleError } from "#ground/errors";
import type { ServerClient } from "#ground/http";
import type { LeftBehind } from "./left-behind.ts";
import { fileRoute, remoteFiles } from "./remote-files.ts";
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
  for await (const { path } of listed({ client, left }, owner)) {
    signal.throwIfAborted();
    const answer = await client.stream(fileRoute(owner, path)).catch((error: unknown) => {
      if (!isFettleError(error) || error.status !== 404) throw error;
      return undefined;
    });
    if (answer === undefined) {
      left.add("files that were not there any more", 1, `${owner.of} ${owner.id}: ${path}`);
      continue;
    }
    try {
      const file = join(folder, path);
      mkdirSync(dirname(file), { recursive: true });
      await pipeline(answer, createWriteStream(file));
      fetched += 1;
    } catch (error) {
      if (errnoOf(error) !== "ENAMETOOLONG") throw error;
      answer.destroy();
      left.add("files whose name is too long here", 1, `${owner.of} ${owner.id}: ${path}`);
    }
  }
  return fetched;
}

/** The files of a thing; of one whose files our server doesn't keep, as in an object store, that is told. */
async function* listed(
  { client, left }: Pick<From, "client" | "left">,
  owner: FileOwner,
): AsyncIterable<{ readonly path: string }> {
  try {
    yield* remoteFiles(client, owner);
  } catch (error) {
    if (!isFettleError(error) || error.status >= 500) throw error;
    left.add("things whose files lie elsewhere", 1, `${owner.of} ${owner.id}: ${error.message}`);
  }
}
