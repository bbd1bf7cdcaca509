import { crc32 } from "node:zlib";
import { fail, GROUND_ERRORS } from "#ground/errors";

/** What a seal takes at the end of packed points. */
export const SEAL_BYTES = 4;

/** The seal of packed points: a CRC-32, which sees each flipped bit and each burst of up to 32. */
export function sealOf(bytes: Uint8Array): number {
  return crc32(bytes);
}

/** POINTS_DAMAGED unless the last four bytes are the seal of those before them. */
export function checkSeal(bytes: Uint8Array, what: string): void {
  const end = bytes.length - SEAL_BYTES;
  if (end < 0) throw damaged(what, `${bytes.length} bytes are too few`);
  const kept = new DataView(bytes.buffer, bytes.byteOffset).getUint32(end, true);
  const found = sealOf(bytes.subarray(0, end));
  if (found !== kept) throw damaged(what, `their CRC-32 is ${found}, not ${kept}`);
}

/** The error of packed points that are not as they were written. */
export function damaged(what: string, problem: string): Error {
  return fail(GROUND_ERRORS, "POINTS_DAMAGED", { what, problem });
}

/** From here on what a table says of a block carries a seal. */
export const SEALED_HEAD = 4;

const numbers = new Float64Array(18);
const bytes = new Uint8Array(numbers.buffer);

/**
 * Two bits with the seal of the 17 numbers beside them: 4 times one more than a CRC-32. Fettle 0.1 wrote the bits alone,
 * and looks at no more of them.
 */
export function sealedHead(head: readonly (number | null)[], bits: number): number {
  // A table knows no -0.
  for (let i = 0; i < head.length; i += 1) numbers[i] = (head[i] ?? Number.NaN) + 0;
  numbers[17] = bits % SEALED_HEAD;
  return (bits % SEALED_HEAD) + SEALED_HEAD * (sealOf(bytes) + 1);
}

/** Whether numbers and their bits are as they were written; those of Fettle 0.1 always seem so. */
export function hasSealedHead(head: readonly (number | null)[], kept: number): boolean {
  return kept < SEALED_HEAD || kept === sealedHead(head, kept);
}
