import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";

/** The whole hash of what a person calls a commit; undefined where there is none. */
export function resolveCommit(checkout: string, word: string): string | undefined {
  try {
    // "-" first would be an option of git's.
    return git(checkout, "rev-parse", "--verify", "--quiet", "--end-of-options", `${word}^{commit}`)
      .toString()
      .trim();
  } catch {
    return undefined;
  }
}

/** The commit's own build, made once and kept in .cache/against; gives its folder. */
export function checkOutBuild(checkout: string, hash: string): string {
  const folder = join(checkout, ".cache", "against", hash);
  if (!existsSync(folder)) checkOut(checkout, hash, folder);
  // The build is swapped in whole, so that what is there is all there.
  if (!existsSync(join(folder, "dist"))) {
    giveDependencies(checkout, folder);
    const build = join(folder, "scripts", "build.ts");
    execFileSync(process.execPath, [build], {
      cwd: folder,
      stdio: ["ignore", "ignore", "inherit"],
    });
  }
  return folder;
}

function checkOut(checkout: string, hash: string, folder: string): void {
  const part = `${folder}.part-${process.pid}`;
  try {
    mkdirSync(part, { recursive: true });
    const tar = git(checkout, "archive", "--format=tar", hash);
    execFileSync("tar", ["-x", "-C", part], { input: tar });
    renameSync(part, folder);
  } finally {
    rmSync(part, { recursive: true, force: true });
  }
}

/** Of the same versions there are those of this checkout. */
function giveDependencies(checkout: string, folder: string): void {
  const lockOf = (at: string): string => readFileSync(join(at, "package-lock.json"), "utf8");
  const dependencies = join(folder, "node_modules");
  if (existsSync(dependencies)) return;
  if (lockOf(checkout) === lockOf(folder))
    symlinkSync(join("..", "..", "..", "node_modules"), dependencies);
  else
    execFileSync("npm", ["ci", "--no-audit", "--no-fund"], {
      cwd: folder,
      stdio: ["ignore", "ignore", "inherit"],
    });
}

function git(checkout: string, ...words: readonly string[]): Buffer {
  return execFileSync("git", words, {
    cwd: checkout,
    stdio: ["ignore", "pipe", "ignore"],
    maxBuffer: 2 ** 30,
  });
}
