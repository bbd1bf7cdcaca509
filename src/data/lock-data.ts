import { randomBytes } from "node:crypto";
import {
  constants,
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { type Clock, systemClock } from "#ground/clock";
import { errnoOf, fail, toFettleError } from "#ground/errors";
import { isAlive } from "./cache/index.ts";
import { ERRORS } from "./errors.ts";
import type { Repository } from "./find-repository.ts";

const WAIT_MS = 10_000;

/**
 * Runs work while no other Fettle command changes the data of this repository: two at once could lose each other's line
 * of a .gitignore. The lock of a killed process is taken over. It does not keep DVC out, whose lock Node cannot take;
 * against DVC every single file is still whole.
 */
export async function withLock<T>(
  repository: Repository,
  work: () => Promise<T>,
  clock: Clock = systemClock,
): Promise<T> {
  const path = join(repository.scratch, "lock");
  const own = join(repository.scratch, `lock-${process.pid}-${randomBytes(4).toString("hex")}`);
  try {
    announce(own, repository.scratch);
    const until = clock.now() + WAIT_MS;
    while (!taken(own, path)) {
      const holder = readHolder(path);
      if (holder !== undefined && !holder.alive) clearDead(path, `${own}-dead`);
      else if (clock.now() > until)
        throw fail(ERRORS, "DATA_BUSY", { pid: holder?.pid ?? 0, root: repository.root });
      else await clock.sleep(50);
    }
  } finally {
    if (existsSync(own)) rmSync(own);
  }
  try {
    return await work();
  } finally {
    rmSync(path, { force: true });
  }
}

/** Writes down who asks for the lock. */
function announce(own: string, scratch: string): void {
  try {
    mkdirSync(scratch, { recursive: true });
    writeFileSync(own, `${process.pid} ${startOf(process.pid)}\n`);
  } catch (error) {
    throw toFettleError(error, "write", own);
  }
}

/** A link is made whole or not at all, with its content; where the disk has none, a copy that replaces nothing. */
function taken(own: string, path: string): boolean {
  try {
    try {
      linkSync(own, path);
    } catch (error) {
      if (errnoOf(error) === "EEXIST") return false;
      copyFileSync(own, path, constants.COPYFILE_EXCL);
    }
    return true;
  } catch (error) {
    if (errnoOf(error) === "EEXIST") return false;
    throw toFettleError(error, "write", path);
  }
}

/** Removes the lock of a killed process; not one that somebody took since it was read. */
function clearDead(path: string, aside: string): void {
  try {
    renameSync(path, aside);
    if (readHolder(aside)?.alive === true) linkSync(aside, path);
  } catch {
    // Another process was quicker.
  }
  rmSync(aside, { force: true });
}

function readHolder(path: string): { pid: number; alive: boolean } | undefined {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
  const [pid = "0", start = ""] = text.trim().split(" ");
  return { pid: Number(pid), alive: isAlive(Number(pid)) && startOf(Number(pid)) === start };
}

/** When a process began, on Linux: its number alone may have gone to another since. */
function startOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "";
  } catch {
    return "";
  }
}
