import { fstatSync, readSync } from "node:fs";
import { endianness } from "node:os";
import { sumOf } from "./database-file.ts";

/** SQLite's write-ahead log, as a file (sqlite.org/fileformat2.html, "The WAL File Format"). */
export type LogHeader = {
  readonly pageSize: number;
  /** Two numbers that all frames of one generation of the log have. */
  readonly salts: Salts;
  /** Whether the header's own checksum is right. */
  readonly isSound: boolean;
  readonly sums: Sums;
};

/** The first is one more each time that the log begins anew, the second is drawn. */
export type Salts = readonly [number, number];
type Sums = readonly [number, number];

export type Frame = {
  readonly page: number;
  /** Whether its checksum follows from the frame before it. */
  readonly isSound: boolean;
  /** Of its page, as `sumOf` gives it. */
  readonly sum: number;
};

const HEADER = 32;
const FRAME_HEADER = 24;
/** What is read at once, and done in a turn of the event loop. */
const PIECE = 1_048_576;
const MAGIC = 0x377f0682;

/** `undefined` where the log is too short to hold anything. */
export function readLogHeader(fd: number): LogHeader | undefined {
  const bytes = new Uint8Array(HEADER);
  if (readSync(fd, bytes, 0, HEADER, 0) < HEADER) return undefined;
  const view = new DataView(bytes.buffer);
  const sums = summed([0, 0], new Int32Array(bytes.buffer, 0, 6));
  // Only a log of a machine with the other order of bytes has another magic; nobody's is moved that way.
  const isOurs = view.getUint32(0) === MAGIC + (endianness() === "BE" ? 1 : 0);
  return {
    pageSize: view.getUint32(8),
    salts: [view.getUint32(16), view.getUint32(20)],
    isSound: isOurs && view.getUint32(24) === sums[0] && view.getUint32(28) === sums[1],
    sums,
  };
}

/** The frames from one to another, both of them included, a MiB at once. Stops where the file ends. */
export function* framePieces(
  fd: number,
  header: LogHeader,
  { from, to }: { readonly from: number; readonly to: number },
): Generator<readonly Frame[]> {
  const size = FRAME_HEADER + header.pageSize;
  const many = Math.max(1, Math.floor(PIECE / size));
  const bytes = new Uint8Array(many * size);
  let before = from === 1 ? header.sums : sumsOfFrame(fd, size, from - 1);
  for (let first = from; first <= to; first += many) {
    const wanted = Math.min(many, to - first + 1) * size;
    const got = readSync(fd, bytes, 0, wanted, HEADER + (first - 1) * size);
    const frames: Frame[] = [];
    for (let at = 0; at + size <= got; at += size) {
      const { frame, sums } = frameAt(bytes, at, size, before);
      before = sums;
      frames.push(frame);
    }
    yield frames;
    if (got < wanted) return;
  }
}

function frameAt(
  bytes: Uint8Array<ArrayBuffer>,
  at: number,
  size: number,
  before: Sums,
): { readonly frame: Frame; readonly sums: Sums } {
  const view = new DataView(bytes.buffer, at);
  const sums: Sums = [view.getUint32(16), view.getUint32(20)];
  const page = at + FRAME_HEADER;
  const found = summed(
    summed(before, new Int32Array(bytes.buffer, at, 2)),
    new Int32Array(bytes.buffer, page, (size - FRAME_HEADER) / 4),
  );
  const isSound = found[0] === sums[0] && found[1] === sums[1];
  const sum = sumOf(bytes.subarray(page, at + size));
  return { frame: { page: view.getUint32(0), isSound, sum }, sums };
}

/**
 * The last commit of this generation in the file that another frame follows: it was on the disk before that was begun.
 * Sound or not, looked for from a frame on; 0 where there is none.
 */
export function lastFollowed(fd: number, { pageSize, salts }: LogHeader, from: number): number {
  const size = FRAME_HEADER + pageSize;
  const end = Math.floor((fstatSync(fd).size - HEADER) / size);
  const bytes = Buffer.alloc(16);
  let commit = 0;
  let followed = 0;
  for (let number = from; number <= end; number += 1) {
    readSync(fd, bytes, 0, 16, HEADER + (number - 1) * size);
    if (bytes.readUInt32BE(8) !== salts[0] || bytes.readUInt32BE(12) !== salts[1]) continue;
    followed = commit;
    if (bytes.readUInt32BE(4) !== 0) commit = number;
  }
  return followed;
}

/** The numbers of the pages of the first frames, without their bytes. */
export function pagesInLog(fd: number, { pageSize }: LogHeader, frames: number): Set<number> {
  const pages = new Set<number>();
  const bytes = Buffer.alloc(4);
  for (let i = 0; i < frames; i += 1)
    if (readSync(fd, bytes, 0, 4, HEADER + i * (FRAME_HEADER + pageSize)) === 4)
      pages.add(bytes.readUInt32BE(0));
  return pages;
}

/** As `pagesInLog`, of all frames in the file, those of earlier generations among them. */
export function pagesInWholeLog(fd: number): Set<number> {
  const header = readLogHeader(fd);
  if (header === undefined) return new Set();
  return pagesInLog(
    fd,
    header,
    Math.floor((fstatSync(fd).size - HEADER) / (FRAME_HEADER + header.pageSize)),
  );
}

function sumsOfFrame(fd: number, size: number, number: number): Sums {
  const bytes = Buffer.alloc(8);
  readSync(fd, bytes, 0, 8, HEADER + (number - 1) * size + 16);
  return [bytes.readUInt32BE(0), bytes.readUInt32BE(4)];
}

/** SQLite's checksum, going on from another one; an even number of words. */
export function summed([a, b]: Sums, words: Int32Array): Sums {
  let first = a | 0;
  let second = b | 0;
  for (let i = 0; i < words.length; i += 2) {
    first = (first + (words[i] as number) + second) | 0;
    second = (second + (words[i + 1] as number) + first) | 0;
  }
  return [first >>> 0, second >>> 0];
}
