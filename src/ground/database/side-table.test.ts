import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openSideTable } from "./index.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "fettle-side-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

test("a value is there for whoever opens the file, until it was not seen for long", () => {
  const path = join(folder, "side.db");
  const table = openSideTable(path);
  table.put("a", Uint8Array.of(1, 2), 10);
  table.put("b", Uint8Array.of(3), 10);
  expect(openSideTable(path).get("a")).toEqual(Uint8Array.of(1, 2));
  table.mark("a", 30);
  table.dropBefore(20);
  expect(table.get("a")).toEqual(Uint8Array.of(1, 2));
  expect(table.get("b")).toBeUndefined();
});

test("what can't be read is not there, and a broken file is made anew", () => {
  expect(openSideTable(join(folder, "no", "side.db")).get("a")).toBeUndefined();
  const path = join(folder, "side.db");
  writeFileSync(path, "no database".repeat(500));
  const table = openSideTable(path);
  table.put("a", Uint8Array.of(1), 1);
  expect(table.get("a")).toEqual(Uint8Array.of(1));
});
