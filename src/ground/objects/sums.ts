import type { BigIntStats } from "node:fs";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { openSideTable } from "#ground/database";
import { OWN_FOLDER } from "./object-store.ts";

const NAME = "sums.db";
const PASSING = new Set(["incoming", "parts", "purging"]);
/** So much of a file has one sum, and is read and checked at once. */
export const SUMMED = 1024 * 1024;

/** What a file was when it was stored: its size, and a CRC-32 of each MiB. */
export type FileSums = { readonly size: number; readonly sums: readonly number[] };

/**
 * The sums of the files of a folder. They are kept by the file's number on the disk and the time it was made, which no
 * rename, link or edit changes, and not by its path, which would have to be followed. A file without any is one that an
 * earlier release stored, that a person put there, or that was copied with the folder; it gets them in idle time.
 */
export type SumsOf = {
  /** `undefined` where none are known. */
  of(info: BigIntStats): FileSums | undefined;
  keep(info: BigIntStats, sums: FileSums): void;
  /** The file is still there. */
  mark(info: BigIntStats, at: number): void;
  /** Forgets files that were last kept or marked before this time. */
  forgetBefore(at: number): void;
};

/** Where the sums of this server's own folder of artifacts lie. */
export function sumsFile(root: string): string {
  return join(root, OWN_FOLDER, NAME);
}

/** Below Fettle's own folder: what comes in and goes away, of which nobody was told that it is kept, and the sums themselves. */
export function isPassing(path: string): boolean {
  const inside = path.startsWith(`${OWN_FOLDER}/`) ? path.slice(OWN_FOLDER.length + 1) : "";
  return inside.startsWith(NAME) || PASSING.has(inside);
}

/** The sums that lie in this file. */
export function openSums(path: string): SumsOf {
  const table = openSideTable(path);
  return {
    of(info) {
      const key = keyOf(info);
      return parsed(key, table.get(key));
    },
    keep: (info, sums) => {
      const key = keyOf(info);
      table.put(key, packed(key, sums), Date.now());
    },
    mark: (info, at) => table.mark(keyOf(info), at),
    forgetBefore: (at) => table.dropBefore(at),
  };
}

/** The sums of bytes that are in memory. */
export function sumsOfBytes(bytes: Uint8Array): FileSums {
  const sums: number[] = [];
  for (let at = 0; at < bytes.length; at += SUMMED)
    sums.push(crc32(bytes.subarray(at, at + SUMMED)));
  return { size: bytes.length, sums };
}

function keyOf({ ino, birthtimeNs }: BigIntStats): string {
  return `${ino.toString(36)}-${birthtimeNs.toString(36)}`;
}

/** The sums are checked by one of their own: a flipped bit in them must not condemn a good file. */
function packed(key: string, { size, sums }: FileSums): Uint8Array {
  const bytes = Buffer.alloc(12 + sums.length * 4);
  bytes.writeDoubleLE(size, 4);
  for (const [i, sum] of sums.entries()) bytes.writeUInt32LE(sum, 12 + i * 4);
  bytes.writeUInt32LE(crc32(bytes.subarray(4), crc32(key)), 0);
  return bytes;
}

function parsed(key: string, value: Uint8Array | undefined): FileSums | undefined {
  if (value === undefined || value.length < 12) return undefined;
  const bytes = Buffer.from(value.buffer, value.byteOffset, value.length);
  if (bytes.readUInt32LE(0) !== crc32(bytes.subarray(4), crc32(key))) return undefined;
  const sums: number[] = [];
  for (let at = 12; at < bytes.length; at += 4) sums.push(bytes.readUInt32LE(at));
  return { size: bytes.readDoubleLE(4), sums };
}
