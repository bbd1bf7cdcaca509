import { expect, test } from "vitest";
import { ByteReader, ByteWriter } from "./bytes.ts";

test("numbers are written in bytes that grow, and read back in the same order", () => {
  const writer = new ByteWriter(1);
  const wholes = [0, 127, 128, 16_383, 16_384, Number.MAX_SAFE_INTEGER];
  const signed = [0, -1, 63, -63, 64, -64, 8191, -8192, -Number.MAX_SAFE_INTEGER];
  const doubles = [0.5, -0, Number.NaN, Number.NEGATIVE_INFINITY];
  for (const one of wholes) writer.whole(one);
  for (const one of signed) writer.signed(one);
  for (const one of doubles) writer.double(one);
  const bytes = writer.taken();
  expect(bytes.length).toBe(writer.at);
  const reader = new ByteReader(bytes);
  expect(wholes.map(() => reader.whole())).toEqual(wholes);
  expect(signed.map(() => reader.signed() + 0)).toEqual(signed);
  expect(reader.ended).toBe(false);
  expect(doubles.map(() => reader.double())).toEqual(doubles);
  expect(reader.ended).toBe(true);
});

test("a number costs a byte for seven bits, the lowest first; a sign is the lowest bit", () => {
  const bytesOf = (write: (writer: ByteWriter) => void): number[] => {
    const writer = new ByteWriter();
    write(writer);
    return [...writer.taken()];
  };
  expect(bytesOf((to) => to.whole(127))).toEqual([127]);
  expect(bytesOf((to) => to.whole(300))).toEqual([0xac, 2]);
  expect(bytesOf((to) => to.signed(0))).toEqual([0]);
  expect(bytesOf((to) => to.signed(-63))).toEqual([127]);
  expect(bytesOf((to) => to.signed(64))).toEqual([0x80, 1]);
  expect(bytesOf((to) => to.signed(-300))).toEqual([0xd9, 4]);
  expect(bytesOf((to) => to.double(1))).toEqual([0, 0, 0, 0, 0, 0, 0xf0, 0x3f]);
});

test("room is made to double the size, or for what is needed where that is more", () => {
  const writer = new ByteWriter(16);
  writer.need(16);
  expect(writer.bytes.length).toBe(16);
  writer.at = 10;
  writer.need(7);
  expect(writer.bytes.length).toBe(32);
  writer.need(90);
  expect(writer.bytes.length).toBe(100);
});

test("bytes are read from where they begin, and a number that breaks off is an error", () => {
  const reader = new ByteReader(Uint8Array.of(7, 7, 0x80).subarray(1), 0);
  expect(reader.whole()).toBe(7);
  expect(() => reader.whole()).toThrow("packed points end in the middle of a number");
  expect(new ByteReader(Uint8Array.of(1, 2), 1).whole()).toBe(2);
  expect(() => new ByteReader(Uint8Array.of(0x81)).signed()).toThrow("in the middle");
});
