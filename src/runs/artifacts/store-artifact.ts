import { randomBytes } from "node:crypto";
import { type FileHandle, mkdir, open, readdir, rename, rm, stat } from "node:fs/promises";
import type { IncomingMessage } from "node:http";
import { dirname, join } from "node:path";
import { errnoOf, fail, toFettleError } from "#ground/errors";
import type { ServerContext } from "#ground/http";
import { ERRORS } from "../errors.ts";
import { locate } from "./locate.ts";

/** Below the artifact folder, where no experiment's number leads. */
const INCOMING = ".incoming";
const LEFTOVER_MS = 24 * 3600 * 1000;

/**
 * Stores an artifact from a request's body: whole, on disk and in its place, or not at all. An earlier one of the same
 * path is replaced.
 */
export async function storeArtifact(
  context: ServerContext,
  location: string,
  body: IncomingMessage,
): Promise<void> {
  const { run, inside, path } = await locate(context, location);
  if (run.lifecycle !== "active")
    throw fail(ERRORS, "RUNS_DELETED", { id: run.id, lifecycle: run.lifecycle });
  if (inside === "") throw fail(ERRORS, "RUNS_ARTIFACT_INVALID", { path: inside });
  const incoming = join(context.store.artifacts, INCOMING);
  const temporary = join(incoming, randomBytes(16).toString("hex"));
  try {
    await mkdir(incoming, { recursive: true });
    await sweepOnce(incoming);
    await receive(body, temporary, inside);
    await moveIntoPlace(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    // The rest of the body is let through, for the client reads no answer before it has sent all.
    body.resume();
    throw asOurs(error, inside, path);
  }
  context.events.publish(`runs/${run.id}`);
}

async function receive(body: IncomingMessage, temporary: string, inside: string): Promise<void> {
  const file = await open(temporary, "wx");
  try {
    await copy(body, file);
    if (!body.complete) throw fail(ERRORS, "RUNS_UPLOAD_ABORTED", { path: inside });
    await file.sync();
  } finally {
    await file.close();
  }
}

async function copy(body: IncomingMessage, file: FileHandle): Promise<void> {
  for await (const chunk of body.iterator({ destroyOnReturn: false })) await file.writeFile(chunk);
}

/** Renames, and syncs each folder that got a new entry, so that a power cut takes nothing acknowledged. */
async function moveIntoPlace(temporary: string, path: string): Promise<void> {
  const folder = dirname(path);
  const first = await mkdir(folder, { recursive: true });
  await rename(temporary, path);
  const top = first === undefined ? folder : dirname(first);
  for (let at = folder; ; at = dirname(at)) {
    const handle = await open(at, "r");
    await handle.sync().finally(() => handle.close());
    if (at === top || at === dirname(at)) return;
  }
}

/** What the path itself makes impossible is the client's matter for good; the rest is the machine's. */
function asOurs(error: unknown, inside: string, path: string): unknown {
  const errno = errnoOf(error) ?? "";
  if (["EISDIR", "ENOTDIR", "ENOTEMPTY", "EEXIST", "ENAMETOOLONG"].includes(errno))
    return fail(ERRORS, "RUNS_ARTIFACT_INVALID", { path: inside }, error);
  if (errno === "ECONNRESET" || errno === "ERR_STREAM_PREMATURE_CLOSE")
    return fail(ERRORS, "RUNS_UPLOAD_ABORTED", { path: inside }, error);
  return toFettleError(error, "write", path);
}

const swept = new Set<string>();

/** Removes what a killed server left, once a process: a day old, so that nobody's upload is touched. */
async function sweepOnce(incoming: string): Promise<void> {
  if (swept.has(incoming)) return;
  swept.add(incoming);
  for (const name of await readdir(incoming)) {
    const path = join(incoming, name);
    const info = await stat(path).catch(() => undefined);
    if (info !== undefined && Date.now() - info.mtimeMs > LEFTOVER_MS)
      await rm(path, { force: true });
  }
}
