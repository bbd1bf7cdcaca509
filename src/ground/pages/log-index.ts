import { readSync } from "node:fs";
import { type Salts, summed } from "./log-file.ts";

/** What the processes that use a database tell each other of its log (sqlite.org/walformat.html). */
export type LogIndex = {
  readonly salts: Salts;
  /** Frames that were committed: each of them was on the disk before it was counted. */
  readonly frames: number;
  /** Of these, those that were moved into the database. */
  readonly moved: number;
};

const BYTES = 136;
/** In words: where it says how many frames there are, their salts, its second copy, and how many were moved. */
const [FRAMES, SALTS, SUMS, COPY, MOVED] = [4, 8, 10, 12, 24];

/** `undefined` where it was not made yet, or somebody is writing it. */
export function readLogIndex(fd: number): LogIndex | undefined {
  const bytes = Buffer.from(new ArrayBuffer(BYTES));
  if (readSync(fd, bytes, 0, BYTES, 0) < BYTES) return undefined;
  if (bytes.compare(bytes, COPY * 4, 2 * COPY * 4, 0, COPY * 4) !== 0) return undefined;
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset, BYTES / 4);
  const [first, second] = summed([0, 0], new Int32Array(bytes.buffer, bytes.byteOffset, SUMS));
  if (words[SUMS] !== first || words[SUMS + 1] !== second) return undefined;
  return {
    // Copied from the log, whose order of bytes is the same on all machines.
    salts: [bytes.readUInt32BE(SALTS * 4), bytes.readUInt32BE(SALTS * 4 + 4)],
    frames: words[FRAMES] as number,
    moved: words[MOVED] as number,
  };
}
