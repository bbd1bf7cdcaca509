import { randomBytes } from "node:crypto";
import {
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Source } from "./object-store.ts";
import { newName, receive, receiveInto } from "./receive.ts";

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "fettle-receive-"));
  path = join(folder, "temporary");
});
afterEach(() => rmSync(folder, { recursive: true }));

const KIB = 1024;
const MIB = 1024 * KIB;
/** Bytes in pieces, awaited one by one or handed over as they come. */
const pulled = (bytes: Buffer, piece: number): Source =>
  (async function* () {
    for (let at = 0; at < bytes.length; at += piece) yield bytes.subarray(at, at + piece);
  })();
const pushed = (bytes: Buffer, piece: number): Source => ({
  async each(take) {
    for (let at = 0; at < bytes.length; at += piece) await take(bytes.subarray(at, at + piece));
  },
});

test("up to 128 KiB stay in memory, one byte more goes to the file, read-only", async () => {
  const bytes = randomBytes(128 * KIB + 1);
  const small = await receive(pulled(bytes.subarray(1), 1000), path);
  expect([small.size, small.bytes?.equals(bytes.subarray(1)), existsSync(path)]).toEqual([
    ...[128 * KIB, true, false],
  ]);
  const large = await receive(pulled(bytes, 1000), path);
  expect([large.size, large.bytes, large.temporary]).toEqual([128 * KIB + 1, undefined, path]);
  expect(readFileSync(path).equals(bytes)).toBe(true);
  expect(statSync(path).mode & 0o777).toBe(0o444);
  expect(await receive(pulled(Buffer.alloc(0), 1), join(folder, "none"))).toMatchObject({
    size: 0,
    bytes: Buffer.alloc(0),
  });
});

test.each([7, 700 * KIB, MIB, MIB + 1, 9 * MIB])(
  "a body in pieces of %i bytes is written whole, however it comes",
  async (piece) => {
    const bytes = randomBytes(piece === 7 ? 150 * KIB : 9 * MIB + 5);
    for (const source of [pulled, pushed]) {
      const received = await receive(source(bytes, piece), path);
      expect(received.size).toBe(bytes.length);
      expect(readFileSync(path).equals(bytes)).toBe(true);
      rmSync(path);
    }
  },
);

test("a part is written from its place on, and told by its size and checksum", async () => {
  writeFileSync(path, "0123456789");
  const file = openSync(path, "r+");
  const bytes = randomBytes(2 * MIB + 3);
  expect(await receiveInto(pushed(bytes, 10_000), file, 4)).toEqual({
    size: bytes.length,
    crc: crc32(bytes),
  });
  closeSync(file);
  const found = readFileSync(path);
  expect(found.subarray(0, 4).toString()).toBe("0123");
  expect(found.subarray(4).equals(bytes)).toBe(true);
});

test("what can't be written is the system's error, and the file is not kept open", async () => {
  writeFileSync(path, "");
  const file = openSync(path, "r");
  const bytes = randomBytes(5 * MIB);
  await expect(receiveInto(pulled(bytes, 100_000), file, 0)).rejects.toMatchObject({
    code: "EBADF",
  });
  closeSync(file);
  const open = () => readdirSync("/proc/self/fd").length;
  const before = open();
  await expect(receive(pulled(bytes, 100_000), path)).rejects.toMatchObject({ code: "EEXIST" });
  rmSync(path);
  await receive(pulled(bytes, 100_000), path);
  const broken: Source = {
    async each(take) {
      await take(bytes);
      throw new Error("gone");
    },
  };
  await expect(receive(broken, join(folder, "other"))).rejects.toThrow("gone");
  expect(open()).toBe(before);
});

test("a name is one that nobody guesses", () => {
  expect(newName()).toMatch(/^[0-9a-f]{32}$/);
  expect(newName()).not.toBe(newName());
});
