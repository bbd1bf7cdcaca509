import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { keyOfLarge } from "./content-key.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "fettle-key-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

test.each([1, 16_384, 300_000, 9_000_000])(
  "equal contents of %i bytes have one key, and another end or length another",
  async (size) => {
    const content = randomBytes(size);
    const keyOf = (bytes: Uint8Array): Promise<string> => {
      const path = join(folder, "content");
      writeFileSync(path, bytes);
      return keyOfLarge(path, bytes.length);
    };
    const key = await keyOf(content);
    expect(await keyOf(Buffer.from(content))).toBe(key);
    expect(await keyOf(Buffer.concat([content, Buffer.of(0)]))).not.toBe(key);
    content[size - 1] = (content[size - 1] as number) ^ 1;
    expect(await keyOf(content)).not.toBe(key);
  },
);
