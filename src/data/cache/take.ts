import {
  chmodSync,
  closeSync,
  constants,
  copyFileSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname } from "node:path";
import { errnoOf, toFettleError } from "#ground/errors";
import { hashAndCopy, hashBytes, hashFile, type Pulse, readSmall } from "../tree/index.ts";
import { type Cache, objectPath, setAside } from "./objects.ts";
import type { Scratch } from "./scratch.ts";

/** `damaged`: the object's bytes were not those of its name; it was set aside. */
export type Taken = "taken" | "absent" | "damaged";

/**
 * Writes an object's content to a path of the workspace, checked against its hash on the way; what stands there is
 * replaced in one step, or left. A copy, so that an editor never writes into the cache. Not made durable: after a
 * power cut the cache still has it.
 */
export async function takeObject(
  cache: Cache,
  object: { readonly md5: string; readonly executable: boolean },
  to: string,
  options: { readonly scratch: Scratch; readonly pulse: Pulse },
): Promise<Taken> {
  const from = objectPath(cache, object.md5);
  const copy = options.scratch.next();
  let md5: string;
  try {
    md5 = await copyObject(from, copy, options.pulse);
  } catch (error) {
    rmSync(copy, { force: true });
    if (errnoOf(error) === "ENOENT") return "absent";
    throw toFettleError(error, "copy", from);
  }
  if (md5 !== object.md5) {
    rmSync(copy, { force: true });
    setAside(cache, object.md5);
    return "damaged";
  }
  try {
    const mode = 0o666 & ~process.umask();
    chmodSync(copy, object.executable ? mode | 0o100 : mode);
    mkdirSync(dirname(to), { recursive: true });
    moveFile(copy, to);
  } catch (error) {
    rmSync(copy, { force: true });
    throw toFettleError(error, "write", to);
  }
  return "taken";
}

async function copyObject(from: string, to: string, pulse: Pulse): Promise<string> {
  const bytes = readSmall(from);
  if (bytes !== undefined) {
    const md5 = hashBytes(bytes);
    writeFileSync(to, bytes, { flag: "wx" });
    return md5;
  }
  try {
    copyFileSync(from, to, constants.COPYFILE_FICLONE_FORCE | constants.COPYFILE_EXCL);
    return (await hashFile(to, pulse)).md5;
  } catch {
    rmSync(to, { force: true });
  }
  const file = openSync(to, "wx");
  try {
    return (await hashAndCopy(from, file, pulse)).md5;
  } finally {
    closeSync(file);
  }
}

/** A rename; where the two lie on different disks, a copy beside the goal, then a rename. */
export function moveFile(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if (errnoOf(error) !== "EXDEV") throw error;
    const beside = `${to}.fettle.tmp`;
    copyFileSync(from, beside);
    renameSync(beside, to);
    rmSync(from);
  }
}
