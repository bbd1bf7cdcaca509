import { lstatSync, type Stats } from "node:fs";
import { basename, dirname, relative } from "node:path";
import { errnoOf, fail, toFettleError } from "#ground/errors";
import { git } from "#ground/git";
import { statOf } from "./cache/index.ts";
import { ERRORS, quoted } from "./errors.ts";
import type { Repository } from "./find-repository.ts";
import { findAround, findTracked, isBelow, posixPath, type Tracked } from "./find-tracked.ts";
import { readIgnore } from "./read-ignore.ts";

/** A path that may be added. */
export type Target = {
  /** Absolute. */
  readonly path: string;
  /** Relative to the project's root, separated by `/`. */
  readonly name: string;
  readonly folder: boolean;
  /** The version it has so far. */
  readonly before: Tracked | undefined;
  /** What .dvcignore leaves out of it. */
  ignored(relpath: string, folder: boolean): boolean;
  /** Git ignores it already. */
  inGitIgnore: boolean;
};

/** Checks all paths before any is added; the first that does not fit is refused, and nothing has changed. */
export async function checkTargets(
  paths: readonly string[],
  projectRoot: string,
  repository: Repository,
): Promise<Target[]> {
  const targets = [...new Set(paths)].map((path) => checkTarget(path, projectRoot, repository));
  for (const outer of targets)
    for (const inner of targets)
      if (isBelow(outer.path, inner.path))
        throw fail(ERRORS, "DATA_OVERLAP", {
          path: inner.name,
          other: outer.name,
          fix: `fettle data add ${quoted(outer.name)}`,
        });
  if (repository.gitRoot !== undefined && !repository.noScm) await askGit(targets, projectRoot);
  return targets;
}

function checkTarget(path: string, projectRoot: string, repository: Repository): Target {
  const name = posixPath(projectRoot, path);
  if (!isBelow(projectRoot, path))
    throw fail(ERRORS, "DATA_OUTSIDE", { path: name === "" ? "." : name, root: projectRoot });
  checkName(path, name);
  checkFolders(path, projectRoot);
  const folder = kindOf(path, name) === "folder";
  const rules = readIgnore(repository.root, path, folder);
  if (rules.match !== undefined) throw fail(ERRORS, "DATA_IGNORED", { path: name, ...rules.match });
  const around = findAround(path, repository.root);
  if (around !== undefined) {
    const other = posixPath(projectRoot, around.path);
    throw fail(ERRORS, "DATA_OVERLAP", {
      path: name,
      other,
      fix: `fettle data add ${quoted(other)}`,
    });
  }
  const before = findTracked(path, repository.root);
  if (before?.imported === true)
    throw fail(ERRORS, "DATA_IMPORTED", { path: name, file: `${name}.dvc` });
  if (before === undefined && statOf(`${path}.dvc`) !== undefined)
    throw fail(ERRORS, "DATA_FILE_INVALID", {
      file: `${name}.dvc`,
      line: undefined,
      problem: `it does not name ${basename(path)}`,
    });
  return { path, name, folder, before, ignored: rules.ignored, inGitIgnore: false };
}

const RESERVED = new Set([".gitignore", ".dvcignore", "dvc.yaml", "dvc.lock"]);

function checkName(path: string, name: string): void {
  const own = basename(path);
  const refuse = (problem: string): Error => fail(ERRORS, "DATA_NAME", { path: name, problem });
  if (own.endsWith(".dvc")) throw refuse("a .dvc file describes data; it is none itself");
  if (RESERVED.has(own)) throw refuse(`${own} is read by git or DVC`);
  const inner = name.split("/").find((part) => part === ".git" || part === ".dvc");
  if (inner !== undefined) throw refuse(`it lies in ${inner}`);
}

/** DVC refuses data behind a link to a folder: git would not see its .dvc file. */
function checkFolders(path: string, projectRoot: string): void {
  for (let at = dirname(path); isBelow(projectRoot, at); at = dirname(at))
    if (linkStat(at)?.isSymbolicLink() === true)
      throw fail(ERRORS, "DATA_KIND", {
        path: relative(projectRoot, path),
        kind: `behind ${relative(projectRoot, at)}, a link to a folder`,
      });
}

function kindOf(path: string, name: string): "file" | "folder" {
  const link = linkStat(path);
  if (link === undefined)
    throw fail(ERRORS, "DATA_MISSING", {
      path: name,
      tracked: statOf(`${path}.dvc`) !== undefined,
    });
  if (link.isDirectory()) return "folder";
  if (link.isSymbolicLink() && statOf(path)?.isDirectory() === true)
    throw fail(ERRORS, "DATA_KIND", { path: name, kind: "a link to a folder" });
  return "file";
}

export function linkStat(path: string): Stats | undefined {
  try {
    return lstatSync(path);
  } catch (error) {
    if (errnoOf(error) === "ENOENT" || errnoOf(error) === "ENOTDIR") return undefined;
    throw toFettleError(error, "read", path);
  }
}

/** So many paths go into one command line. */
const BATCH = 200;

/** Refuses what git tracks, and notes what it ignores already. Without the git program, says nothing. */
async function askGit(targets: readonly Target[], projectRoot: string): Promise<void> {
  for (let at = 0; at < targets.length; at += BATCH) {
    const some = targets.slice(at, at + BATCH);
    const names = some.map((target) => target.name);
    const [tracked, ignored] = await Promise.all([
      git(projectRoot, ["--literal-pathspecs", "ls-files", "-z", "--", ...names]),
      git(projectRoot, ["-c", "core.quotePath=false", "check-ignore", "--", ...names]),
    ]);
    const files = tracked.ok ? tracked.stdout.split("\0") : [];
    for (const target of some) {
      const file = files.find((one) => one === target.name || isBelow(target.name, one));
      if (file !== undefined) throw fail(ERRORS, "DATA_IN_GIT", { path: target.name, file });
    }
    const left = new Set(ignored.ok ? ignored.stdout.split("\n").map(unquoted) : []);
    for (const one of some) one.inGitIgnore = left.has(one.name);
  }
}

const ESCAPES = new Map(Object.entries({ a: 7, b: 8, t: 9, n: 10, v: 11, f: 12, r: 13 }));

/** A name as git prints it, which puts some letters into quotes; `check-ignore -z` is for standard input alone. */
function unquoted(line: string): string {
  if (!line.startsWith('"')) return line;
  return line.slice(1, -1).replace(/\\([0-7]{3}|.)/g, (_, sign: string) => {
    const code = ESCAPES.get(sign) ?? (sign.length === 3 ? Number.parseInt(sign, 8) : undefined);
    return code === undefined ? sign : String.fromCharCode(code);
  });
}
