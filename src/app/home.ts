import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** The folder of the package `fettle`, whether run from the source or from the bundle. */
export function packageFolder(): string {
  let folder = import.meta.dirname;
  while (!existsSync(join(folder, "bin", "fettle.js"))) {
    if (dirname(folder) === folder) throw new Error(`no package around ${import.meta.dirname}`);
    folder = dirname(folder);
  }
  return folder;
}

/** Keeps Node from opening its inspector on SIGUSR1, from its first moment on. */
export const NO_INSPECTOR = "--disable-sigusr1";

/** The words that start this very program, whether or not `fettle` is on the PATH; arguments follow. */
export function ownProgram(): [program: string, ...words: string[]] {
  return [process.execPath, NO_INSPECTOR, join(packageFolder(), "bin", "fettle.js")];
}

/** Fettle's version, from package.json. */
export function packageVersion(): string {
  const text = readFileSync(join(packageFolder(), "package.json"), "utf8");
  return (JSON.parse(text) as { version: string }).version;
}
