import { randomBytes } from "node:crypto";
import { type FileHandle, open } from "node:fs/promises";
import type { Source } from "./artifact-store.ts";
import { freePieces } from "./free-pieces.ts";

/** What came in: in memory where it is small, else in a temporary file, synced unless it is passing. */
export type Received = {
  readonly size: number;
  readonly sha256: string;
  readonly bytes: Buffer | undefined;
  /** Where it lies, or where a small one is to be written. */
  readonly temporary: string;
};

/** A file that is smaller than this costs one write. */
const SMALL = 128 * 1024;
const BATCH = 1024 * 1024;
/** So much is written out while the rest comes in, that the last sync finds little to do. */
const SYNC_EVERY = 32 * 1024 * 1024;
/** Nobody edits a file that others share. */
const MODE = 0o444;

const { createHash } = process.getBuiltinModule("node:crypto");

/** Takes in a source. The caller removes the temporary file where this or what follows fails. */
export async function receive(
  source: Source,
  temporary: string,
  passing: boolean,
): Promise<Received> {
  const hash = passing ? undefined : createHash("sha256");
  let first: Uint8Array[] = [];
  let size = 0;
  let sink: Sink | undefined;
  try {
    for await (const chunk of source) {
      hash?.update(chunk);
      size += chunk.length;
      if (sink === undefined) {
        first.push(chunk);
        if (size <= SMALL) continue;
        sink = openSink(await open(temporary, "wx", MODE), !passing);
        for (const held of first) await sink.take(held);
        first = [];
      } else {
        const full = sink.take(chunk);
        if (full !== undefined) await full;
      }
    }
    await sink?.finish();
  } finally {
    await sink?.close();
  }
  const bytes = sink === undefined ? Buffer.concat(first) : undefined;
  return { size, sha256: hash?.digest("hex") ?? "", bytes, temporary };
}

/** A name that nobody guesses. */
export function newName(): string {
  return randomBytes(16).toString("hex");
}

type Sink = {
  /** A promise where the next is to wait. */
  take(chunk: Uint8Array): Promise<void> | undefined;
  finish(): Promise<void>;
  close(): Promise<void>;
};

/**
 * Writes in batches, one under way while the next comes in. What comes in is copied: the pieces that the network gives
 * are then garbage at once, which costs the collector a tenth of what it costs to keep them for a while.
 */
function openSink(file: FileHandle, durable: boolean): Sink {
  let batch = Buffer.allocUnsafe(BATCH);
  let spare = Buffer.allocUnsafe(BATCH);
  let filled = 0;
  let unsynced = 0;
  let writing: Promise<void> = Promise.resolve();
  let syncing: Promise<void> | undefined;
  const flush = async (): Promise<void> => {
    await writing;
    const bytes = batch.subarray(0, filled);
    freePieces(filled);
    unsynced += filled;
    [batch, spare] = [spare, batch];
    filled = 0;
    writing = writeAll(file, bytes);
    // Told when it is next awaited.
    writing.catch(() => {});
    if (!durable || unsynced < SYNC_EVERY || syncing !== undefined) return;
    unsynced = 0;
    syncing = file.datasync().finally(() => {
      syncing = undefined;
    });
    syncing.catch(() => {});
  };
  const overfill = async (chunk: Uint8Array): Promise<void> => {
    for (let at = 0; at < chunk.length; ) {
      const piece = chunk.subarray(at, at + BATCH - filled);
      batch.set(piece, filled);
      filled += piece.length;
      at += piece.length;
      if (filled === BATCH) await flush();
    }
  };
  return {
    take(chunk) {
      if (filled + chunk.length >= BATCH) return overfill(chunk);
      batch.set(chunk, filled);
      filled += chunk.length;
      return undefined;
    },
    async finish() {
      await flush();
      await writing;
      await syncing;
      if (durable) await file.sync();
    },
    async close() {
      await Promise.allSettled([writing, syncing]);
      await file.close();
    },
  };
}

async function writeAll(file: FileHandle, bytes: Uint8Array): Promise<void> {
  // A disk that fills up takes a part of it, and says so at the next write.
  for (let rest = bytes; rest.length > 0; )
    rest = rest.subarray((await file.write(rest)).bytesWritten);
}
