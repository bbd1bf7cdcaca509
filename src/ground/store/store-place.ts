import { existsSync, lstatSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import { gitCommonFolder } from "./git-folder.ts";
import { storeAt } from "./store-files.ts";

/** Which kind of place a store lies in, as seen from its project, and what would take the records away with it. */
export type StorePlace =
  /** In git's folder: `git clean` spares it, and worktrees share it. It goes with `git`. */
  | { readonly kind: "git"; readonly git: string }
  /** In the project's own folder, `cleaned` where git takes that for litter: `git clean -fdx` would delete it. */
  | { readonly kind: "beside"; readonly cleaned: boolean }
  /** Where the project's link leads. */
  | { readonly kind: "linked"; readonly link: string }
  /** In a place that a setting, a variable or a flag names. */
  | { readonly kind: "elsewhere" };

export function storePlace(root: string, store: string): StorePlace {
  const common = gitCommonFolder(root);
  if (common !== undefined && isSame(store, join(common, "fettle")))
    return { kind: "git", git: common };
  const own = storeAt(root);
  const found = lstatSync(own, { throwIfNoEntry: false });
  if (found?.isSymbolicLink() === true)
    return isSame(store, own) ? { kind: "linked", link: own } : { kind: "elsewhere" };
  if (!isSame(store, own)) return { kind: "elsewhere" };
  return { kind: "beside", cleaned: common !== undefined };
}

/** Whether two paths are one place; what is to be made yet is so by the folder that it will lie in. */
function isSame(one: string, other: string): boolean {
  return real(one) === real(other);
}

function real(path: string): string {
  if (existsSync(path)) return realpathSync(path);
  return dirname(path) === path
    ? path
    : join(real(dirname(path)), path.slice(dirname(path).length));
}
