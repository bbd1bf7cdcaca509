import {
  closeSync,
  constants,
  fsync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  realpathSync,
} from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { errnoOf } from "#ground/errors";

/** A folder that is held open: its entries are reached through the handle, whatever becomes of the path meanwhile. */
export type HeldFolder = {
  /** The folder itself, for what reads its entries. */
  readonly path: string;
  /** The path of an entry. `name` is one name, neither `.` nor `..`, without a slash. */
  at(name: string): string;
  /** Makes the folder's entries as they are now durable. */
  sync(): Promise<void>;
  close(): void;
};

const FOLDER = constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW;
const MODE = 0o755;
const syncHandle = promisify(fsync);

/**
 * Opens the folder `parts` below `root`, one part after the other through the handle of the one above it, so that no
 * link is followed, also none that is put there while this runs. `undefined` where a part is missing; with `make`, it is
 * made and is durable. Throws the system's error where a part is a link or a file (ENOTDIR, ELOOP) or has a name that
 * can't be (ENAMETOOLONG). `root` itself may be reached through links; with `make` it is made too.
 */
export function holdFolder(
  root: string,
  parts: readonly string[],
  make = false,
): HeldFolder | undefined {
  for (const part of parts) checkName(part);
  if (process.platform !== "linux") return holdByPath(root, parts, make);
  let handle: number;
  try {
    if (make) mkdirSync(root, { recursive: true, mode: MODE });
    handle = openSync(root, constants.O_RDONLY | constants.O_DIRECTORY);
    for (const part of parts) {
      const inner = openPart(handle, part, make);
      closeSync(handle);
      handle = inner;
    }
  } catch (error) {
    if (errnoOf(error) === "ENOENT") return undefined;
    throw error;
  }
  const held = handle;
  return {
    path: `/proc/self/fd/${held}`,
    at: (name) => `/proc/self/fd/${held}/${checkName(name)}`,
    sync: () => syncHandle(held),
    close: () => closeSync(held),
  };
}

/** Closes the handle above it where it fails. */
function openPart(handle: number, part: string, make: boolean): number {
  const path = `/proc/self/fd/${handle}/${part}`;
  try {
    try {
      return openSync(path, FOLDER);
    } catch (error) {
      if (!make || errnoOf(error) !== "ENOENT") throw error;
    }
    makeOne(path);
    fsyncSync(handle);
    return openSync(path, FOLDER);
  } catch (error) {
    closeSync(handle);
    throw error;
  }
}

function makeOne(path: string): void {
  try {
    mkdirSync(path, { mode: MODE });
  } catch (error) {
    if (errnoOf(error) !== "EEXIST") throw error;
  }
}

/** Where the system has no paths through handles, links are looked for, and one put there at that very moment is not seen. */
function holdByPath(root: string, parts: readonly string[], make: boolean): HeldFolder | undefined {
  try {
    if (make) mkdirSync(root, { recursive: true, mode: MODE });
    let path = realpathSync(root);
    for (const part of parts) {
      path = join(path, part);
      if (make && lstatSync(path, { throwIfNoEntry: false }) === undefined) makeOne(path);
      const handle = openSync(path, FOLDER);
      closeSync(handle);
    }
    const handle = openSync(path, FOLDER);
    return {
      path,
      at: (name) => join(path, checkName(name)),
      sync: () => syncHandle(handle),
      close: () => closeSync(handle),
    };
  } catch (error) {
    if (errnoOf(error) === "ENOENT") return undefined;
    throw error;
  }
}

/** Whoever calls has checked it already; this is the last door. */
function checkName(name: string): string {
  if (name === "" || name === "." || name === ".." || /[/\0]/.test(name))
    throw new Error(`${JSON.stringify(name)} is not the name of an entry`);
  return name;
}
