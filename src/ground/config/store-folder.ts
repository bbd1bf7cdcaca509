import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

/**
 * Where the store of a folder lies: `<git common dir>/fettle`, so that worktrees share it and `git clean` spares it;
 * without git, `.fettle` in the project's root.
 */
export function storeFolder(root: string): string {
  const common = gitCommonFolder(root);
  return common === undefined ? join(root, ".fettle") : join(common, "fettle");
}

/** Read from the files, as git lays them down, since starting git costs more than most commands take. */
function gitCommonFolder(root: string): string | undefined {
  for (let folder = root; ; folder = dirname(folder)) {
    const dotGit = join(folder, ".git");
    if (existsSync(join(dotGit, "HEAD"))) return dotGit;
    if (existsSync(dotGit)) return askGit(root);
    if (dirname(folder) === folder) return undefined;
  }
}

/** A worktree or a submodule, where `.git` is a file. */
function askGit(root: string): string | undefined {
  try {
    const { execFileSync } = process.getBuiltinModule("node:child_process");
    const text = execFileSync("git", ["rev-parse", "--git-common-dir"], {
      cwd: root,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
    return resolve(root, text.trim());
  } catch {
    return undefined;
  }
}
