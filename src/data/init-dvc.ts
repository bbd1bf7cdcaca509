import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { writeFileWhole } from "#ground/files";
import { setUpFiles } from "./dvc/index.ts";
import { findRepository, findUp, textOrNone } from "./find-repository.ts";

/**
 * Makes a folder a DVC repository, with the files that `dvc init` makes. `noScm` (by default where no git repository is
 * around) keeps DVC from looking for git; made again once there is git, that is taken back. What else is there is left as
 * it is; says whether anything was made.
 * Makes nothing where the folder lies in a DVC repository already.
 */
export function initDvc(root: string, options: { readonly noScm?: boolean } = {}): boolean {
  const around = findRepository(root);
  if (around !== undefined && around.root !== root) return false;
  const noScm = options.noScm ?? findUp(root, ".git") === undefined;
  const isNew = !existsSync(join(root, ".dvc"));
  let made = false;
  try {
    for (const [path, content] of setUpFiles(noScm)) {
      if (existsSync(join(root, path)) && !isOurOld(root, path, noScm)) continue;
      writeFileWhole(join(root, path), content);
      made ||= !path.startsWith(".dvc/tmp");
    }
    return made;
  } catch (error) {
    // Half of it would be taken for a repository, whose cache git does not ignore.
    if (isNew) rmSync(join(root, ".dvc"), { recursive: true, force: true });
    throw error;
  }
}

/** The config that was written while there was no git, as it was written: with git it would keep data in the way. */
function isOurOld(root: string, path: string, noScm: boolean): boolean {
  if (path !== ".dvc/config" || noScm) return false;
  const old = setUpFiles(true).find(([name]) => name === path)?.[1];
  return textOrNone(join(root, path)) === old;
}
