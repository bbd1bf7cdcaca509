import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

/**
 * The folder that the worktrees of a repository share (`git rev-parse --git-common-dir`); `undefined` outside of one. Read
 * from the files, as git lays them down (gitrepository-layout): starting git costs more than most commands take.
 */
export function gitCommonFolder(root: string): string | undefined {
  for (let folder = root; ; folder = dirname(folder)) {
    const dotGit = join(folder, ".git");
    if (existsSync(join(dotGit, "HEAD"))) return dotGit;
    if (existsSync(dotGit)) return linkedFolder(dotGit);
    if (dirname(folder) === folder) return undefined;
  }
}

/** A worktree or a submodule: `.git` is a file that names its folder, which may name the one it shares. */
function linkedFolder(dotGit: string): string | undefined {
  const named = firstLine(dotGit)?.match(/^gitdir: (.+)$/)?.[1];
  if (named === undefined) return undefined;
  const folder = resolve(dirname(dotGit), named);
  if (!existsSync(join(folder, "HEAD"))) return undefined;
  const shared = firstLine(join(folder, "commondir"));
  return shared === undefined ? folder : resolve(folder, shared);
}

function firstLine(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8").split("\n")[0];
  } catch {
    return undefined;
  }
}
