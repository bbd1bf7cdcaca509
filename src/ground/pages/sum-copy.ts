import { setImmediate as nextTurn } from "node:timers/promises";
import { readDatabaseHeader } from "./database-file.ts";
import { withFileOpen } from "./open-file.ts";
import { SumsFile, sumsFileOf } from "./sums-file.ts";
import { comparePages } from "./verify-pages.ts";

/** Sums all pages of a database that was just written and closed, which nobody has open, and waits until they are on the disk. */
export async function sumCopy(path: string): Promise<void> {
  const sums = new SumsFile(sumsFileOf(path));
  try {
    sums.empty();
    await withFileOpen(path, async (fd) => {
      const header = readDatabaseHeader(fd);
      if (header === undefined) return;
      const goOn = () => nextTurn(true);
      await comparePages({ fd, sums }, header, () => false, goOn);
      const { pageSize, counter, stamp } = header;
      const left = { pageSize, counter, stamp, closed: true, moved: false };
      sums.leave({ ...left, salts: undefined, frames: 0, verifiedAt: Date.now() });
    });
    await sums.sync();
  } finally {
    sums.close();
  }
}
