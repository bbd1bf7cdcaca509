import { type Dirent, lstatSync } from "node:fs";
import { opendir } from "node:fs/promises";
import { setImmediate } from "node:timers/promises";
import { errnoOf } from "#ground/errors";
import { holdFolder } from "#ground/files";
import { isReserved } from "./inside.ts";
import { OWN_FOLDER, type PageAsked, type StoreEntry, type StorePage } from "./object-store.ts";

/** Entries that the system is asked for at once. */
const BATCH = 1024;
/** Sizes that are looked up before other requests have their turn, about 2 ms. */
const TURN = 500;
const ABSENT = new Set(["ENOENT", "ENOTDIR", "ELOOP", "ENAMETOOLONG"]);
type Found = { readonly name: string; readonly folder: boolean };

/**
 * A page of a folder, sorted by name (by code units). Every page reads all names, but keeps and sorts only about two
 * pages of them, and looks up sizes for one: a page of 100,000 files costs about a tenth of a second, in many short turns.
 */
export async function listFolder(root: string, path: string, page: PageAsked): Promise<StorePage> {
  try {
    const folder = holdFolder(root, path === "" ? [] : path.split("/"));
    if (folder === undefined) return { entries: [], next: undefined };
    try {
      const found = await opendir(folder.path, { bufferSize: BATCH });
      // A thing may have a folder of this name among its files; that of the store itself is nobody's.
      const names = await smallest(found, page, path === "");
      const limit = page.limit ?? names.length;
      const entries: StoreEntry[] = [];
      for (const { name, folder: isFolder } of names.slice(0, limit)) {
        if (entries.length % TURN === TURN - 1) await setImmediate();
        const info = isFolder ? undefined : lstatSync(folder.at(name), { throwIfNoEntry: false });
        // One that was taken away meanwhile is not there.
        if (isFolder) entries.push({ name, folder: true, size: 0 });
        else if (info?.isFile() === true) entries.push({ name, folder: false, size: info.size });
      }
      return { entries, next: names.length > limit ? names[limit - 1]?.name : undefined };
    } finally {
      folder.close();
    }
  } catch (error) {
    if (ABSENT.has(errnoOf(error) ?? "")) return { entries: [], next: undefined };
    throw error;
  }
}

/** The names after `after` that come first, at least one more than the limit where there are so many; sorted. */
async function smallest(
  entries: AsyncIterable<Dirent>,
  { after, limit }: PageAsked,
  atRoot: boolean,
): Promise<Found[]> {
  const most = limit === undefined ? Number.POSITIVE_INFINITY : limit + 1;
  let kept: Found[] = [];
  let bound: string | undefined;
  for await (const entry of entries) {
    const { name } = entry;
    if (after !== undefined && name <= after) continue;
    if (bound !== undefined && name > bound) continue;
    if (isReserved(name) || (atRoot && name.startsWith(OWN_FOLDER))) continue;
    const folder = entry.isDirectory();
    if (!folder && !entry.isFile()) continue;
    kept.push({ name, folder });
    if (kept.length < 2 * most) continue;
    kept = kept.sort(byName).slice(0, most);
    bound = kept.at(-1)?.name;
  }
  return (await sorted(kept)).slice(0, most);
}

function byName(a: Found, b: Found): number {
  return a.name < b.name ? -1 : 1;
}

/** Sorts many in pieces, with a turn for other requests between them. */
async function sorted(found: Found[]): Promise<Found[]> {
  if (found.length <= 4 * BATCH) return found.sort(byName);
  const half = found.length >> 1;
  const left = await sorted(found.slice(0, half));
  const right = await sorted(found.slice(half));
  await setImmediate();
  const merged: Found[] = [];
  for (let l = 0, r = 0; l < left.length || r < right.length; ) {
    const [a, b] = [left[l], right[r]];
    if (b === undefined || (a !== undefined && byName(a, b) < 0)) {
      merged.push(a as Found);
      l += 1;
    } else {
      merged.push(b);
      r += 1;
    }
  }
  return merged;
}
