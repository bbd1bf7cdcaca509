import { globSync } from "node:fs";
import { join, sep } from "node:path";
import { fail } from "#ground/errors";
import { ERRORS } from "../errors.ts";

/** The dialogue files of a project: paths relative to `root`, separated by `/`, in order. */
export function findFiles(root: string, patterns: string | readonly string[]): string[] {
  const wanted = typeof patterns === "string" ? [patterns] : [...patterns];
  const found = globSync(wanted, { cwd: root, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(root.length + 1)
        .split(sep)
        .join("/"),
    );
  if (found.length === 0) throw fail(ERRORS, "DIALOGUES_NONE", { files: wanted.join(", "), root });
  return [...new Set(found)].sort();
}
