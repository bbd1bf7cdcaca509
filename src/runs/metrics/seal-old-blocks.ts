import { sealBlock } from "#ground/points";
import type { ServerContext } from "#ground/server";
import { every } from "#ground/slice";
import { putSealed, selectLastRun, selectUnsealed } from "./store/blocks.ts";

/** First when the start is long over, then once a day. */
const FIRST_MS = 60_000;
const EVERY_MS = 24 * 3_600_000;
/** Runs that one question looks through, and blocks that one write seals: a few ms each. */
const RUNS = 50;
const BLOCKS = 32;
/** Between two of them, so that whoever works has the disk. */
const PAUSE_MS = 20;

/** Gives the blocks that Fettle 0.1 wrote their seals, a few at a time. */
export const keepSealed = every(EVERY_MS, "sealing blocks", async (context, signal) => {
  await context.clock.sleep(FIRST_MS, signal);
  await sealOldBlocks(context, () => context.clock.sleep(PAUSE_MS, signal));
});

/** Seals all blocks that have no seal; `pause` is awaited between two steps, and ends it by throwing. How many they were. */
export async function sealOldBlocks(
  { database }: Pick<ServerContext, "database">,
  pause: () => Promise<unknown>,
): Promise<number> {
  let sealed = 0;
  const last = await selectLastRun(database);
  for (let from = 0; from <= last; from += RUNS)
    for (;;) {
      const blocks = await selectUnsealed(database.aside, [from, from + RUNS - 1], BLOCKS);
      await pause();
      if (blocks.length === 0) break;
      await database.write(async (tx) => {
        for (const block of blocks) await putSealed(tx, block, sealBlock(block.data) ?? block.data);
      });
      sealed += blocks.length;
    }
  return sealed;
}
