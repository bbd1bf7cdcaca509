import type { Reader } from "#ground/database";
import { type BlockHead, type Metric, selectBlockData } from "../store/blocks.ts";
import { type Unpacked, unpackBlock } from "./block-codec.ts";

/**
 * The points of blocks that follow one another; `undefined` where a fold has parted or added one since their heads were
 * read. One statement for all of them: a statement a block costs more than the unpacking.
 */
export async function readBlocks(
  db: Reader,
  metric: Metric,
  heads: readonly BlockHead[],
): Promise<Unpacked[] | undefined> {
  const [head] = heads;
  if (head === undefined) return [];
  const data = await selectBlockData(db, metric, { first: head.first, count: heads.length });
  if (data.length < heads.length) return undefined;
  const blocks = data.map(unpackBlock);
  return blocks.every((block, i) => isOf(block, heads[i] as BlockHead)) ? blocks : undefined;
}

/** A block may have grown since its head was read, but not at its beginning. */
function isOf(block: Unpacked, head: BlockHead): boolean {
  return (
    block.steps.length >= head.points &&
    block.steps[0] === head.first.step &&
    block.times[0] === head.first.timestamp
  );
}

/** As `readBlocks`, of those heads that are wanted: neighbours are read together. The others are `undefined`. */
export async function readWanted(
  db: Reader,
  metric: Metric,
  heads: readonly BlockHead[],
  isWanted: (head: BlockHead) => boolean,
): Promise<(Unpacked | undefined)[] | undefined> {
  const found: (Unpacked | undefined)[] = [];
  while (found.length < heads.length) {
    const from = found.length;
    let to = from;
    while (to < heads.length && isWanted(heads[to] as BlockHead)) to += 1;
    const blocks = await readBlocks(db, metric, heads.slice(from, to));
    if (blocks === undefined) return undefined;
    found.push(...blocks);
    if (to < heads.length) found.push(undefined);
  }
  return found;
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
