import { basename, join } from "node:path";
import type { Output, Progress } from "#ground/cli";
import { fail } from "#ground/errors";
import { writeFileWhole } from "#ground/files";
import { type Keeper, openKeeper, openScratch, takeObject } from "./cache/index.ts";
import { checkTargets, type Target } from "./check-targets.ts";
import { editDvcFile, emitDvcFile, type Version } from "./dvc/index.ts";
import { ERRORS, quoted } from "./errors.ts";
import { findRepository, type Repository } from "./find-repository.ts";
import { posixPath } from "./find-tracked.ts";
import { hideFromGit } from "./hide-from-git.ts";
import { initDvc } from "./init-dvc.ts";
import { withLock } from "./lock-data.ts";
import type { DataVersion } from "./model.ts";
import { createPulse, findTree, type HashedTree, hashTree, type Tree } from "./tree/index.ts";

/** What became of one path. Paths are relative to the project's root. */
export type Added = DataVersion & {
  readonly outcome: "new" | "changed" | "unchanged";
  /** Files for `git add`; empty without git. */
  readonly forGit: readonly string[];
};

export type AddOptions = {
  /** The project's root; absolute. */
  readonly root: string;
  /** Absolute. */
  readonly paths: readonly string[];
  readonly output: Pick<Output, "progress" | "warn">;
  readonly signal?: AbortSignal;
};

/**
 * Gives files and folders a data version: their content goes into the cache, a .dvc file beside each names it, and
 * .gitignore keeps the data itself out of git. All paths are checked first. For each, the content comes first and the
 * .dvc file last, so that a process killed in between leaves nothing that names what is not there.
 */
export async function add(options: AddOptions): Promise<Added[]> {
  const { root, output } = options;
  const repository = openRepository(root);
  warnAboutGit(repository, output);
  return withLock(repository, async () => {
    const targets = await checkTargets(options.paths, root, repository);
    const added: Added[] = [];
    for (const target of targets) added.push(await addTarget(target, repository, options));
    return added;
  });
}

function openRepository(root: string): Repository {
  const found = findRepository(root);
  if (found !== undefined) return found;
  initDvc(root);
  return findRepository(root) as Repository;
}

function warnAboutGit(repository: Repository, output: AddOptions["output"]): void {
  if (repository.noScm && repository.gitRoot !== undefined)
    output.warn(
      "no_scm in .dvc/config keeps .gitignore as it is, though there is a git repository now; " +
        "fettle init takes it out, or delete the line yourself",
    );
  if (repository.gitRoot === undefined)
    output.warn("no git repository here: .dvc files name the versions, but no history keeps them");
}

async function addTarget(
  target: Target,
  repository: Repository,
  options: AddOptions,
): Promise<Added> {
  const { root, output, signal } = options;
  const tree = await findTree(target.path, {
    pulse: createPulse(signal),
    ignored: target.ignored,
    onFile: (relpath) => checkInside(target, relpath),
  });
  if (tree.linkedFolders.length > 0)
    output.warn(
      `${target.name}: left out links to folders, as DVC does: ${tree.linkedFolders.slice(0, 5).join(", ")}`,
    );
  const progress = output.progress(`adding ${target.name}, MiB`, tree.size / MIB);
  const keeper = openKeeperFor(tree, repository, progress, signal);
  try {
    const hashed = await keepTree(tree, target, keeper, progress, signal);
    await keeper.settle();
    return await writeDown(target, tree, hashed, { repository, root });
  } finally {
    progress.end();
    keeper.discard();
  }
}

const MIB = 1 << 20;

function openKeeperFor(
  tree: Tree,
  repository: Repository,
  progress: Progress,
  signal: AbortSignal | undefined,
): Keeper {
  const pulse = createPulse(signal, (bytes) => progress.advance(bytes / MIB));
  return openKeeper(repository.cache, tree.files.length, pulse);
}

/** Refuses what DVC would refuse inside a folder. */
function checkInside(target: Target, relpath: string): void {
  const name = basename(relpath);
  const path = `${target.name}/${relpath}`;
  if (name === ".dvcignore")
    throw fail(ERRORS, "DATA_IGNORED", {
      path,
      file: path,
      pattern: "it would change what counts",
    });
  if (name.endsWith(".dvc") && name !== ".dvc")
    throw fail(ERRORS, "DATA_OVERLAP", {
      path: target.name,
      other: path.slice(0, -".dvc".length),
      fix: `rm ${quoted(path)}, then fettle data add ${quoted(target.name)}: one version for the whole folder`,
    });
}

async function keepTree(
  tree: Tree,
  target: Target,
  keeper: Keeper,
  progress: Progress,
  signal: AbortSignal | undefined,
): Promise<HashedTree> {
  const before = target.before?.out;
  const hashed = await hashTree(tree, createPulse(signal), (path, file) => {
    progress.note(file.relpath);
    const likelyKept = before !== undefined && (tree.folder || before.size === file.size);
    return keeper.keepFile(path, { size: file.size, likelyKept });
  });
  if (hashed.list !== undefined) await keeper.keepBytes(hashed.list, ".dir");
  return hashed;
}

/** The last steps, each whole in itself: .gitignore (taken back if the next fails), the .dvc file, links made files. */
async function writeDown(
  target: Target,
  tree: Tree,
  hashed: HashedTree,
  where: { readonly repository: Repository; readonly root: string },
): Promise<Added> {
  const { repository, root } = where;
  const file = `${target.path}.dvc`;
  const version: Version = {
    path: target.before?.out.path ?? basename(target.path),
    md5: hashed.md5,
    size: hashed.size,
    files: hashed.files,
    executable: hashed.executable,
  };
  const outcome = outcomeOf(target, version);
  const hidden = hideFromGit(target, repository);
  try {
    if (outcome !== "unchanged") writeFileWhole(file, textFor(target, version));
  } catch (error) {
    hidden?.takeBack();
    throw error;
  }
  await replaceLinks(tree, hashed, repository);
  const forGit =
    repository.gitRoot === undefined || repository.noScm
      ? []
      : [file, ...(hidden === undefined ? [] : [hidden.file])].map((one) => posixPath(root, one));
  return {
    path: target.name,
    md5: hashed.md5,
    size: hashed.size,
    ...(hashed.files === undefined ? {} : { files: hashed.files }),
    tracked: true,
    outcome,
    forGit: outcome === "unchanged" && hidden === undefined ? [] : forGit,
  };
}

function textFor(target: Target, version: Version): string {
  const { before } = target;
  return before === undefined
    ? emitDvcFile(version)
    : editDvcFile(before.text, before.index, version);
}

function outcomeOf(target: Target, version: Version): Added["outcome"] {
  const before = target.before?.out;
  if (before === undefined) return "new";
  const same =
    before.md5 === version.md5 &&
    before.size === version.size &&
    before.files === version.files &&
    before.executable === version.executable &&
    before.modern;
  return same ? "unchanged" : "changed";
}

/** As DVC does: what was a link is a file of its own from now on. */
async function replaceLinks(tree: Tree, hashed: HashedTree, repository: Repository): Promise<void> {
  const links = tree.files.filter((file) => file.link);
  if (links.length === 0) return;
  const scratch = openScratch(join(repository.scratch, "links"));
  try {
    for (const link of links) {
      const to = link.relpath === "" ? tree.path : join(tree.path, link.relpath);
      const md5 = hashed.found.get(link.relpath)?.md5 ?? "";
      const object = { md5, executable: link.executable };
      await takeObject(repository.cache, object, to, { scratch, pulse: createPulse() });
    }
  } finally {
    scratch.discard();
  }
}
