import { SUMMED } from "./sums.ts";

/** Bytes of one: what has a sum of its own. */
export const BATCH = SUMMED;
/** More than these are left to the collector. */
const KEPT = 8;
/** After so long without use they are too. */
const KEPT_MS = 5000;

const kept: Buffer[] = [];
let timer: NodeJS.Timeout | undefined;

/**
 * A buffer to fill, as it was left. Each part of an upload needs some for an instant: made anew, they have V8 mark its
 * whole heap over and over, since it counts what lies outside of it.
 */
export function borrowBatch(): Buffer {
  return kept.pop() ?? Buffer.allocUnsafeSlow(BATCH);
}

/** Gives buffers back that nothing writes to or reads any more. */
export function returnBatches(batches: readonly Buffer[]): void {
  kept.push(...batches.slice(0, Math.max(0, KEPT - kept.length)));
  timer ??= setTimeout(() => kept.splice(0), KEPT_MS).unref();
  timer.refresh();
}
