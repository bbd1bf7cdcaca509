import { randomBytes } from "node:crypto";
import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { errnoOf, toFettleError } from "#ground/errors";

/** A folder for unfinished files of this process; on the disk of the place they are renamed to. */
export type Scratch = {
  readonly folder: string;
  /** A path in it that nothing has. */
  next(): string;
  /** Removes the folder and what is left in it. */
  discard(): void;
};

/** Makes a scratch folder below `parent`, and removes those of processes that were killed. */
export function openScratch(parent: string): Scratch {
  const host = hostname().replace(/[^\w.]/g, "_");
  const folder = join(parent, `${host}-${process.pid}-${randomBytes(4).toString("hex")}`);
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw toFettleError(error, "write", folder);
  }
  for (const name of readdirSync(parent)) {
    const [owner, pid] = name.split("-");
    // A colleague's machine may share the cache: its processes cannot be asked.
    if (owner === host && !isAlive(Number(pid)))
      rmSync(join(parent, name), { recursive: true, force: true });
  }
  let count = 0;
  return {
    folder,
    next() {
      count += 1;
      return join(folder, String(count));
    },
    discard() {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Whether a process of this machine goes on. */
export function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errnoOf(error) === "EPERM";
  }
}
