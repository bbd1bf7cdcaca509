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
