import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { incomingIn, sweepIncoming } from "./incoming.ts";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "fettle-incoming-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

test("what is older than a time goes, what is younger stays, and a folder without any is no fault", () => {
  sweepIncoming(root, 1000);
  const incoming = incomingIn(root);
  mkdirSync(incoming, { recursive: true });
  for (const [name, seconds] of [
    ["old", 9],
    ["at", 10],
    ["new", 11],
  ] as const) {
    writeFileSync(join(incoming, name), name);
    utimesSync(join(incoming, name), seconds, seconds);
  }
  sweepIncoming(root, 10_000);
  expect(readdirSync(incoming)).toEqual(["at", "new"]);
});
