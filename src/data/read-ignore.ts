import { dirname, join } from "node:path";
import { compileIgnore, type IgnoreFile, type IgnoreMatch } from "./dvc/index.ts";
import { textOrNone } from "./find-repository.ts";
import { isBelow, posixPath } from "./find-tracked.ts";

/** What the .dvcignore files from the root down to a data path's folder say. */
export type IgnoreRules = {
  /** The line that leaves the path itself out, or a folder above it. */
  readonly match: IgnoreMatch | undefined;
  /** Whether a path inside it is left out. */
  ignored(relpath: string, folder: boolean): boolean;
};

/** Reads the rules for a path. A .dvcignore inside the data is not read: DVC refuses one there. */
export function readIgnore(root: string, path: string, folder: boolean): IgnoreRules {
  const folders: string[] = [];
  for (let at = dirname(path); isBelow(root, at); at = dirname(at)) folders.unshift(at);
  const files: IgnoreFile[] = [root, ...folders].map((at) => ({
    folder: posixPath(root, at),
    text: textOrNone(join(at, ".dvcignore")),
  }));
  const rules = compileIgnore(files);
  const inside = posixPath(root, path);
  const steps = inside.split("/").map((_, i, all) => all.slice(0, i + 1).join("/"));
  const match = steps
    .map((step) => rules(step, folder || step !== inside))
    .find((one) => one !== undefined);
  return {
    match,
    ignored: (relpath, isFolder) => rules(`${inside}/${relpath}`, isFolder) !== undefined,
  };
}
