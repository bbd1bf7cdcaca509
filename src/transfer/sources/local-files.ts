import { type Dirent, lstatSync, opendirSync, realpathSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { errnoOf } from "#ground/errors";
import type { LeftBehind } from "../left-behind.ts";
import type { SourceFile } from "./source.ts";

/** Whose files they are, for what is told of those that can't come, and where it is told. */
export type FilesOf = { readonly of: string; readonly left: LeftBehind };

/**
 * The files below a folder of this machine; none where there is no such folder, or none was named (""). A link to
 * a file among them is that file; any other, and what can't be read, is told.
 */
export async function* localFiles(
  folder: string,
  told?: FilesOf,
  below = "",
): AsyncIterable<SourceFile> {
  if (folder === "") return;
  const leave = (what: string, path: string): void =>
    told?.left.add(what, 1, `${told.of}: ${JSON.stringify(path)}`);
  for (const entry of entriesOf(join(folder, below), () => leave(UNREADABLE, below))) {
    const path = below === "" ? entry.name : `${below}/${entry.name}`;
    if (path.includes("\uFFFD")) leave("files whose name is no UTF-8", path);
    else if (entry.isDirectory()) yield* localFiles(folder, told, path);
    else if (entry.isFile()) {
      const file = join(folder, path);
      const size = lstatSync(file, { throwIfNoEntry: false })?.size;
      if (size !== undefined) yield { path, size, use: (work) => work(file) };
    } else if (entry.isSymbolicLink()) {
      const { file, size } = linked(folder, path) ?? {};
      if (file !== undefined && size !== undefined) yield { path, size, use: (work) => work(file) };
      else leave("links among files that lead elsewhere", path);
    } else leave("entries among files that are no files", path);
  }
}

/** The file that a link stands for, where it is one of the same thing's files; MLflow follows them too. */
function linked(folder: string, path: string): { file: string; size: number } | undefined {
  try {
    const file = realpathSync(join(folder, path));
    const inside = relative(realpathSync(folder), file);
    const info = lstatSync(file);
    if (inside === ".." || inside.startsWith(`..${sep}`) || !info.isFile()) return undefined;
    return { file, size: info.size };
  } catch {
    return undefined;
  }
}

const UNREADABLE = "folders that can't be read";

function* entriesOf(folder: string, unreadable: () => void): Iterable<Dirent> {
  try {
    const open = opendirSync(folder);
    try {
      for (let entry = open.readSync(); entry !== null; entry = open.readSync()) yield entry;
    } finally {
      open.closeSync();
    }
  } catch (error) {
    const errno = errnoOf(error);
    if (errno === undefined) throw error;
    if (errno !== "ENOENT" && errno !== "ENOTDIR") unreadable();
  }
}
