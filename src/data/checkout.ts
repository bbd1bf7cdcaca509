import { mkdirSync, rmdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Output } from "#ground/cli";
import { errnoOf, fail } from "#ground/errors";
import { holds, moveFile, openScratch, type Scratch, statOf, takeObject } from "./cache/index.ts";
import { linkStat } from "./check-targets.ts";
import { type Comparison, compare, pathOf, refuseLegacy } from "./compare.ts";
import { ERRORS } from "./errors.ts";
import { findRepository, type Repository } from "./find-repository.ts";
import {
  findTracked,
  isBelow,
  listTracked,
  posixPath,
  readTracked,
  type Tracked,
} from "./find-tracked.ts";
import { withLock } from "./lock-data.ts";
import { isFolderHash } from "./model.ts";
import { createPulse, type Pulse } from "./tree/index.ts";

/** What became of one output. Paths are relative to the project's root; a folder's files inside it. */
export type CheckedOut = {
  readonly path: string;
  /** `A` made, `M` changed, `D` only taken away from; undefined where nothing changed. */
  readonly change: "A" | "M" | "D" | undefined;
  readonly added: readonly string[];
  readonly modified: readonly string[];
  readonly deleted: readonly string[];
  /** Left as they are, since their content is nowhere else. */
  readonly kept: readonly string[];
  /** Not restored: the cache lacks them, or held other bytes under their name. */
  readonly missing: readonly string[];
  /** With `force`: where the content that was nowhere else lies now. */
  readonly movedTo: string | undefined;
};

export type CheckoutOptions = {
  /** The project's root; absolute. */
  readonly root: string;
  /** Absolute; data or .dvc files. All of the project if empty. */
  readonly paths: readonly string[];
  readonly force: boolean;
  readonly output: Pick<Output, "progress">;
  readonly signal?: AbortSignal;
};

/**
 * Makes files and folders what their .dvc files say, from the cache. Content that is not in the cache is neither
 * overwritten nor deleted unless `force`, and even then it is moved away, not lost. What can be restored is, whatever
 * else is missing.
 */
export async function checkout(options: CheckoutOptions): Promise<CheckedOut[]> {
  const repository = findRepository(options.root);
  if (repository === undefined) {
    const [first] = options.paths;
    if (first === undefined) return [];
    throw fail(ERRORS, "DATA_UNTRACKED", { path: posixPath(options.root, first) });
  }
  return withLock(repository, async () => {
    const all = await selectTracked(options, repository);
    const scratch = openScratch(join(repository.scratch, "checkout"));
    try {
      const done: CheckedOut[] = [];
      for (const tracked of all)
        done.push(await checkoutOne(tracked, repository, scratch, options));
      return done;
    } finally {
      scratch.discard();
    }
  });
}

async function selectTracked(options: CheckoutOptions, repository: Repository): Promise<Tracked[]> {
  const { root, paths } = options;
  const found = paths.length === 0 ? await listTracked(root, repository) : [];
  for (const path of paths) found.push(...(await trackedAt(path, root, repository)));
  // A partial import names no content yet, and what git keeps is not DVC's to restore.
  return found.filter((one) => one.out.md5 !== undefined && one.out.cached);
}

/** The output at a path, those of a .dvc file, or all below a folder. */
export async function trackedAt(
  path: string,
  root: string,
  repository: Repository,
): Promise<Tracked[]> {
  if (path.endsWith(".dvc") && statOf(path)?.isFile() === true)
    return readTracked(path, repository.root);
  const own = findTracked(path, repository.root);
  if (own !== undefined) return [own];
  const inside = path === root || isBelow(root, path);
  const below =
    inside && statOf(path)?.isDirectory() === true ? await listTracked(path, repository) : [];
  if (below.length > 0) return below;
  throw fail(ERRORS, "DATA_UNTRACKED", { path: posixPath(root, path) });
}

type Work = {
  readonly tracked: Tracked;
  readonly state: Comparison;
  readonly repository: Repository;
  readonly scratch: Scratch;
  readonly pulse: Pulse;
  readonly force: boolean;
  /** Where content goes that would be lost. */
  readonly aside: string;
  moved: boolean;
  readonly kept: string[];
  readonly missing: string[];
};

async function checkoutOne(
  tracked: Tracked,
  repository: Repository,
  scratch: Scratch,
  options: CheckoutOptions,
): Promise<CheckedOut> {
  const name = posixPath(options.root, tracked.path);
  refuseLegacy(tracked, name);
  const pulse = createPulse(options.signal);
  const state = await compare(tracked, repository, pulse);
  const aside = join(
    repository.scratch,
    "replaced",
    `${Date.now()}`,
    posixPath(repository.root, tracked.path),
  );
  const { force } = options;
  const work: Work = {
    tracked,
    state,
    repository,
    scratch,
    pulse,
    force,
    aside,
    moved: false,
    kept: [],
    missing: [],
  };
  const none = { added: [], modified: [], deleted: [] };
  const changes = state.same ? none : await change(work, options.output, name);
  const { kept, missing } = work;
  return {
    path: name,
    change: letterOf(state, changes),
    ...changes,
    kept,
    missing,
    movedTo: work.moved ? posixPath(options.root, aside) : undefined,
  };
}

