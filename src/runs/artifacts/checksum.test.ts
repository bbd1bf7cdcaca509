import { randomBytes } from "node:crypto";
import { crc32 } from "node:zlib";
import { expect, test } from "vitest";
import { joined, Summing } from "./checksum.ts";

test.each([[[0]], [[1, 0, 2]], [[70_000, 1, 300_001, 5]], [[1024, 1024, 1024, 17]]])(
  "the checksum of parts of %j bytes is that of the whole",
  (sizes) => {
    const parts = sizes.map((size) => randomBytes(size));
    const whole = Buffer.concat(parts);
    const sums = parts.map((part) => {
      const sum = new Summing();
      sum.add(part);
      return sum;
    });
    expect(joined(sums)).toEqual({ size: whole.length, crc: crc32(whole) });
  },
);
