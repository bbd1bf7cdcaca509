import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { add } from "./add.ts";
import { dataVersion } from "./data-version.ts";
import { initDvc } from "./init-dvc.ts";

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "fettle-data-"));
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

const output = { progress: () => ({ advance() {}, note() {}, end() {} }), warn() {} };

test("hashes what is there, and says whether a .dvc file names exactly that", async () => {
  const file = join(root, "a");
  writeFileSync(file, "hello\n");
  const version = { path: "a", md5: "b1946ac92492d2347c6235b4d2611184", size: 6 };
  expect(await dataVersion(root, "a")).toEqual({ ...version, tracked: false });
  await add({ root, paths: [file], output });
  expect(await dataVersion(root, "a")).toEqual({ ...version, tracked: true });
  writeFileSync(file, "other\n");
  expect(await dataVersion(root, "a")).toMatchObject({ tracked: false });
});

test("hashes a folder, and knows a file of a tracked folder", async () => {
  mkdirSync(join(root, "d"));
  writeFileSync(join(root, "d", "a"), "hello\n");
  await add({ root, paths: [join(root, "d")], output });
  expect(await dataVersion(root, "d")).toEqual({
    path: "d",
    md5: expect.stringMatching(/^[0-9a-f]{32}\.dir$/),
    size: 6,
    files: 1,
    tracked: true,
  });
  expect(await dataVersion(root, "d/a")).toMatchObject({ tracked: true });
  writeFileSync(join(root, "d", "b"), "");
  expect(await dataVersion(root, "d/b")).toMatchObject({ tracked: false });
});

test("refuses what is missing or outside, with what to type", async () => {
  await expect(dataVersion(root, "a")).rejects.toMatchObject({ code: "DATA_MISSING" });
  await expect(dataVersion(root, "../a")).rejects.toMatchObject({ code: "DATA_OUTSIDE" });
});

test("makes what `dvc init` makes, and overwrites nothing", () => {
  mkdirSync(join(root, ".git"));
  writeFileSync(join(root, ".dvcignore"), "mine\n");
  expect(initDvc(root, { noScm: false })).toBe(true);
  expect(readFileSync(join(root, ".dvc/config"), "utf8")).toBe("");
  expect(readFileSync(join(root, ".dvc/.gitignore"), "utf8")).toBe("/config.local\n/tmp\n/cache\n");
  expect(readFileSync(join(root, ".dvcignore"), "utf8")).toBe("mine\n");
  writeFileSync(join(root, ".dvc/config"), "[cache]\n    dir = /elsewhere\n");
  expect(initDvc(root, { noScm: false })).toBe(false);
  expect(readFileSync(join(root, ".dvc/config"), "utf8")).toContain("elsewhere");
});

test("takes no_scm back once there is git, where it wrote it", () => {
  expect(initDvc(root)).toBe(true);
  expect(readFileSync(join(root, ".dvc/config"), "utf8")).toBe("[core]\n    no_scm = True\n");
  mkdirSync(join(root, ".git"));
  expect(initDvc(root)).toBe(true);
  expect(readFileSync(join(root, ".dvc/config"), "utf8")).toBe("");
});
