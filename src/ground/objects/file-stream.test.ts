import { fstatSync, mkdtempSync, openSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { afterEach, beforeEach, expect, test } from "vitest";
import { fileStream } from "./file-stream.ts";

const bytes = Buffer.from(Array.from({ length: 900_000 }, (_, i) => i % 251));
let folder: string;
let file: number;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "fettle-stream-"));
  writeFileSync(join(folder, "x"), bytes);
  file = openSync(join(folder, "x"), "r");
});
afterEach(() => rmSync(folder, { recursive: true }));

const closed = () => expect(() => fstatSync(file)).toThrow("EBADF");

test.each([
  [0, 900_000],
  [1, 899_999],
  [500_000, 500_001],
])("gives the bytes from %i to %i, and closes the file", async (from, to) => {
  expect((await buffer(fileStream(file, from, to))).equals(bytes.subarray(from, to))).toBe(true);
  closed();
});

test("closes the file when nobody reads on", async () => {
  const stream = fileStream(file, 0, 900_000);
  const end = new Promise((resolve) => stream.once("close", resolve));
  for await (const _piece of stream) break;
  await end;
  closed();
});

test("ends with an error where the file has become shorter than was told", async () => {
  truncateSync(join(folder, "x"), 400_000);
  await expect(buffer(fileStream(file, 0, 900_000))).rejects.toThrow("ends at 400000 of 900000");
  closed();
});
