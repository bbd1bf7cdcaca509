import { readSync } from "node:fs";
import { hasChecksum, type Salts } from "./log-file.ts";

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

const bytes = Buffer.from(new ArrayBuffer(BYTES));
const words = new Int32Array(bytes.buffer);

/** `undefined` where it was not made yet, or somebody is writing it. */
export function readLogIndex(fd: number): LogIndex | undefined {
  if (readSync(fd, bytes, 0, BYTES, 0) < BYTES) return undefined;
  if (bytes.compare(bytes, COPY * 4, 2 * COPY * 4, 0, COPY * 4) !== 0) return undefined;
  if (!hasChecksum(words, SUMS)) return undefined;
  return {
    // Copied from the log, whose order of bytes is the same on all machines.
    salts: [bytes.readUInt32BE(SALTS * 4), bytes.readUInt32BE(SALTS * 4 + 4)],
    frames: (words[FRAMES] as number) >>> 0,
    moved: (words[MOVED] as number) >>> 0,
  };
}
