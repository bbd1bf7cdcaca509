import { existsSync } from "node:fs";
import { join } from "node:path";
import { writeFileWhole } from "#ground/files";
import { setUpFiles } from "./dvc/index.ts";
import { findRepository, findUp } from "./find-repository.ts";

/**
 * Makes a folder a DVC repository, with the files that `dvc init` makes. `noScm` (by default where no git repository is
 * around) keeps DVC from looking for git. What is there is left as it is; says whether anything was made.
 * Makes nothing where the folder lies in a DVC repository already.
 */
export function initDvc(root: string, options: { readonly noScm?: boolean } = {}): boolean {
  const around = findRepository(root);
  if (around !== undefined && around.root !== root) return false;
  const noScm = options.noScm ?? findUp(root, ".git") === undefined;
  let made = false;
  for (const [path, content] of setUpFiles(noScm)) {
    if (existsSync(join(root, path))) continue;
    writeFileWhole(join(root, path), content);
    made ||= !path.startsWith(".dvc/tmp");
  }
  return made;
}
