import type { Reader } from "#ground/database";
import { isFettleError } from "#ground/errors";
import { sealBlock, unpackBlock } from "#ground/points";
import type { ServerContext } from "#ground/server";
import { every } from "#ground/slice";
import {
  type Metric,
  putSealed,
  selectBlockHeads,
  selectBlocks,
  selectUnsealed,
} from "./store/blocks.ts";
import { selectMetricName } from "./store/key-number.ts";
import { selectMetrics } from "./store/old-points.ts";

/** First when the start is long over, then once a day. */
const FIRST_MS = 60_000;
const EVERY_MS = 24 * 3_600_000;
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
  for await (const metric of metricsOf(database.aside))
    for (;;) {
      const blocks = await selectUnsealed(database.aside, metric);
      if (blocks.length === 0) break;
      await pause();
      await database.write(async (tx) => {
        for (const block of blocks) await putSealed(tx, block, sealBlock(block.data) ?? block.data);
      });
      sealed += blocks.length;
    }
  return sealed;
}

async function* metricsOf(db: Reader): AsyncGenerator<Metric> {
  let after: Metric | undefined = { run: -1, key: -1 };
  while (after !== undefined) {
    const metrics: Metric[] = await selectMetrics(db, after);
    yield* metrics;
    after = metrics.at(-1);
  }
}

/** What is damaged of the points of all metrics, in words. */
export async function* damagedPoints(db: Reader): AsyncGenerator<string> {
  for await (const metric of metricsOf(db))
    try {
      await selectBlockHeads(db, metric);
      for (const { data } of await selectBlocks(db, metric)) unpackBlock(data);
    } catch (error) {
      if (!isFettleError(error)) throw error;
      const { run, name } = (await selectMetricName(db, metric)) ?? {
        run: metric.run,
        name: metric.key,
      };
      yield `run ${run}, metric ${name}: ${error.message}`;
    }
}
