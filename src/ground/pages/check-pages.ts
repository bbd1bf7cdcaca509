import { closeSync } from "node:fs";
import { isAsLeft } from "./as-left.ts";
import { readDatabaseHeader } from "./database-file.ts";
import { pagesInWholeLog } from "./log-file.ts";
import { openIfThere, withFile } from "./open-file.ts";
import { SumsFile, sumsFileOf } from "./sums-file.ts";
import { comparePages } from "./verify-pages.ts";

/**
 * The pages of a database that are not as they were written, where nobody has it open: for one that SQLite can't open any
 * more. None where there are no sums, or another program wrote to it.
 */
export async function checkPages(path: string): Promise<readonly number[]> {
  const fd = openIfThere(path);
  if (fd === undefined) return [];
  const sums = new SumsFile(sumsFileOf(path));
  try {
    const left = sums.left();
    if (left === undefined || !isAsLeft(left, fd, path)) return [];
    const header = readDatabaseHeader(fd);
    if (header === undefined) return [1];
    const inLog = left.moved ? undefined : withFile(`${path}-wal`, pagesInWholeLog);
    const isInLog = (page: number): boolean => inLog?.has(page) ?? false;
    const found = await comparePages({ fd, sums }, header, isInLog, async () => true);
    return found?.different ?? [];
  } finally {
    sums.close();
    closeSync(fd);
  }
}
