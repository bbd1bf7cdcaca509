import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { findProgram } from "./find-program.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "fettle-program-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("finds on the PATH what a shell would, the Node that runs Fettle first", () => {
  expect(findProgram(folder, "node")).toBe(process.execPath);
  expect(findProgram(folder, "no-such-program-anywhere")).toBeUndefined();
});

test("finds a path relative to the folder, if it is a file that may be run", () => {
  writeFileSync(join(folder, "train"), "#!/bin/sh\n");
  mkdirSync(join(folder, "sub"));
  expect(findProgram(folder, "./train")).toBeUndefined();
  chmodSync(join(folder, "train"), 0o755);
  expect(findProgram(folder, "./train")).toBe(join(folder, "train"));
  expect(findProgram(folder, "./sub")).toBeUndefined();
});
