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
  /** That checksum, which the first frame's goes on from. */
  readonly sums: Sums;
};

/** The first is one more each time that the log begins anew, the second is drawn. */
export type Salts = readonly [number, number];
type Sums = readonly [number, number];

const HEADER = 32;
const FRAME_HEADER = 24;
/** What is read at once, and done in a turn of the event loop. */
const PIECE = 262_144;
const MAGIC = 0x377f0682;

/** `undefined` where the log is too short to hold anything. */
export function readLogHeader(fd: number): LogHeader | undefined {
  const bytes = new Uint8Array(HEADER);
  if (readSync(fd, bytes, 0, HEADER, 0) < HEADER) return undefined;
  const view = new DataView(bytes.buffer);
  // Only a log of a machine with the other order of bytes has another magic; nobody's is moved that way.
  const isOurs = view.getUint32(0) === MAGIC + (endianness() === "BE" ? 1 : 0);
  const sums: Sums = [view.getUint32(24), view.getUint32(28)];
  checksum.from(0, 0);
  checksum.add(new Int32Array(bytes.buffer), 0, 6);
  return {
    pageSize: view.getUint32(8),
    salts: [view.getUint32(16), view.getUint32(20)],
    isSound: isOurs && checksum.is(...sums),
    sums,
  };
}

/**
 * Tells the last frame of each page between two frames, both of them included: its page, whether its checksum follows from
 * the frame before it, and the page's sum, as `sumOf` gives it. Yields after each 256 KiB.
 */
export function* lastFrames(
  fd: number,
  header: LogHeader,
  { from, to }: { readonly from: number; readonly to: number },
  tell: (page: number, isSound: boolean, sum: number) => void,
): Generator<void> {
  const size = FRAME_HEADER + header.pageSize;
  const many = Math.max(1, Math.floor(PIECE / size));
  const bytes = new Uint8Array(Math.min(many, to - from + 1) * size);
  const view = new DataView(bytes.buffer);
  const words = new Int32Array(bytes.buffer);
  const seen = new Set<number>();
  // The other way round, since most frames are of pages that were written once more.
  for (let end = to; end >= from; end -= many) {
    const first = Math.max(from, end - many + 1);
    const got = readSync(fd, bytes, 0, (end - first + 1) * size, HEADER + (first - 1) * size);
    for (let at = Math.floor(got / size) * size - size; at >= 0; at -= size) {
      const page = view.getUint32(at);
      if (seen.has(page)) continue;
      seen.add(page);
      if (at > 0) checksum.from(view.getUint32(at - size + 16), view.getUint32(at - size + 20));
      else if (first > 1) checksum.from(...sumsOfFrame(fd, size, first - 1));
      else checksum.from(...header.sums);
      checksum.add(words, at / 4, 2);
      checksum.add(words, (at + FRAME_HEADER) / 4, header.pageSize / 4);
      const isSound = checksum.is(view.getUint32(at + 16), view.getUint32(at + 20));
      tell(page, isSound, sumOf(bytes.subarray(at + FRAME_HEADER, at + size)));
    }
    yield;
  }
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

/** SQLite's checksum of an even number of words, which goes on from another one. */
class Checksum {
  #first = 0;
  #second = 0;

  from(first: number, second: number): void {
    this.#first = first | 0;
    this.#second = second | 0;
  }

  add(words: Int32Array, from: number, count: number): void {
    let first = this.#first;
    let second = this.#second;
    for (let i = from; i < from + count; i += 2) {
      first = (first + (words[i] as number) + second) | 0;
      second = (second + (words[i + 1] as number) + first) | 0;
    }
    this.#first = first;
    this.#second = second;
  }

  is(first: number, second: number): boolean {
    return this.#first === (first | 0) && this.#second === (second | 0);
  }
}

const checksum = new Checksum();

/** Whether the two words after so many others are their checksum. */
export function hasChecksum(words: Int32Array, count: number): boolean {
  checksum.from(0, 0);
  checksum.add(words, 0, count);
  return checksum.is(words[count] as number, words[count + 1] as number);
}
