import { createHash, hash } from "node:crypto";
import { closeSync, openSync, readSync, writeSync } from "node:fs";
import type { Pulse } from "./pulse.ts";

/** One buffer for all: between reading into it and using it there is no turn of the event loop. */
const buffer = Buffer.allocUnsafeSlow(1 << 20);

export const BUFFER_BYTES = buffer.length;

/** The md5 and size of a file's bytes. Quicker than streams: the system calls are few and nothing is allocated. */
export async function hashFile(path: string, pulse: Pulse): Promise<{ md5: string; size: number }> {
  const file = openSync(path, "r");
  try {
    return await drain(file, undefined, pulse);
  } finally {
    closeSync(file);
  }
}

/** Hashes what it copies, so that the hash is that of the copy even when the file changes meanwhile. */
export async function hashAndCopy(
  path: string,
  into: number,
  pulse: Pulse,
): Promise<{ md5: string; size: number }> {
  const file = openSync(path, "r");
  try {
    return await drain(file, into, pulse);
  } finally {
    closeSync(file);
  }
}

/**
 * Reads a file of at most one buffer. The bytes are valid until the next read; undefined where the file is larger.
 */
export function readSmall(path: string): Buffer | undefined {
  const file = openSync(path, "r");
  try {
    let size = 0;
    for (;;) {
      const got = readSync(file, buffer, size, buffer.length - size, null);
      size += got;
      if (got === 0) return buffer.subarray(0, size);
      if (size === buffer.length) return undefined;
    }
  } finally {
    closeSync(file);
  }
}

/** The md5 of bytes in memory. */
export function hashBytes(bytes: Uint8Array): string {
  return hash("md5", bytes);
}

async function drain(
  file: number,
  into: number | undefined,
  pulse: Pulse,
): Promise<{ md5: string; size: number }> {
  let got = readSync(file, buffer, 0, buffer.length, null);
  const md5 = createHash("md5");
  let size = 0;
  while (got > 0) {
    const chunk = buffer.subarray(0, got);
    md5.update(chunk);
    if (into !== undefined) for (let at = 0; at < got; ) at += writeSync(into, chunk, at);
    size += got;
    pulse.moved(got);
    if (pulse.due()) await pulse.rest();
    got = readSync(file, buffer, 0, buffer.length, null);
  }
  return { md5: md5.digest("hex"), size };
}
