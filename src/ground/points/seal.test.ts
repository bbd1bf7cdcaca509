import fc from "fast-check";
import { expect, test } from "vitest";
import { blockOf } from "./block.ts";
import { headOfPacked, pickFromBlock, sealBlock, unpackBlock } from "./block-codec.ts";
import { PointList } from "./point-list.ts";

const listOf = (count: number, step = 1): PointList => {
  const list = new PointList();
  for (let i = 0; i < count; i += 1) list.add(i * step + (i % 3), i * 10, Math.sqrt(i));
  return list;
};
const asBefore = (bytes: Uint8Array): Uint8Array => {
  const old = bytes.slice(0, -4);
  old[3] = 0;
  return old;
};

test("no block with a flipped bit gives other points: it is told, or has lost nothing but the mark of its seal", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 40 }), fc.nat(), (count, at) => {
      const { data } = blockOf(listOf(count), 0, count);
      const whole = unpackBlock(data);
      const bit = at % (data.length * 8);
      const flipped = data.slice();
      flipped[bit >> 3] = (flipped[bit >> 3] as number) ^ (1 << (bit & 7));
      if (bit === 24) {
        expect(unpackBlock(flipped)).toEqual(whole);
        return;
      }
      for (const read of [
        unpackBlock,
        headOfPacked,
        (bytes: Uint8Array) => pickFromBlock(bytes, [0]),
      ])
        expect(() => read(flipped)).toThrow(expect.objectContaining({ code: "POINTS_DAMAGED" }));
    }),
  );
});

test("a block that Fettle 0.1 wrote is read, and gets a seal that its points don't change by", () => {
  const { data } = blockOf(listOf(100), 0, 100);
  const old = asBefore(data);
  expect(unpackBlock(old)).toEqual(unpackBlock(data));
  expect(sealBlock(old)).toEqual(data);
  expect(sealBlock(data)).toBeUndefined();
});

test("a block that was cut short is told", () => {
  const { data } = blockOf(listOf(3), 0, 3);
  for (const length of [0, 3, 4, 7, data.length - 1])
    expect(() => unpackBlock(data.slice(0, length))).toThrow(
      expect.objectContaining({ code: "POINTS_DAMAGED" }),
    );
});
