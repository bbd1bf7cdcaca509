import { existsSync, lstatSync, readlinkSync, realpathSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { gitCommonFolder } from "./git-folder.ts";
import { holdsRecords, storeAt } from "./store-files.ts";

/** Where the records of a project are. */
export type FoundStore = {
  /** The store's folder; absolute. It may have to be made. */
  readonly folder: string;
  /** Where it belongs, now that the project is a git repository; it is still where it was before. */
  readonly belongs?: string;
  /** Records lie there, too, and nobody can choose: the folder is not to be used. */
  readonly twin?: string;
  /** Where the link `.fettle` leads, and nothing is any more; a new store would begin in `folder`. */
  readonly gone?: string;
};

/**
 * The store of a project's folder that names none: `<git common dir>/fettle`, so that worktrees share it and `git clean`
 * spares it; without git, `.fettle` in the folder. A store that is there already wins over the place where a new one would
 * be made.
 */
export function findStore(root: string): FoundStore {
  const inside = storeAt(root);
  const common = gitCommonFolder(root);
  const linked = linkedStore(inside, common);
  const gone = lostStore(inside);
  if (common === undefined) return { folder: linked ?? inside, ...gone };
  const belongs = join(common, "fettle");
  if (lstatSync(inside, { throwIfNoEntry: false })?.isDirectory() && holdsRecords(inside)) {
    return { folder: inside, ...(holdsRecords(belongs) ? { twin: belongs } : { belongs }) };
  }
  if (holdsRecords(belongs)) return { folder: belongs };
  return { folder: linked ?? belongs, ...gone };
}

/** A link that leads nowhere: the repository that held the store was deleted, or lies elsewhere now. */
function lostStore(link: string): Pick<FoundStore, "gone"> {
  const isLink = lstatSync(link, { throwIfNoEntry: false })?.isSymbolicLink() === true;
  return isLink && !existsSync(link) ? { gone: resolve(dirname(link), readlinkSync(link)) } : {};
}

/**
 * The store that a person's own link `.fettle` leads to. A link into another repository's git folder is one that Fettle
 * made where this folder was copied from: those records are not of this project.
 */
function linkedStore(link: string, common: string | undefined): string | undefined {
  if (!lstatSync(link, { throwIfNoEntry: false })?.isSymbolicLink()) return undefined;
  let store: string;
  try {
    store = realpathSync(link);
  } catch {
    return undefined;
  }
  const isGits = basename(store) === "fettle" && existsSync(join(dirname(store), "HEAD"));
  if (isGits && (common === undefined || realpathSync(common) !== dirname(store))) return undefined;
  return holdsRecords(store) ? store : undefined;
}
