import {
  closeSync,
  constants,
  copyFileSync,
  fchmodSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";
import { toFettleError } from "#ground/errors";
import { startChild } from "#ground/process";
import {
  BUFFER_BYTES,
  hashAndCopy,
  hashBytes,
  hashFile,
  type Pulse,
  readSmall,
} from "../tree/index.ts";
import { type Cache, glance, holds, OBJECT_MODE, objectPath } from "./objects.ts";
import { openScratch, type Scratch } from "./scratch.ts";

/**
 * Takes contents into the cache in two steps: each is written whole into a scratch folder; `settle` makes them durable
 * and then renames them to their places. Killed at any moment, the cache holds only whole objects, and a folder's list
 * never before its files.
 */
export type Keeper = {
  /** Hashes a file and keeps its content; the hash is that of the bytes kept, whatever happens to the file meanwhile. */
  keepFile(path: string, known?: Known): Promise<{ md5: string; size: number }>;
  /** Keeps bytes under their md5 with an ending. */
  keepBytes(bytes: Uint8Array, ending: string): Promise<string>;
  /** Puts all that was kept in place. */
  settle(): Promise<void>;
  /** Drops what was not settled. */
  discard(): void;
};

/** What is believed of a file: where its content is likely to be in the cache, it is hashed before it is copied. */
export type Known = { readonly size: number; readonly likelyKept: boolean };

/** From how many files on one sync of the whole disk is cheaper than one a file. */
const MANY = 200;

type Stage = {
  readonly cache: Cache;
  readonly scratch: Scratch;
  readonly pulse: Pulse;
  /** Where each content waits, by its hash; a folder's list comes last. */
  readonly staged: Map<string, string>;
  /** Every file is synced by itself. */
  readonly each: boolean;
  /** The file system can share blocks, as far as is known. */
  canClone: boolean;
};

/** Opens a keeper for about `files` files. */
export function openKeeper(cache: Cache, files: number, pulse: Pulse): Keeper {
  const scratch = openScratch(cache.own);
  const stage: Stage = {
    cache,
    scratch,
    pulse,
    staged: new Map(),
    each: files < MANY,
    canClone: true,
  };
  return {
    async keepFile(path, known) {
      try {
        return await keepFile(stage, path, known);
      } catch (error) {
        throw toFettleError(error, "read", path);
      }
    },
    async keepBytes(bytes, ending) {
      const md5 = hashBytes(bytes) + ending;
      if (!(await isKept(stage, md5, bytes.length))) write(stage, md5, bytes);
      return md5;
    },
    settle: () => settle(stage),
    discard: scratch.discard,
  };
}

async function isKept(stage: Stage, md5: string, size: number): Promise<boolean> {
  return stage.staged.has(md5) || (await holds(stage.cache, md5, size, stage.pulse));
}

async function keepFile(
  stage: Stage,
  path: string,
  known: Known | undefined,
): Promise<{ md5: string; size: number }> {
  const bytes = known !== undefined && known.size >= BUFFER_BYTES ? undefined : readSmall(path);
  if (bytes !== undefined) {
    const md5 = hashBytes(bytes);
    const size = bytes.length;
    stage.pulse.moved(size);
    const seen = stage.staged.has(md5) ? "held" : glance(stage.cache, md5, size);
    // The bytes lie in the shared buffer: they are written, or copied, before anything is awaited.
    if (seen === "absent") write(stage, md5, bytes);
    if (seen === "unsure") {
      const copy = Buffer.from(bytes);
      if (!(await isKept(stage, md5, size))) write(stage, md5, copy);
    }
    return { md5, size };
  }
  if (known?.likelyKept === true) {
    const found = await hashFile(path, stage.pulse);
    if (await isKept(stage, found.md5, found.size)) return found;
  }
  return keepLarge(stage, path);
}

async function keepLarge(stage: Stage, path: string): Promise<{ md5: string; size: number }> {
  const copy = stage.scratch.next();
  stage.canClone = stage.canClone && clone(path, copy);
  const file = stage.canClone ? openSync(copy, "r") : openSync(copy, "wx", OBJECT_MODE);
  try {
    const found = stage.canClone
      ? await hashFile(copy, stage.pulse)
      : await hashAndCopy(path, file, stage.pulse);
    if (await isKept(stage, found.md5, found.size)) return found;
    fchmodSync(file, OBJECT_MODE);
    fsyncSync(file);
    stage.staged.set(found.md5, copy);
    return found;
  } finally {
    closeSync(file);
  }
}

function write(stage: Stage, md5: string, bytes: Uint8Array): void {
  const path = stage.scratch.next();
  try {
    const file = openSync(path, "wx", OBJECT_MODE);
    try {
      for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
      // The umask may have taken bits away that a colleague, and DVC's trust in 0444, need.
      if ((process.umask() & OBJECT_MODE) !== 0) fchmodSync(file, OBJECT_MODE);
      if (stage.each) fsyncSync(file);
    } finally {
      closeSync(file);
    }
  } catch (error) {
    throw toFettleError(error, "write", path);
  }
  stage.staged.set(md5, path);
}

async function settle(stage: Stage): Promise<void> {
  const { staged, scratch, cache } = stage;
  if (!stage.each && staged.size > 0) await syncDisk(scratch.folder, staged.values());
  const folders = new Set<string>();
  for (const [md5, from] of staged) {
    const to = objectPath(cache, md5);
    const folder = dirname(to);
    try {
      if (!folders.has(folder)) mkdirSync(folder, { recursive: true });
      renameSync(from, to);
    } catch (error) {
      throw toFettleError(error, "write", to);
    }
    folders.add(folder);
  }
  for (const folder of folders) syncPath(folder);
  staged.clear();
}

/** A copy that shares the blocks on disk, where the file system can. */
function clone(from: string, to: string): boolean {
  try {
    copyFileSync(from, to, constants.COPYFILE_FICLONE_FORCE | constants.COPYFILE_EXCL);
    return true;
  } catch {
    return false;
  }
}

/** Makes many files durable at once; one by one where the machine's `sync` cannot. */
async function syncDisk(folder: string, paths: Iterable<string>): Promise<void> {
  try {
    const child = await startChild(["sync", "-f", folder], { cwd: folder, output: "keep" });
    if ((await child.ended).code === 0) return;
  } catch {
    // No such program.
  }
  for (const path of paths) syncPath(path);
}

function syncPath(path: string): void {
  const handle = openSync(path, "r");
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