type Changes = { added: string[]; modified: string[]; deleted: string[] };

function letterOf(state: Comparison, changes: Changes): CheckedOut["change"] {
  const { added, modified, deleted } = changes;
  if (state.shape === "absent")
    return added.length > 0 || state.recorded?.size === 0 ? "A" : undefined;
  if (added.length + modified.length > 0) return "M";
  if (deleted.length > 0) return "D";
  return undefined;
}

async function change(
  work: Work,
  output: CheckoutOptions["output"],
  name: string,
): Promise<Changes> {
  const { state, tracked } = work;
  const changes: Changes = { added: [], modified: [], deleted: [] };
  if (state.recorded === undefined) {
    work.missing.push("");
    return changes;
  }
  if (state.shape === "other" && !(await clearOther(work))) return changes;
  if (isFolderHash(tracked.out.md5 as string)) mkdirSync(tracked.path, { recursive: true });
  if (state.shape === "same-kind")
    for (const relpath of state.extra)
      if (await remove(work, relpath)) changes.deleted.push(relpath);
  const wanted =
    state.shape === "other" ? [...state.recorded.keys()] : [...state.modified, ...state.gone];
  const progress = output.progress(`checking out ${name}, files`, wanted.length);
  try {
    for (const relpath of wanted) {
      const there = state.shape === "same-kind" && state.found.has(relpath);
      if (await restore(work, relpath, there))
        (there ? changes.modified : changes.added).push(relpath);
      progress.advance();
      if (work.pulse.due()) await work.pulse.rest();
    }
  } finally {
    progress.end();
  }
  return changes;
}

/** Something of the other kind stands there: a folder for a file, or a file for a folder. */
async function clearOther(work: Work): Promise<boolean> {
  const { tracked } = work;
  const file = isFolderHash(tracked.out.md5 as string);
  // A folder may hold more than was hashed: what .dvcignore leaves out, links. It is never simply deleted.
  if (file && (await mayGo(work, ""))) rmSync(tracked.path);
  else if (work.force) moveAside(work, "");
  else {
    work.kept.push("");
    return false;
  }
  return true;
}

/** Whether a file may go: the cache has its content, and nobody has written to it since it was hashed. */
async function mayGo(work: Work, relpath: string): Promise<boolean> {
  const found = work.state.found.get(relpath);
  if (found === undefined) return false;
  if (!(await holds(work.repository.cache, found.md5, found.size, work.pulse))) return false;
  const stat = statOf(pathOf(work.tracked, relpath));
  return stat?.size === found.size && stat.mtimeMs === found.mtimeMs;
}

/** Takes a file away that the version does not have. */
async function remove(work: Work, relpath: string): Promise<boolean> {
  const path = pathOf(work.tracked, relpath);
  if (await mayGo(work, relpath)) rmSync(path);
  else if (work.force) moveAside(work, relpath);
  else {
    work.kept.push(relpath);
    return false;
  }
  removeEmpty(dirname(path), work.tracked.path);
  return true;
}

/** Folders that became empty have no place in a version. */
function removeEmpty(folder: string, top: string): void {
  for (let at = folder; isBelow(top, at); at = dirname(at))
    try {
      rmdirSync(at);
    } catch (error) {
      if (errnoOf(error) !== "ENOENT") return;
    }
}

async function restore(work: Work, relpath: string, there: boolean): Promise<boolean> {
  const { tracked, state, repository, scratch, pulse } = work;
  const md5 = state.recorded?.get(relpath) as string;
  const path = pathOf(tracked, relpath);
  if (!there) removeEmpty(path, tracked.path);
  const losing = there ? !(await mayGo(work, relpath)) : linkStat(path) !== undefined;
  if (!isWayOpen(work, path) || (losing && !work.force)) {
    work.kept.push(relpath);
    return false;
  }
  if (!(await holds(repository.cache, md5, undefined, pulse))) {
    work.missing.push(relpath);
    return false;
  }
  if (losing) moveAside(work, relpath);
  const executable = tracked.out.executable;
  const taken = await takeObject(repository.cache, { md5, executable }, path, { scratch, pulse });
  if (taken !== "taken") work.missing.push(relpath);
  return taken === "taken";
}

/**
 * Whether every folder on the way is a real one or not there yet: through a link a file would be written, or moved
 * away, in another place.
 */
function isWayOpen(work: Work, path: string): boolean {
  const { root } = work.repository;
  for (let at = dirname(path); isBelow(root, at); at = dirname(at))
    if (linkStat(at)?.isDirectory() === false) return false;
  return true;
}

/** Moves content that is nowhere else to where DVC and git leave it alone. */
function moveAside(work: Work, relpath: string): void {
  const to = relpath === "" ? work.aside : join(work.aside, relpath);
  mkdirSync(dirname(to), { recursive: true });
  moveFile(pathOf(work.tracked, relpath), to);
  work.moved = true;
}
