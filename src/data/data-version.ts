import { resolve } from "node:path";
import { fail } from "#ground/errors";
import { readObject, statOf } from "./cache/index.ts";
import { linkStat } from "./check-targets.ts";
import { parseDirectory } from "./dvc/index.ts";
import { ERRORS } from "./errors.ts";
import { findRepository, type Repository } from "./find-repository.ts";
import { findAround, findTracked, isBelow, posixPath } from "./find-tracked.ts";
import type { DataVersion } from "./model.ts";
import { readIgnore } from "./read-ignore.ts";
import { createPulse, findTree, hashFile, hashTree } from "./tree/index.ts";

/**
 * The version of what is there: hashes the file or folder, and looks whether the .dvc file beside it, or that of a
 * folder around it, names exactly this content. `path` may be relative to the project's root. DATA_MISSING where
 * nothing is there.
 */
export async function dataVersion(
  root: string,
  path: string,
  signal?: AbortSignal,
): Promise<DataVersion> {
  const full = resolve(root, path);
  const name = posixPath(root, full);
  if (!isBelow(root, full)) throw fail(ERRORS, "DATA_OUTSIDE", { path, root });
  if (statOf(full) === undefined)
    throw fail(ERRORS, "DATA_MISSING", {
      path: name,
      tracked: statOf(`${full}.dvc`) !== undefined,
    });
  const repository = findRepository(root);
  const pulse = createPulse(signal);
  const folder = linkStat(full)?.isDirectory() === true;
  const { ignored } = readIgnore(repository?.root ?? root, full, folder);
  const tree = await findTree(full, { pulse, ignored });
  const hashed = await hashTree(tree, pulse, (file) => hashFile(file, pulse));
  return {
    path: name,
    md5: hashed.md5,
    size: hashed.size,
    ...(hashed.files === undefined ? {} : { files: hashed.files }),
    tracked: isTracked(full, hashed.md5, repository),
  };
}

function isTracked(path: string, md5: string, repository: Repository | undefined): boolean {
  if (repository === undefined) return false;
  const own = findTracked(path, repository.root);
  if (own !== undefined) return own.out.md5 === md5;
  const around = findAround(path, repository.root);
  if (around?.out.md5 === undefined) return false;
  const list = readObject(repository.cache, around.out.md5);
  const relpath = posixPath(around.path, path);
  const entries = list === undefined ? undefined : parseDirectory(list);
  return entries?.some((entry) => entry.relpath === relpath && entry.md5 === md5) === true;
}
