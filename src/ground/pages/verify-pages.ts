import { type DatabaseHeader, pagesIn, sumPages } from "./database-file.ts";
import { PER_BLOCK, type SumsFile } from "./sums-file.ts";

/** What became of the pages of a database. */
export type PageReport = {
  /** Pages that were looked at. */
  readonly pages: number;
  /** Of these, those that had no sum until now. */
  readonly unknown: number;
  /** Numbers of those that are not as they were written, from 1. */
  readonly damaged: readonly number[];
};

/** What is read at once, between two turns of the event loop. */
const SLICE_BYTES = 262_144;

/** Pages that differ from their sums, some of which may be on their way from the log. */
export type Compared = { pages: number; unknown: number; readonly different: number[] };

/**
 * Compares pages with their sums, and gives those that have none theirs. `goOn` is awaited between two slices; where it
 * gives false the rest is left, and `undefined` comes. `isInLog` tells whether the log holds a page that differs: then it
 * counts as what it is there.
 */
export async function comparePages(
  { fd, sums }: { readonly fd: number; readonly sums: SumsFile },
  { pageSize, pages: told }: DatabaseHeader,
  isInLog: (page: number) => boolean,
  goOn: () => Promise<boolean>,
): Promise<Compared | undefined> {
  const many = Math.max(1, Math.floor(SLICE_BYTES / pageSize));
  // What the first page says of their number may be damaged, too.
  const all = Math.max(pagesIn(fd, pageSize), Math.min(told, sums.pages()));
  const found: Compared = { pages: all, unknown: 0, different: [] };
  for (let first = 1; first <= all; ) {
    const block = Math.floor((first - 1) / PER_BLOCK);
    const end = Math.min(all, (block + 1) * PER_BLOCK, first + many - 1);
    const kept = sums.sums(block);
    const read = sumPages(fd, pageSize, first, end - first + 1);
    let isNew = false;
    for (const [i, sum] of read.entries()) {
      const at = (first + i - 1) % PER_BLOCK;
      if (kept[at] === sum) continue;
      if (kept[at] !== 0) {
        if (!isInLog(first + i)) found.different.push(first + i);
        continue;
      }
      found.unknown += 1;
      kept[at] = sum;
      isNew = true;
    }
    if (isNew) sums.putSums(block, kept);
    first = end + 1;
    if (!(await goOn())) return undefined;
  }
  return found;
}
