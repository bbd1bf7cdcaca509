import { constants } from "node:fs";
import { copyFile, link, lstat, mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import { errnoOf } from "#ground/errors";
import { syncPath } from "./sync-path.ts";

/** What was taken along, and what was not. */
export type CopiedTree = {
  files: number;
  /** Of the files, those that are links to the same bytes. */
  linked: number;
  /** Of all files. */
  bytes: number;
  /** Links and what else is neither a file nor a folder, by their paths. */
  readonly left: string[];
};

type Copying = CopiedTree & {
  /** Where a file that has several names went first, by its number on the disk. */
  readonly first: Map<string, string>;
  isSkipped(inside: string): boolean;
};

const WRITABLE = 0o222;
/** A link can't be made there, or not one more: other disks, file systems without links, too many of one file. */
const NO_LINK = new Set(["EXDEV", "EPERM", "EMLINK", "ENOTSUP", "EOPNOTSUPP", "ENOSYS"]);

/**
 * Brings a folder to a new place, durable: read-only files by a link where the disk has links, others by a copy; files
 * that were one on the disk are one there. What goes away meanwhile is not taken. `isSkipped` is asked for each path, with
 * `/` between its parts. An empty result where there is no such folder.
 */
export async function copyTree(
  from: string,
  to: string,
  isSkipped: (inside: string) => boolean = () => false,
): Promise<CopiedTree> {
  const copying: Copying = {
    files: 0,
    linked: 0,
    bytes: 0,
    left: [],
    first: new Map(),
    isSkipped,
  };
  await copyFolder(copying, from, to, "");
  const { files, linked, bytes, left } = copying;
  return { files, linked, bytes, left };
}

async function copyFolder(
  copying: Copying,
  from: string,
  to: string,
  inside: string,
): Promise<void> {
  const entries = await readdir(from, { withFileTypes: true }).catch(goneOr([]));
  await mkdir(to, { recursive: true });
  for (const entry of entries) {
    const path = inside === "" ? entry.name : `${inside}/${entry.name}`;
    if (copying.isSkipped(path)) continue;
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) await copyFolder(copying, source, target, path);
    else if (entry.isFile()) await takeFile(copying, source, target);
    else copying.left.push(path);
  }
  await syncPath(to);
}

async function takeFile(copying: Copying, from: string, to: string): Promise<void> {
  const found = await lstat(from).catch(goneOr(undefined));
  if (found === undefined || !found.isFile()) return;
  const id = `${found.dev}:${found.ino}`;
  const first = found.nlink > 1 ? copying.first.get(id) : undefined;
  const isFixed = (found.mode & WRITABLE) === 0;
  try {
    // One that may be written to would go on changing under both names.
    const linked = isFixed && (await linkTo(from, to));
    if (!linked && !(first !== undefined && (await linkTo(first, to)))) {
      await copyFile(from, to, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
      await syncPath(to);
    }
    if (found.nlink > 1 && first === undefined) copying.first.set(id, to);
    copying.files += 1;
    copying.linked += linked ? 1 : 0;
    copying.bytes += found.size;
  } catch (error) {
    if (errnoOf(error) !== "ENOENT") throw error;
  }
}

async function linkTo(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if (NO_LINK.has(errnoOf(error) ?? "")) return false;
    throw error;
  }
}

function goneOr<T>(value: T): (error: unknown) => T {
  return (error) => {
    if (errnoOf(error) === "ENOENT") return value;
    throw error;
  };
}
