import { closeSync, read, readSync } from "node:fs";
import { Readable } from "node:stream";
import { crc32 } from "node:zlib";
import { fail } from "#ground/errors";
import { OBJECT_ERRORS } from "./errors.ts";
import { freePieces } from "./free-pieces.ts";
import { type FileSums, SUMMED } from "./sums.ts";

/** A file that is open, and what it was when it was stored. */
export type Checked = FileSums & { readonly file: number; readonly path: string };

/** Bytes `from` up to but without `to`, all of them read and checked before the first is given; closes the file. OBJECT_DAMAGED. */
export function checkedBytes(checked: Checked, from: number, to: number): Buffer {
  const { file, size } = checked;
  const begin = from - (from % SUMMED);
  const end = Math.min(size, Math.ceil(to / SUMMED) * SUMMED);
  const bytes = Buffer.allocUnsafe(Math.max(0, end - begin));
  try {
    let at = 0;
    for (let got = -1; at < bytes.length && got !== 0; at += got)
      got = readSync(file, bytes, at, bytes.length - at, begin + at);
    for (let each = begin; each < end; each += SUMMED)
      check(
        checked,
        bytes.subarray(each - begin, Math.min(each + SUMMED, begin + at) - begin),
        each,
      );
  } finally {
    closeSync(file);
  }
  return bytes.subarray(from - begin, to - begin);
}

/** The same as a stream, each MiB checked before a byte of it is given; a damaged one ends it with OBJECT_DAMAGED. */
export function checkedStream(checked: Checked, from: number, to: number): Readable {
  const { file, size } = checked;
  let at = from - (from % SUMMED);
  let isReading = false;
  let end: (() => void) | undefined;
  const stream = new Readable({
    highWaterMark: SUMMED,
    read() {
      if (at >= to) return void this.push(null);
      isReading = true;
      const piece = Buffer.allocUnsafeSlow(Math.min(SUMMED, size - at));
      readWhole(file, piece, at, (error, bytes) => {
        isReading = false;
        if (end !== undefined) return end();
        if (error !== null) return void this.destroy(error);
        try {
          check(checked, piece.subarray(0, bytes), at);
        } catch (damage) {
          return void this.destroy(damage as Error);
        }
        const wanted = piece.subarray(Math.max(0, from - at), Math.min(bytes, to - at));
        at += bytes;
        freePieces(bytes);
        this.push(wanted);
      });
    },
    destroy(error, done) {
      end = () => {
        closeSync(file);
        done(error);
      };
      // Its number may be another file's as soon as it is closed.
      if (!isReading) end();
    },
  });
  return stream;
}

function check({ path, sums }: Checked, bytes: Uint8Array, at: number): void {
  if (crc32(bytes) !== sums[at / SUMMED]) throw fail(OBJECT_ERRORS, "OBJECT_DAMAGED", { path, at });
}

function readWhole(
  file: number,
  bytes: Buffer,
  at: number,
  done: (error: Error | null, bytes: number) => void,
  filled = 0,
): void {
  read(file, bytes, filled, bytes.length - filled, at + filled, (error, got) => {
    if (error !== null || got === 0 || filled + got === bytes.length) done(error, filled + got);
    else readWhole(file, bytes, at, done, filled + got);
  });
}
