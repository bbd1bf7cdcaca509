import { close, read } from "node:fs";
import { Readable } from "node:stream";
import { freePieces } from "./free-pieces.ts";

const PIECE = 256 * 1024;

/**
 * The bytes `from` up to but without `to` of an open file as a stream, which closes it. Node's own does the same, but its
 * pieces pile up, see `freePieces`. A file that turns out shorter ends the stream with an error: its length was told.
 */
export function fileStream(file: number, from: number, to: number): Readable {
  let at = from;
  let isReading = false;
  let end: (() => void) | undefined;
  return new Readable({
    highWaterMark: PIECE,
    read() {
      if (at >= to) return void this.push(null);
      const piece = Buffer.allocUnsafeSlow(Math.min(PIECE, to - at));
      isReading = true;
      read(file, piece, 0, piece.length, at, (error, bytes) => {
        isReading = false;
        if (end !== undefined) return end();
        if (error !== null) return void this.destroy(error);
        if (bytes === 0)
          return void this.destroy(new RangeError(`the file ends at ${at} of ${to} bytes`));
        at += bytes;
        freePieces(bytes);
        this.push(piece.subarray(0, bytes));
      });
    },
    destroy(error, done) {
      end = () => close(file, (failed) => done(error ?? failed));
      // Its number may be another file's as soon as it is closed.
      if (!isReading) end();
    },
  });
}
