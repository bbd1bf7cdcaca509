import { fstatSync, readSync } from "node:fs";
import { crc32 } from "node:zlib";

/** What the first page of a database says of it (sqlite.org/fileformat2.html). */
export type DatabaseHeader = {
  readonly pageSize: number;
  /** One more after each transaction that was written without a log. */
  readonly counter: number;
  /** Where it differs from the counter, one of the two is not as it was written, or SQLite before 3.7 wrote. */
  readonly counterAgain: number;
  /** The number that Fettle gives the database when it closes it. */
  readonly stamp: number;
  /** Pages that the database has. */
  readonly pages: number;
};

const HEADER = 100;
const MAGIC = "SQLite format 3\0";

/** `undefined` where the file is empty or does not begin as a database does. */
export function readDatabaseHeader(fd: number): DatabaseHeader | undefined {
  const bytes = Buffer.alloc(HEADER);
  if (readSync(fd, bytes, 0, HEADER, 0) < HEADER) return undefined;
  if (bytes.toString("latin1", 0, MAGIC.length) !== MAGIC) return undefined;
  const size = bytes.readUInt16BE(16);
  const pageSize = size === 1 ? 65_536 : size;
  if (pageSize < 512 || (pageSize & (pageSize - 1)) !== 0) return undefined;
  return {
    pageSize,
    pages: bytes.readUInt32BE(28),
    counter: bytes.readUInt32BE(24),
    counterAgain: bytes.readUInt32BE(92),
    stamp: bytes.readUInt32BE(60),
  };
}

/** Pages that the file has, a torn last one included. */
export function pagesIn(fd: number, pageSize: number): number {
  return Math.ceil(fstatSync(fd).size / pageSize);
}

/** The sum of a page, which is never 0: that stands for none. */
export function sumOf(page: Uint8Array): number {
  return crc32(page) || 1;
}

/** What is kept for a page that is known to be damaged: no page has it that has the other sum. */
export function wrongSum(sum: number): number {
  return ~sum >>> 0 || 1;
}

let one = Buffer.alloc(0);

/** The sum of one page; 0 where the file lacks it. */
export function sumPage(fd: number, pageSize: number, page: number): number {
  if (one.length !== pageSize) one = Buffer.alloc(pageSize);
  const got = readSync(fd, one, 0, pageSize, (page - 1) * pageSize);
  return got === 0 ? 0 : sumOf(one.subarray(0, got));
}

/** The sums of pages that follow one another, from this one on; 0 for those that the file lacks. */
export function sumPages(fd: number, pageSize: number, first: number, count: number): Uint32Array {
  const bytes = Buffer.allocUnsafe(count * pageSize);
  const got = readSync(fd, bytes, 0, bytes.length, (first - 1) * pageSize);
  return Uint32Array.from({ length: count }, (_, i) =>
    i * pageSize < got ? sumOf(bytes.subarray(i * pageSize, Math.min(got, (i + 1) * pageSize))) : 0,
  );
}
