import type { Reader } from "#ground/database";
import { type BlockHead, type Metric, selectBlockData } from "../store/blocks.ts";
import { type Unpacked, unpackBlock } from "./block-codec.ts";

/** The points of a block; `undefined` where a fold has parted it since its head was read. */
export async function readBlock(
  db: Reader,
  metric: Metric,
  head: BlockHead,
): Promise<Unpacked | undefined> {
  const data = await selectBlockData(db, metric, head.first);
  if (data === undefined) return undefined;
  const block = unpackBlock(data);
  return block.steps.length < head.points ? undefined : block;
}

/** Reads again while `read` gives `undefined`, since a fold came in between its statements. */
export async function steadily<T>(read: () => Promise<T | undefined>): Promise<T> {
  for (;;) {
    const found = await read();
    if (found !== undefined) return found;
  }
}

/** Whether the order by step is the order by time as well. */
export function isByTime(heads: readonly BlockHead[]): boolean {
  return heads.every(
    (head, i) => head.ordered && (i === 0 || (heads[i - 1] as BlockHead).toAt <= head.fromAt),
  );
}
