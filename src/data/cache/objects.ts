import { chmodSync, mkdirSync, readFileSync, renameSync, type Stats, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { errnoOf, toFettleError } from "#ground/errors";
import { hashFile, type Pulse } from "../tree/index.ts";

/** DVC's cache of contents: `<folder>/<2 hex digits>/<30>[.dir]`, each file mode 0444. */
export type Cache = {
  /** The folder `files/md5`; absolute. */
  readonly folder: string;
  /** Fettle's own room beside it, which `dvc gc` leaves alone. */
  readonly own: string;
};

export const OBJECT_MODE = 0o444;

/** The cache below a folder such as `.dvc/cache`. */
export function cacheIn(folder: string): Cache {
  return { folder: join(folder, "files", "md5"), own: join(folder, "files", "fettle") };
}

/** Where the object of a hash lies. */
export function objectPath(cache: Cache, md5: string): string {
  return join(cache.folder, md5.slice(0, 2), md5.slice(2));
}

/** What one look at an object tells: `unsure` where its bytes have to be hashed. */
export function glance(
  cache: Cache,
  md5: string,
  size: number | undefined,
): "held" | "absent" | "unsure" {
  const stat = statOf(objectPath(cache, md5));
  if (stat === undefined) return "absent";
  if (size !== undefined && stat.size !== size) {
    setAside(cache, md5);
    return "absent";
  }
  return (stat.mode & 0o777) === OBJECT_MODE ? "held" : "unsure";
}

/**
 * Whether the cache holds an object, by DVC's rule: mode 0444 is believed, any other is hashed again. A wrong one is
 * set aside, so that the right one can take its place. A size that is known and differs is proof enough.
 */
export async function holds(
  cache: Cache,
  md5: string,
  size: number | undefined,
  pulse: Pulse,
): Promise<boolean> {
  const seen = glance(cache, md5, size);
  if (seen !== "unsure") return seen === "held";
  const path = objectPath(cache, md5);
  if (`${(await hashFile(path, pulse)).md5}${md5.slice(32)}` !== md5) {
    setAside(cache, md5);
    return false;
  }
  try {
    chmodSync(path, OBJECT_MODE);
  } catch {
    // Somebody else's object in a shared cache: right, if not protected.
  }
  return true;
}

/** Moves a damaged object out of the way. It is kept: nothing that may be somebody's only copy is deleted. */
export function setAside(cache: Cache, md5: string): void {
  const to = join(cache.own, "damaged", md5);
  try {
    mkdirSync(dirname(to), { recursive: true });
    renameSync(objectPath(cache, md5), to);
  } catch (error) {
    if (errnoOf(error) !== "ENOENT") throw toFettleError(error, "move", objectPath(cache, md5));
  }
}

/** The bytes of an object; undefined where the cache has none. */
export function readObject(cache: Cache, md5: string): Buffer | undefined {
  const path = objectPath(cache, md5);
  try {
    return readFileSync(path);
  } catch (error) {
    if (errnoOf(error) === "ENOENT") return undefined;
    throw toFettleError(error, "read", path);
  }
}

export function statOf(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch (error) {
    if (errnoOf(error) === "ENOENT" || errnoOf(error) === "ENOTDIR") return undefined;
    throw toFettleError(error, "read", path);
  }
}
