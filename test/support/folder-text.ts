import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** Writes a folder: its files by their paths. */
export function writeFolder(root: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    const file = join(root, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}

/** A folder as it lies there: the text of each file by its path, and nothing by the path of an empty folder. */
export function readFolder(root: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
    const at = join(entry.parentPath, entry.name);
    const path = at.slice(root.length + 1);
    if (entry.isFile()) found[path] = readFileSync(at, "utf8");
    else if (readdirSync(at).length === 0) found[`${path}/`] = "";
  }
  return found;
}
