import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { machineFacts } from "./machine-facts.ts";
import { nodeVersion } from "./node-version.ts";
import { nvidiaGpus } from "./nvidia-gpus.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "fettle-machine-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const write = (path: string, text = ""): string => {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
};
test("graphics cards are named as the driver names them; without one there are none", () => {
  write("gpus/0000:01:00.0/information", "Model: \t\t NVIDIA H100 PCIe\nIRQ: 1\n");
  expect(nvidiaGpus(join(folder, "gpus"))).toEqual(["NVIDIA H100 PCIe"]);
  expect(nvidiaGpus(join(folder, "none"))).toEqual([]);
});

test("the Node that runs a script is told where it is Fettle's own", () => {
  symlinkSync(process.execPath, join(folder, "node"));
  expect(nodeVersion(join(folder, "node"))).toBe(process.version);
  const another = write("bin/node");
  expect([another, "/usr/bin/make", undefined].map(nodeVersion)).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});

test("a machine is told by its system, its processors and its memory", () => {
  const facts = machineFacts();
  expect(facts.platform).toMatch(/^\w+ \S+ \w+$/);
  expect(facts.cores).toBeGreaterThan(0);
  expect(facts.memory).toBeGreaterThan(2 ** 20);
});
