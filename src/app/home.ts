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

/** Fettle's version, from package.json. */
export function packageVersion(): string {
  const text = readFileSync(join(packageFolder(), "package.json"), "utf8");
  return (JSON.parse(text) as { version: string }).version;
}
