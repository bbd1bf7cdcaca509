import type { Reader } from "#ground/database";
import {
  type BlockHead,
  headOfPacked,
  isBlockOf,
  type Unpacked,
  unpackBlock,
} from "#ground/points";
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
  return blocks.every((block, i) => isBlockOf(block, heads[i] as Known)) ? blocks : undefined;
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
    (block, i) => block === undefined || isBlockOf(block, heads[i] as Known),
  );
  return isSound ? blocks : undefined;
}
