import { crc32 } from "node:zlib";
import { expect, test } from "vitest";
import { type ZipFile, zip } from "./zip.ts";

async function zipped(...files: (Partial<ZipFile> & { content?: string })[]): Promise<Buffer> {
  async function* all(): AsyncGenerator<ZipFile> {
    for (const { content = "", ...more } of files) {
      const bytes = Buffer.from(content);
      yield {
        name: "a",
        size: bytes.length,
        modifiedAt: new Date("2026-03-04T05:06:07Z"),
        async *body() {
          yield bytes.subarray(0, 2);
          yield bytes.subarray(2);
        },
        ...more,
      };
    }
  }
  const pieces: Uint8Array[] = [];
  for await (const piece of zip(all())) pieces.push(piece);
  return Buffer.concat(pieces);
}

const u16 = (...values: number[]) => values.flatMap((v) => [v & 255, (v >> 8) & 255]);
const u32 = (...values: number[]) =>
  values.flatMap((v) => [...u16(v % 65_536), ...u16(v / 65_536)]);
const u64 = (...values: number[]) => values.flatMap((v) => [...u32(v), ...u32(0)]);

/** 5:06:06 (two seconds exact) on the 4th of March, 46 years after 1980. */
const STAMP = [...u16((5 << 11) | (6 << 5) | 3), ...u16((46 << 9) | (3 << 5) | 4)];
const ALL_32 = 0xffff_ffff;

test("an archive is, byte by byte, what APPNOTE 6.3 says of zip64 without compression", async () => {
  const name = Buffer.from("gr\u00fcn");
  const content = Buffer.from("hello");
  const crc = crc32(content);
  const local = [
    ...u32(0x0403_4b50),
    // Version 4.5; sizes behind the content and names in UTF-8; stored.
    ...u16(45, 0x0808, 0),
    ...STAMP,
    ...u32(0, ALL_32, ALL_32),
    ...u16(name.length, 20),
    ...name,
    ...u16(1, 16),
    ...u64(0, 0),
  ];
  const descriptor = [...u32(0x0807_4b50, crc), ...u64(5, 5)];
  const central = [
    ...u32(0x0201_4b50),
    ...u16(0x032d, 45, 0x0808, 0),
    ...STAMP,
    ...u32(crc, ALL_32, ALL_32),
    // No comment, on the first disk, of no inner kind; a plain file, rw-r--r--.
    ...u16(name.length, 28, 0, 0, 0),
    ...u32(0o100644 * 65_536, ALL_32),
    ...name,
    ...u16(1, 24),
    ...u64(5, 5, 0),
  ];
  const at = local.length + content.length + descriptor.length;
  const end = [
    ...u32(0x0606_4b50),
    ...u64(44),
    ...u16(0x032d, 45),
    ...u32(0, 0),
    ...u64(1, 1, central.length, at),
    ...u32(0x0706_4b50, 0),
    ...u64(at + central.length),
    ...u32(1),
    ...u32(0x0605_4b50),
    ...u16(0, 0, 65_535, 65_535),
    ...u32(ALL_32, ALL_32),
    ...u16(0),
  ];
  expect([...(await zipped({ name: "gr\u00fcn", content: "hello" }))]).toEqual([
    ...local,
    ...content,
    ...descriptor,
    ...central,
    ...end,
  ]);
});

test("each file is found where its record says", async () => {
  const bytes = await zipped({ name: "a", content: "one" }, { name: "bc", content: "second" });
  const record = bytes.lastIndexOf(Buffer.from(u32(0x0201_4b50)));
  const at = Number(bytes.readBigUInt64LE(record + 46 + 2 + 20));
  expect(bytes.readUInt32LE(at)).toBe(0x0403_4b50);
  expect(bytes.toString("utf8", at + 30, at + 32)).toBe("bc");
  expect(bytes.toString("utf8", at + 52, at + 58)).toBe("second");
});

test("a time before 1980 or after 2107 is told by the nearest year", async () => {
  const yearOf = async (date: string): Promise<number> =>
    ((await zipped({ modifiedAt: new Date(date) })).readUInt16LE(12) >> 9) + 1980;
  expect(await yearOf("1970-01-01T00:00:00Z")).toBe(1980);
  expect(await yearOf("2107-12-31T00:00:00Z")).toBe(2107);
  expect(await yearOf("2200-01-01T00:00:00Z")).toBe(2107);
});
