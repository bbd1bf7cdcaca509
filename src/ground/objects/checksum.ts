import { crc32 } from "node:zlib";

/** What a part of an upload is told by, after this process or the machine stopped. */
export type Checksum = { readonly size: number; readonly crc: number };

/** The checksum of bytes, one piece after the other: CRC-32, at 7 GB/s on one core a quarter of what SHA-256 takes. */
export class Summing implements Checksum {
  size = 0;
  crc = 0;

  add(piece: Uint8Array): void {
    this.size += piece.length;
    this.crc = crc32(piece, this.crc);
  }
}
