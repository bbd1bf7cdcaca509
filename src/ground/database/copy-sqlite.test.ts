import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { copySqlite, openSqlite } from "./index.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "fettle-copy-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

test("a copy under writers has all that was answered before it began, and whole commits alone", async () => {
  const db = openSqlite(join(folder, "a.db"));
  await db.write(async (tx) => void (await tx.run("CREATE TABLE a (n INTEGER, data BLOB)")));
  let written = 0;
  let going = true;
  const writer = async (): Promise<void> => {
    while (going) {
      await db.write(async (tx) => {
        for (let i = 0; i < 2; i += 1)
          await tx.run("INSERT INTO a VALUES (?, ?)", written, new Uint8Array(5000));
      });
      written += 1;
      await setImmediate();
    }
  };
  const writers = [writer(), writer()];
  let before = 0;
  try {
    await expect.poll(() => written, { timeout: 60_000 }).toBeGreaterThan(20);
    before = written;
    await copySqlite(join(folder, "a.db"), join(folder, "b.db"));
  } finally {
    going = false;
    await Promise.all(writers);
  }
  await db.close();
  const copy = openSqlite(join(folder, "b.db"));
  const { count } = (await copy.get<{ count: number }>("SELECT count(*) AS count FROM a")) ?? {
    count: 0,
  };
  expect(count).toBeGreaterThanOrEqual(2 * before);
  expect(count % 2).toBe(0);
  await copy.close();
});
