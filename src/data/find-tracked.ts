import { type Dirent, readdirSync } from "node:fs";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { fail } from "#ground/errors";
import { readText } from "#ground/files";
import { git } from "#ground/git";
import { STORE_NAME } from "#ground/store";
import { statOf } from "./cache/index.ts";
import { parseDvcFile } from "./dvc/index.ts";
import { ERRORS } from "./errors.ts";
import type { Repository } from "./find-repository.ts";
import type { Out } from "./model.ts";

/** One output that a .dvc file names. */
export type Tracked = {
  /** The data; absolute. */
  readonly path: string;
  readonly out: Out;
  /** The .dvc file, its text, and which of its outputs this is. */
  readonly file: string;
  readonly text: string;
  readonly index: number;
  readonly imported: boolean;
};

/** The outputs of a .dvc file. A path that leads out of `root` is refused: the file may come from anybody. */
export function readTracked(file: string, root: string): Tracked[] {
  const text = readText(file);
  const { outs, folder, imported } = parseDvcFile(text, file);
  return outs.map((out, index) => {
    const path = resolve(dirname(file), folder, out.path);
    if (!isBelow(root, path))
      throw fail(ERRORS, "DATA_FILE_INVALID", {
        file,
        line: undefined,
        problem: `path ${JSON.stringify(out.path)} leads out of the repository`,
      });
    return { path, out, file, text, index, imported };
  });
}

/** The output at exactly this path, from the .dvc file beside it. */
export function findTracked(path: string, root: string): Tracked | undefined {
  const file = `${path}.dvc`;
  if (statOf(file)?.isFile() !== true) return undefined;
  return readTracked(file, root).find((one) => one.path === path);
}

/** The tracked folder that a path lies in. */
export function findAround(path: string, root: string): Tracked | undefined {
  for (let folder = dirname(path); isBelow(root, folder); folder = dirname(folder)) {
    const tracked = findTracked(folder, root);
    if (tracked !== undefined) return tracked;
  }
  return undefined;
}

/**
 * All outputs below a folder, in the order of their paths. What git ignores holds no .dvc files that count, so git is
 * asked where it can be; it spares node_modules and the data itself.
 */
export async function listTracked(folder: string, repository: Repository): Promise<Tracked[]> {
  const args = ["ls-files", "-z", "-c", "-o", "--exclude-standard", "--", "*.dvc"];
  const asked = repository.gitRoot === undefined ? undefined : await git(folder, args);
  const files =
    asked?.ok === true
      ? [...new Set(asked.stdout.split("\0").filter((name) => name !== ""))].map((name) =>
          join(folder, name),
        )
      : walkForFiles(folder);
  return files
    .filter((file) => basename(file) !== ".dvc" && statOf(file)?.isFile() === true)
    .filter((file) => !isNested(file, folder))
    .sort()
    .flatMap((file) => readTracked(file, repository.root));
}

/** Whether a path lies in a folder below `folder` that has a `.dvc` of its own, and so is another repository's. */
function isNested(file: string, folder: string): boolean {
  for (let at = dirname(file); at !== folder && isBelow(folder, at); at = dirname(at))
    if (statOf(join(at, ".dvc"))?.isDirectory() === true) return true;
  return false;
}

const SKIPPED = new Set([".git", ".hg", ".dvc", STORE_NAME, "node_modules"]);

function walkForFiles(folder: string): string[] {
  const items: Dirent[] = readdirSync(folder, { withFileTypes: true });
  const names = new Set(items.map((item) => item.name));
  return items.flatMap((item) => {
    const path = join(folder, item.name);
    if (item.isFile() && item.name.endsWith(".dvc")) return [path];
    // A folder that is data itself may be large, and holds no .dvc files that count.
    if (!item.isDirectory() || SKIPPED.has(item.name) || names.has(`${item.name}.dvc`)) return [];
    return walkForFiles(path);
  });
}

/** Whether a path lies below a folder, by its letters alone. */
export function isBelow(folder: string, path: string): boolean {
  return path !== folder && path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

/** A path relative to a folder, separated by `/`. */
export function posixPath(folder: string, path: string): string {
  return relative(folder, path).split(sep).join("/");
}
