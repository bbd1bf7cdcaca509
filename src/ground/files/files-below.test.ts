import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { filesBelow, isFile, isFolder } from "./files-below.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "fettle-below-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("files are told with the folders they lie in, but none behind a link to a folder", () => {
  mkdirSync(join(folder, "a", "b"), { recursive: true });
  mkdirSync(join(folder, "empty"));
  for (const path of ["one", "a/two", "a/b/three"]) writeFileSync(join(folder, path), "");
  symlinkSync(join(folder, "a"), join(folder, "linked"));
  symlinkSync(join(folder, "one"), join(folder, "same"));
  symlinkSync(join(folder, "nowhere"), join(folder, "dangling"));
  expect(filesBelow(folder).sort()).toEqual(["a/b/three", "a/two", "one", "same"]);
});

test("a file is no folder, and what is not there is neither", () => {
  writeFileSync(join(folder, "one"), "");
  const kinds = (path: string) => [isFile(path), isFolder(path)];
  expect(kinds(join(folder, "one"))).toEqual([true, false]);
  expect(kinds(folder)).toEqual([false, true]);
  expect(kinds(join(folder, "none"))).toEqual([false, false]);
});
