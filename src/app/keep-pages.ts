import { every } from "#ground/slice";

/** First when the start is long over. */
const FIRST_MS = 60_000;
const EVERY_MS = 3_600_000;
/** Between two looks at all pages. */
const DAY_MS = 24 * 3_600_000;
/** Between two slices of 256 KiB, so that whoever works has the disk. */
const PAUSE_MS = 20;

/** Once a day looks at all pages of the database, a few at a time, and gives those that have none their sums. */
export const keepPages = every(EVERY_MS, "verifying pages", async (context, signal) => {
  const { clock, database, log } = context;
  await clock.sleep(FIRST_MS, signal);
  if (Math.abs(clock.now() - database.pages.verifiedAt) < DAY_MS) return;
  const found = await database.pages.verify(async () => {
    await clock.sleep(PAUSE_MS, signal).catch(() => undefined);
    return !signal.aborted;
  });
  if (found === undefined || found.damaged.length === 0) return;
  const { damagedPages } = await import("./check-store.ts");
  for (const line of await damagedPages(context, found.damaged))
    log.error(`${line}; fettle server check tells all, and a backup brings it back`);
});
