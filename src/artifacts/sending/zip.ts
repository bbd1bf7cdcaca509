import { crc32 } from "node:zlib";

/** A file to be put into an archive. */
export type ZipFile = {
  /** Relative, with `/`. */
  readonly name: string;
  readonly size: number;
  readonly modifiedAt: Date;
  body(): AsyncIterable<Uint8Array>;
};

type Written = { name: Buffer; size: bigint; crc: number; at: bigint; stamp: number };

/** UTF-8 names; sizes and checksum follow the content, so that no file is read twice. */
const FLAGS = 0x0808;
const VERSION = 45;
/** A plain file, rw-r--r--. */
const MODE = 0o100644 * 0x10000;
const MAX_32 = 0xffffffff;
const MAX_16 = 0xffff;

/**
 * A zip archive as it is made (PKWARE's APPNOTE 6.3, stored without compression, zip64 throughout): a folder is sent
 * while it is read, however large. Stored, since models and images hardly shrink and a disk is read faster than squeezed.
 */
export async function* zip(files: AsyncIterable<ZipFile>): AsyncGenerator<Uint8Array> {
  const written: Written[] = [];
  let at = 0n;
  for await (const file of files) {
    const entry = { name: Buffer.from(file.name), at, stamp: stampOf(file.modifiedAt) };
    const head = localHeader(entry.name, entry.stamp);
    yield head;
    let crc = 0;
    let size = 0n;
    for await (const chunk of file.body()) {
      crc = crc32(chunk, crc);
      size += BigInt(chunk.length);
      yield chunk;
    }
    const tail = descriptor(crc, size);
    yield tail;
    at += BigInt(head.length + tail.length) + size;
    written.push({ ...entry, crc, size });
  }
  const begin = at;
  for (const entry of written) {
    const record = centralRecord(entry);
    at += BigInt(record.length);
    yield record;
  }
  yield end(written.length, begin, at - begin);
}

function localHeader(name: Buffer, stamp: number): Buffer {
  const head = Buffer.alloc(30 + name.length + 20);
  head.writeUInt32LE(0x04034b50, 0);
  head.writeUInt16LE(VERSION, 4);
  head.writeUInt16LE(FLAGS, 6);
  head.writeUInt32LE(stamp, 10);
  head.writeUInt32LE(MAX_32, 18);
  head.writeUInt32LE(MAX_32, 22);
  head.writeUInt16LE(name.length, 26);
  head.writeUInt16LE(20, 28);
  name.copy(head, 30);
  // The zip64 field says by being here that the sizes behind the content have 8 bytes.
  head.writeUInt16LE(1, 30 + name.length);
  head.writeUInt16LE(16, 32 + name.length);
  return head;
}

function descriptor(crc: number, size: bigint): Buffer {
  const tail = Buffer.alloc(24);
  tail.writeUInt32LE(0x08074b50, 0);
  tail.writeUInt32LE(crc, 4);
  tail.writeBigUInt64LE(size, 8);
  tail.writeBigUInt64LE(size, 16);
  return tail;
}

function centralRecord({ name, size, crc, at, stamp }: Written): Buffer {
  const record = Buffer.alloc(46 + name.length + 28);
  record.writeUInt32LE(0x02014b50, 0);
  // Made on Unix, so that the mode counts.
  record.writeUInt16LE(0x0300 | VERSION, 4);
  record.writeUInt16LE(VERSION, 6);
  record.writeUInt16LE(FLAGS, 8);
  record.writeUInt32LE(stamp, 12);
  record.writeUInt32LE(crc, 16);
  record.writeUInt32LE(MAX_32, 20);
  record.writeUInt32LE(MAX_32, 24);
  record.writeUInt16LE(name.length, 28);
  record.writeUInt16LE(28, 30);
  record.writeUInt32LE(MODE, 38);
  record.writeUInt32LE(MAX_32, 42);
  name.copy(record, 46);
  const extra = 46 + name.length;
  record.writeUInt16LE(1, extra);
  record.writeUInt16LE(24, extra + 2);
  record.writeBigUInt64LE(size, extra + 4);
  record.writeBigUInt64LE(size, extra + 12);
  record.writeBigUInt64LE(at, extra + 20);
  return record;
}

/** The zip64 record, its locator, and the old record that points at them. */
function end(count: number, begin: bigint, size: bigint): Buffer {
  const tail = Buffer.alloc(56 + 20 + 22);
  tail.writeUInt32LE(0x06064b50, 0);
  tail.writeBigUInt64LE(44n, 4);
  tail.writeUInt16LE(0x0300 | VERSION, 12);
  tail.writeUInt16LE(VERSION, 14);
  tail.writeBigUInt64LE(BigInt(count), 24);
  tail.writeBigUInt64LE(BigInt(count), 32);
  tail.writeBigUInt64LE(size, 40);
  tail.writeBigUInt64LE(begin, 48);
  tail.writeUInt32LE(0x07064b50, 56);
  tail.writeBigUInt64LE(begin + size, 64);
  tail.writeUInt32LE(1, 72);
  tail.writeUInt32LE(0x06054b50, 76);
  tail.writeUInt16LE(MAX_16, 84);
  tail.writeUInt16LE(MAX_16, 86);
  tail.writeUInt32LE(MAX_32, 88);
  tail.writeUInt32LE(MAX_32, 92);
  return tail;
}

/** MS-DOS time and date, in UTC: two seconds exact, from 1980 to 2107. */
function stampOf(date: Date): number {
  const year = Math.min(Math.max(date.getUTCFullYear(), 1980), 2107) - 1980;
  const day = (year << 9) | ((date.getUTCMonth() + 1) << 5) | date.getUTCDate();
  const time =
    (date.getUTCHours() << 11) | (date.getUTCMinutes() << 5) | (date.getUTCSeconds() >> 1);
  return ((day << 16) | time) >>> 0;
}
