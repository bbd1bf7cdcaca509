import { createHash, randomBytes } from "node:crypto";
import { close, fdatasync, open, write } from "node:fs";
import { promisify } from "node:util";
import { crc32 } from "node:zlib";
import { BATCH, borrowBatch, returnBatches } from "./batches.ts";
import { type Checksum, Summing } from "./checksum.ts";
import { keyOfLarge } from "./content-key.ts";
import { freePieces } from "./free-pieces.ts";
import type { Source, Take } from "./object-store.ts";
import { type FileSums, sumsOfBytes } from "./sums.ts";

/** What came in: in memory where it is small, else in a temporary file, synced. */
export type Received = {
  readonly size: number;
  /** By what a content is found again; others may have the same. A file's name. */
  readonly key: string;
  readonly bytes: Buffer | undefined;
  readonly sums: FileSums;
  /** Where it lies, or where a small one is to be written. */
  readonly temporary: string;
};

/** A file that is smaller than this costs one write. */
const SMALL = 128 * 1024;
/** One is filled while another is written, and one more for a disk that is late. */
const BATCHES = 3;
/** So much is written out while the rest comes in, that the last sync finds little to do. */
const SYNC_EVERY = 32 * 1024 * 1024;
/** Nobody edits a file that others share. */
const MODE = 0o444;

const openFile = promisify(open);
const closeFile = promisify(close);
const syncData = promisify(fdatasync);

/** Takes in a source. The caller removes the temporary file where this or what follows fails. */
export async function receive(source: Source, temporary: string): Promise<Received> {
  let size = 0;
  let first: Uint8Array[] = [];
  let file: number | undefined;
  let sink: Sink | undefined;
  const begin = async (): Promise<void> => {
    file = await openFile(temporary, "wx", MODE);
    sink = openSink(file, 0, true);
    for (const held of first) await sink.take(held);
    first = [];
  };
  try {
    await eachOf(source, (piece) => {
      size += piece.length;
      if (sink !== undefined) return sink.take(piece);
      first.push(piece);
      return size > SMALL ? begin() : undefined;
    });
    await sink?.finish();
  } finally {
    await sink?.settled();
    if (file !== undefined) await closeFile(file);
  }
  if (sink !== undefined) {
    const sums = { size, sums: sink.sums };
    return { size, key: await keyOfLarge(temporary, size), bytes: undefined, temporary, sums };
  }
  const bytes = Buffer.concat(first);
  const key = createHash("sha256").update(bytes).digest("hex");
  return { size, key, bytes, temporary, sums: sumsOfBytes(bytes) };
}

/** Writes a source into an open file from `at` on, not synced. What was written stays where it breaks off. */
export async function receiveInto(source: Source, file: number, at: number): Promise<Checksum> {
  const sum = new Summing();
  const sink = openSink(file, at, false);
  try {
    await eachOf(source, (piece) => {
      sum.add(piece);
      return sink.take(piece);
    });
    await sink.finish();
  } finally {
    await sink.settled();
  }
  return { size: sum.size, crc: sum.crc };
}

/** A name that nobody guesses. */
export function newName(): string {
  return randomBytes(16).toString("hex");
}

async function eachOf(source: Source, take: Take): Promise<void> {
  if ("each" in source) return source.each(take);
  for await (const piece of source) {
    const taken = take(piece);
    if (taken !== undefined) await taken;
  }
}

type Sink = {
  /** A CRC-32 of each MiB, where it is to be durable. */
  readonly sums: number[];
  readonly take: Take;
  /** All that was taken is written, and synced where that was asked for. */
  finish(): Promise<void>;
  /** Nothing touches the file any more, nor the batches, which are given back. Called once, as the last. */
  settled(): Promise<void>;
};

/**
 * Writes in batches, while the next comes in. What comes in is copied: the pieces that the network gives are then garbage
 * at once, which costs the collector a tenth of what it costs to keep them for a while.
 */
function openSink(file: number, from: number, durable: boolean): Sink {
  const free: Buffer[] = [];
  let batch = borrowBatch();
  let [made, filled, at] = [1, 0, from];
  let unsynced = 0;
  let writing: Promise<unknown> = Promise.resolve();
  let syncing: Promise<void> | undefined;
  let taking: Promise<void> | undefined;
  let failed: unknown;
  const sums: number[] = [];
  const flush = (): void => {
    const [full, bytes, position] = [batch, batch.subarray(0, filled), at];
    if (durable) sums.push(crc32(bytes));
    at += filled;
    freePieces(filled);
    writing = writing
      .then(() => (failed === undefined ? writeAll(file, bytes, position) : undefined))
      .catch((error: unknown) => {
        failed ??= error;
      })
      .then(() => void free.push(full));
    unsynced += filled;
    filled = 0;
    if (!durable || unsynced < SYNC_EVERY || syncing !== undefined) return;
    unsynced = 0;
    syncing = writing
      .then(() => syncData(file))
      .catch((error: unknown) => {
        failed ??= error;
      })
      .then(() => {
        syncing = undefined;
      });
  };
  /** Whether there is one to fill. */
  const nextBatch = (): boolean => {
    if (free.length === 0 && made < BATCHES) {
      made += 1;
      free.push(borrowBatch());
    }
    if (free.length === 0) return false;
    batch = free.pop() as Buffer;
    return true;
  };
  const fill = (piece: Uint8Array): Promise<void> | undefined => {
    if (failed !== undefined) throw failed;
    for (let rest = piece; rest.length > 0; ) {
      const part = rest.subarray(0, BATCH - filled);
      batch.set(part, filled);
      filled += part.length;
      rest = rest.subarray(part.length);
      if (filled < BATCH) continue;
      flush();
      if (!nextBatch()) return fillLater(rest);
    }
    return undefined;
  };
  const fillLater = async (rest: Uint8Array): Promise<void> => {
    while (!nextBatch()) await writing;
    await fill(rest);
  };
  return {
    sums,
    take(piece) {
      taking = fill(piece);
      return taking;
    },
    async finish() {
      if (filled > 0) flush();
      await writing;
      await syncing;
      if (failed !== undefined) throw failed;
      if (durable) await syncData(file);
    },
    async settled() {
      await taking?.catch(() => {});
      await writing;
      await syncing;
      // What is full was given to `free` by its write.
      returnBatches(free.includes(batch) ? free : [batch, ...free]);
    },
  };
}

/** A disk that fills up takes a part of it, and says so at the next write. */
function writeAll(file: number, bytes: Uint8Array, at: number): Promise<void> {
  return new Promise((resolve, reject) => {
    write(file, bytes, 0, bytes.length, at, (error, written) => {
      if (error !== null) reject(error);
      else if (written === bytes.length) resolve();
      else resolve(writeAll(file, bytes.subarray(written), at + written));
    });
  });
}
