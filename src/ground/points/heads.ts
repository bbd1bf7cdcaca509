import type { BlockHead } from "./block.ts";
import { damaged } from "./seal.ts";
import type { Unpacked } from "./unpacked.ts";

/** A block may have grown since its head was read, but not at its beginning. */
export function isBlockOf(block: Unpacked, head: Pick<BlockHead, "first" | "points">): boolean {
  return (
    block.steps.length >= head.points &&
    block.steps[0] === head.first.step &&
    block.times[0] === head.first.timestamp
  );
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
