import type { Reader } from "#ground/database";
import { type BlockHead, damaged, headOfPacked, type Unpacked, unpackBlock } from "#ground/points";
import { type Metric, selectBlockData } from "./store/blocks.ts";

/** What is known of a block whose points are wanted. */
type Known = Pick<BlockHead, "first" | "points">;

/**
 * The points of blocks that follow one another; `undefined` where a fold has parted or added one since their heads were
 * read. One statement for all of them: a statement a block costs more than the unpacking.
 */
export async function readBlocks(
  db: Reader,
  metric: Metric,
  heads: readonly Known[],
): Promise<Unpacked[] | undefined> {
  const data = await readPacked(db, metric, heads);
  if (data === undefined) return undefined;
  const blocks = data.map(unpackBlock);
  return blocks.every((block, i) => isOf(block, heads[i] as Known)) ? blocks : undefined;
}

/** A block may have grown since its head was read, but not at its beginning. */
function isOf(block: Unpacked, head: Known): boolean {
  return (
    block.steps.length >= head.points &&
    block.steps[0] === head.first.step &&
    block.times[0] === head.first.timestamp
  );
}

async function readPacked(
  db: Reader,
  metric: Metric,
  heads: readonly Known[],
): Promise<Uint8Array[] | undefined> {
  const [head] = heads;
  if (head === undefined) return [];
  const data = await selectBlockData(db, metric, { first: head.first, count: heads.length });
  return data.length < heads.length ? undefined : data;
}

/** So many blocks that nobody wants are read along, since a statement costs more than their bytes. */
const BRIDGED = 8;

/**
 * Blocks as they are kept, of those heads that are wanted; neighbours are read together. The others are `undefined`,
 * and all of it where a fold has parted or added a block since the heads were read.
 */
export async function readWantedPacked<K extends Known>(
  db: Reader,
  metric: Metric,
  heads: readonly K[],
  isWanted: (head: K, i: number) => boolean,
): Promise<(Uint8Array | undefined)[] | undefined> {
  const found: (Uint8Array | undefined)[] = new Array(heads.length);
  const wanted = heads.flatMap((head, i) => (isWanted(head, i) ? [i] : []));
  for (let at = 0; at < wanted.length; ) {
    const from = wanted[at] as number;
    let end = at + 1;
    while (end < wanted.length && (wanted[end] as number) - (wanted[end - 1] as number) <= BRIDGED)
      end += 1;
    const data = await readPacked(db, metric, heads.slice(from, (wanted[end - 1] as number) + 1));
    if (data === undefined) return undefined;
    for (const i of wanted.slice(at, end)) found[i] = data[i - from];
    at = end;
  }
  const isSound = wanted.every((i) => {
    const { count, step } = headOfPacked(found[i] as Uint8Array);
    const head = heads[i] as Known;
    return count >= head.points && step === head.first.step;
  });
  return isSound ? found : undefined;
}

/** As `readWantedPacked`, unpacked. */
export async function readWanted<K extends Known>(
  db: Reader,
  metric: Metric,
  heads: readonly K[],
  isWanted: (head: K) => boolean,
): Promise<(Unpacked | undefined)[] | undefined> {
  const found = await readWantedPacked(db, metric, heads, isWanted);
  const blocks = found?.map((data) => (data === undefined ? undefined : unpackBlock(data)));
  const isSound = blocks?.every(
    (block, i) => block === undefined || isOf(block, heads[i] as Known),
  );
  return isSound ? blocks : undefined;
}

/** Folds come a few times a second; so often in a row none comes in between. */
const TRIES = 1000;

/**
 * Reads again while `read` gives `undefined`, since a fold came in between its statements. POINTS_DAMAGED where it goes on
 * like that: then what the table says of a block and the block itself differ.
 */
export async function steadily<T>(read: () => Promise<T | undefined>): Promise<T> {
  for (let tried = 0; tried < TRIES; tried += 1) {
    const found = await read();
    if (found !== undefined) return found;
  }
  throw damaged("a block of a metric", "the table says other points of it");
}

/** Whether the order by step is the order by time as well. */
export function isByTime(heads: readonly BlockHead[]): boolean {
  return heads.every(
    (head, i) => head.ordered && (i === 0 || (heads[i - 1] as BlockHead).toAt <= head.fromAt),
  );
}
