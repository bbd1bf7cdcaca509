import { join } from "node:path";
import { fail } from "#ground/errors";
import { readObject, statOf } from "./cache/index.ts";
import { linkStat } from "./check-targets.ts";
import { parseDirectory } from "./dvc/index.ts";
import { ERRORS } from "./errors.ts";
import type { Repository } from "./find-repository.ts";
import type { Tracked } from "./find-tracked.ts";
import { isFolderHash } from "./model.ts";
import { readIgnore } from "./read-ignore.ts";
import {
  findTree,
  type HashedFile,
  hashBytes,
  hashFile,
  hashTree,
  type Pulse,
} from "./tree/index.ts";

/** What a .dvc file says beside what is there. Paths are inside the folder; a single file is the empty path. */
export type Comparison = {
  /** What stands at the path; `other` is a folder where a file is recorded, or the other way round. */
  readonly shape: "absent" | "same-kind" | "other";
  /** The md5 of every file recorded; undefined where the cache lacks the folder's list. */
  readonly recorded: ReadonlyMap<string, string> | undefined;
  readonly found: ReadonlyMap<string, HashedFile>;
  /** There, but not recorded. */
  readonly extra: readonly string[];
  readonly modified: readonly string[];
  /** Recorded, but not there. */
  readonly gone: readonly string[];
  /** The content is exactly the version recorded. */
  readonly same: boolean;
};

/** Hashes what is there and compares it with what the .dvc file records. */
export async function compare(
  tracked: Tracked,
  repository: Repository,
  pulse: Pulse,
): Promise<Comparison> {
  const md5 = tracked.out.md5 as string;
  const { found, kind, foundMd5 } = await readFound(tracked, repository, pulse);
  const shape =
    kind === undefined
      ? "absent"
      : (kind === "folder") === isFolderHash(md5)
        ? "same-kind"
        : "other";
  const recorded = readRecorded(repository, md5);
  const names = (test: (name: string) => boolean, of: Iterable<string>): string[] =>
    [...of].filter(test);
  const base = recorded ?? new Map<string, string>();
  return {
    shape,
    recorded,
    found,
    extra: names((name) => !base.has(name), found.keys()),
    modified: names(
      (name) => found.has(name) && found.get(name)?.md5 !== base.get(name),
      base.keys(),
    ),
    gone: names((name) => !found.has(name), base.keys()),
    same: foundMd5 === md5,
  };
}

type Found = {
  found: ReadonlyMap<string, HashedFile>;
  kind: "file" | "folder" | undefined;
  foundMd5: string | undefined;
};

async function readFound(tracked: Tracked, repository: Repository, pulse: Pulse): Promise<Found> {
  const link = linkStat(tracked.path);
  // A link that leads nowhere is no content.
  if (link === undefined || statOf(tracked.path) === undefined)
    return { found: new Map(), kind: undefined, foundMd5: undefined };
  const { ignored } = readIgnore(repository.root, tracked.path, link.isDirectory());
  const tree = await findTree(tracked.path, { pulse, ignored });
  const hashed = await hashTree(tree, pulse, (file) => hashFile(file, pulse));
  return {
    found: hashed.found,
    kind: tree.folder ? "folder" : "file",
    foundMd5: hashed.md5,
  };
}

/** The files of a version; undefined where the cache lacks a folder's list, or has other bytes under its name. */
export function readRecorded(
  repository: Repository,
  md5: string,
): ReadonlyMap<string, string> | undefined {
  if (!isFolderHash(md5)) return new Map([["", md5]]);
  const bytes = readObject(repository.cache, md5);
  if (bytes === undefined || `${hashBytes(bytes)}.dir` !== md5) return undefined;
  const entries = parseDirectory(bytes);
  return entries && new Map(entries.map((entry) => [entry.relpath, entry.md5]));
}

/** The path of a file of an output; absolute. */
export function pathOf(tracked: Tracked, relpath: string): string {
  return relpath === "" ? tracked.path : join(tracked.path, relpath);
}

/** Refuses what DVC 2 wrote: text was hashed otherwise, and lies elsewhere in the cache. */
export function refuseLegacy(tracked: Tracked, name: string): void {
  if (!tracked.out.modern) throw fail(ERRORS, "DATA_LEGACY", { path: name, file: `${name}.dvc` });
}
