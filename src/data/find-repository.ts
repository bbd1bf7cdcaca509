import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { errnoOf, toFettleError } from "#ground/errors";
import { type Cache, cacheIn, statOf } from "./cache/index.ts";
import { readDvcSettings } from "./dvc/index.ts";

/** A folder with a `.dvc`, as DVC sees it from inside. */
export type Repository = {
  /** The folder that holds `.dvc`; absolute. */
  readonly root: string;
  readonly cache: Cache;
  /** `.dvc/tmp/fettle`, which git and DVC leave alone. */
  readonly scratch: string;
  /** `core.no_scm`: nothing is written for git. */
  readonly noScm: boolean;
  /** The git work tree around it, if there is one. */
  readonly gitRoot: string | undefined;
};

/**
 * The nearest folder with a `.dvc`, from a project's root upwards, since DVC would take that one too; never above the
 * git work tree. Undefined where there is none.
 */
export function findRepository(projectRoot: string): Repository | undefined {
  const gitRoot = findUp(projectRoot, ".git");
  for (let folder = projectRoot; ; folder = dirname(folder)) {
    if (statOf(join(folder, ".dvc"))?.isDirectory() === true)
      return readRepository(folder, gitRoot);
    if (folder === gitRoot || dirname(folder) === folder) return undefined;
  }
}

function readRepository(root: string, gitRoot: string | undefined): Repository {
  const dvc = join(root, ".dvc");
  const settings = readDvcSettings([
    textOrNone(join(dvc, "config")),
    textOrNone(join(dvc, "config.local")),
  ]);
  return {
    root,
    cache: cacheIn(resolve(dvc, settings.cacheFolder ?? "cache")),
    scratch: join(dvc, "tmp", "fettle"),
    noScm: settings.noScm,
    gitRoot,
  };
}

/** The nearest folder upwards that holds `name`. */
export function findUp(from: string, name: string): string | undefined {
  for (let folder = from; ; folder = dirname(folder)) {
    if (existsSync(join(folder, name))) return folder;
    if (dirname(folder) === folder) return undefined;
  }
}

/** A file's text; empty where there is no such file. */
export function textOrNone(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (errnoOf(error) === "ENOENT") return "";
    throw toFettleError(error, "read", path);
  }
}
