import { type Dirent, readdirSync, type Stats, statSync } from "node:fs";
import { join } from "node:path";
import { errnoOf, fail, toFettleError } from "#ground/errors";
import { ERRORS } from "../errors.ts";
import type { Pulse } from "./pulse.ts";

/** A file of a folder, links resolved. */
export type FoundFile = {
  /** Separated by `/`, relative to the folder walked. */
  readonly relpath: string;
  readonly size: number;
  /** When it last changed, before it was hashed. */
  readonly mtimeMs: number;
  readonly executable: boolean;
  /** It is a symbolic link to a file. */
  readonly link: boolean;
};

export type Walk = {
  readonly files: readonly FoundFile[];
  /** Links to folders: DVC leaves them out without a word. */
  readonly linkedFolders: readonly string[];
};

export type WalkOptions = {
  /** What .dvcignore leaves out. */
  readonly ignored: (relpath: string, folder: boolean) => boolean;
  readonly pulse: Pulse;
  /** Called for every file, before it counts; throws to refuse the folder. */
  readonly onFile?: (relpath: string) => void;
};

/** All files below a folder, in the order of the file system. Empty folders leave no trace, as with DVC. */
export async function walkFolder(folder: string, options: WalkOptions): Promise<Walk> {
  const files: FoundFile[] = [];
  const linkedFolders: string[] = [];
  const waiting = [""];
  for (let inside = waiting.pop(); inside !== undefined; inside = waiting.pop()) {
    for (const item of list(join(folder, inside))) {
      const relpath = inside === "" ? item.name : `${inside}/${item.name}`;
      if (item.isDirectory()) {
        if (!options.ignored(relpath, true)) waiting.push(relpath);
        continue;
      }
      if (options.ignored(relpath, false)) continue;
      const path = join(folder, relpath);
      const stat = statOf(path);
      if (stat?.isDirectory() === true) linkedFolders.push(relpath);
      else {
        options.onFile?.(relpath);
        files.push(describe(path, relpath, item.isSymbolicLink(), stat));
      }
      if (options.pulse.due()) await options.pulse.rest();
    }
  }
  return { files, linkedFolders };
}

/** A single file as the walk would find it. */
export function findFile(path: string, link: boolean): FoundFile {
  return describe(path, "", link, statOf(path));
}

function describe(
  path: string,
  relpath: string,
  link: boolean,
  stat: Stats | undefined,
): FoundFile {
  if (stat === undefined)
    throw fail(ERRORS, "DATA_KIND", { path, kind: "a link that leads nowhere" });
  if (!stat.isFile()) throw fail(ERRORS, "DATA_KIND", { path, kind: kindOf(stat) });
  return {
    relpath,
    size: stat.size,
    mtimeMs: stat.mtimeMs,
    executable: (stat.mode & 0o111) !== 0,
    link,
  };
}

function kindOf(stat: Stats): string {
  if (stat.isDirectory()) return "a link to a folder";
  if (stat.isFIFO()) return "a pipe";
  if (stat.isSocket()) return "a socket";
  return "a device";
}

function list(folder: string): Dirent[] {
  let items: Dirent[];
  try {
    items = readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    throw toFettleError(error, "read", folder);
  }
  // A name that is not UTF-8 reads as U+FFFD, under which the file could never be opened.
  for (const item of items)
    if (item.name.includes("\ufffd") && statOf(join(folder, item.name)) === undefined)
      throw fail(ERRORS, "DATA_NAME", {
        path: join(folder, item.name),
        problem: "the name is not UTF-8",
      });
  return items;
}

function statOf(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch (error) {
    if (errnoOf(error) === "ENOENT" || errnoOf(error) === "ELOOP") return undefined;
    throw toFettleError(error, "read", path);
  }
}
