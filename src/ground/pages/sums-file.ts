import {
  closeSync,
  constants,
  fdatasync,
  fstatSync,
  ftruncateSync,
  openSync,
  readSync,
  rmSync,
  writeSync,
} from "node:fs";
import { promisify } from "node:util";
import { crc32 } from "node:zlib";
import type { Salts } from "./log-file.ts";

/** How the database was left. What does not fit means that another program wrote to it. */
export type Left = {
  readonly pageSize: number;
  /** Closed: the log was emptied and taken away. Else a server has it open, or was killed. */
  readonly closed: boolean;
  readonly counter: number;
  readonly stamp: number;
  /** Of the log; `undefined` before its first frame. */
  readonly salts: Salts | undefined;
  /** Frames of the log of which the sums are here. */
  readonly frames: number;
  /** All frames were moved into the database, so that the log may begin anew. */
  readonly moved: boolean;
  /** When all pages were looked at, in ms since 1970. */
  readonly verifiedAt: number;
};

const BLOCK = 4096;
/** Sums in a block; its last four bytes are a sum of its own. */
export const PER_BLOCK = BLOCK / 4 - 1;
const MAGIC = Buffer.from("FettleS1");
const [CLOSED, MOVED] = [1, 2];
const sync = promisify(fdatasync);

/**
 * The sums of a database's pages, in a file of blocks that each carry a sum of their own: a flipped bit in them makes
 * sums unknown and condemns no page. 0 is the sum of a page that has none yet. Each call may throw what the disk says.
 */
export class SumsFile {
  readonly #path: string;
  #fd: number | undefined;

  constructor(path: string) {
    this.#path = path;
  }

  /** How the database was left; `undefined` where nobody knows, and then there are no sums. */
  left(): Left | undefined {
    const bytes = this.#block(0);
    if (bytes === undefined || !MAGIC.equals(bytes.subarray(0, MAGIC.length))) return undefined;
    const flags = bytes.readUInt32LE(12);
    const salts: Salts = [bytes.readUInt32LE(24), bytes.readUInt32LE(28)];
    return {
      pageSize: bytes.readUInt32LE(8),
      closed: (flags & CLOSED) !== 0,
      moved: (flags & MOVED) !== 0,
      counter: bytes.readUInt32LE(16),
      stamp: bytes.readUInt32LE(20),
      salts: salts[0] === 0 && salts[1] === 0 ? undefined : salts,
      frames: bytes.readUInt32LE(32),
      verifiedAt: bytes.readDoubleLE(40),
    };
  }

  leave(left: Left): void {
    const bytes = Buffer.alloc(BLOCK);
    MAGIC.copy(bytes);
    bytes.writeUInt32LE(left.pageSize, 8);
    bytes.writeUInt32LE((left.closed ? CLOSED : 0) + (left.moved ? MOVED : 0), 12);
    bytes.writeUInt32LE(left.counter, 16);
    bytes.writeUInt32LE(left.stamp, 20);
    bytes.writeUInt32LE(left.salts?.[0] ?? 0, 24);
    bytes.writeUInt32LE(left.salts?.[1] ?? 0, 28);
    bytes.writeUInt32LE(left.frames, 32);
    bytes.writeDoubleLE(left.verifiedAt, 40);
    this.#write(0, bytes);
  }

  /** Pages that it has room for. */
  pages(): number {
    return Math.max(0, Math.floor(fstatSync(this.#opened()).size / BLOCK) - 1) * PER_BLOCK;
  }

  /** The sums of `PER_BLOCK` pages; the first block has those of page 1 and on. */
  sums(block: number): Uint32Array {
    const bytes = this.#block(block + 1);
    if (bytes === undefined) return new Uint32Array(PER_BLOCK);
    return new Uint32Array(bytes.buffer, 0, PER_BLOCK);
  }

  putSums(block: number, sums: Uint32Array): void {
    const bytes = Buffer.from(new ArrayBuffer(BLOCK));
    new Uint32Array(bytes.buffer).set(sums);
    this.#write(block + 1, bytes);
  }

  /** Waits until all of it is on the disk. */
  async sync(): Promise<void> {
    await sync(this.#opened());
  }

  /** Forgets all sums, and how the database was left. */
  empty(): void {
    ftruncateSync(this.#opened(), 0);
  }

  /** Takes the file away: on a full disk that can be done, too. */
  remove(): void {
    this.close();
    rmSync(this.#path, { force: true });
  }

  close(): void {
    if (this.#fd !== undefined) closeSync(this.#fd);
    this.#fd = undefined;
  }

  #opened(): number {
    this.#fd ??= openSync(this.#path, constants.O_RDWR | constants.O_CREAT, 0o600);
    return this.#fd;
  }

  #block(index: number): Buffer | undefined {
    const bytes = Buffer.from(new ArrayBuffer(BLOCK));
    if (readSync(this.#opened(), bytes, 0, BLOCK, index * BLOCK) < BLOCK) return undefined;
    return bytes.readUInt32LE(BLOCK - 4) === ownSum(index, bytes) ? bytes : undefined;
  }

  #write(index: number, bytes: Buffer): void {
    bytes.writeUInt32LE(ownSum(index, bytes), BLOCK - 4);
    writeSync(this.#opened(), bytes, 0, BLOCK, index * BLOCK);
  }
}

/** Where a database's sums lie. */
export function sumsFileOf(path: string): string {
  return `${path}-sums`;
}

/** It begins with the number of the block, so that one in another's place is seen. */
function ownSum(index: number, bytes: Buffer): number {
  return crc32(bytes.subarray(0, BLOCK - 4), index);
}
