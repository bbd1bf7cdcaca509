import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { loadSuite } from "./load-suite.ts";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "fettle suite "));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

const dialogue = (title: string, route = "x") =>
  `dialogue: ${title}\nturns: [{ user: hi, agent: { route: ${route} } }]\n`;
const FILES = { files: "dialogues/**/*.{yaml,yml}" };

test("reads the files in order, from folders below and by either ending", async () => {
  write("dialogues/b.yml", dialogue("two"));
  write("dialogues/a.yaml", dialogue("one"));
  write("dialogues/more/c.yaml", dialogue("three"));
  write("dialogues/notes.txt", "no dialogue");
  mkdirSync(join(root, "dialogues/folder.yaml"));
  const { cases } = await loadSuite(root, FILES);
  expect(cases.map((one) => one.id)).toEqual([
    "dialogues/a/one",
    "dialogues/b/two",
    "dialogues/more/c/three",
  ]);
});

test("names a suite by what it asks and expects, not by its lines", async () => {
  write("dialogues/a.yaml", dialogue("one"));
  const { hash } = await loadSuite(root, FILES);
  write("dialogues/a.yaml", `# a remark\n\n${dialogue("one")}`);
  expect((await loadSuite(root, FILES)).hash).toBe(hash);
  write("dialogues/a.yaml", dialogue("one", "y"));
  expect((await loadSuite(root, FILES)).hash).not.toBe(hash);
});

test("takes a broken file for an error also when another is asked for", async () => {
  write("dialogues/a.yaml", dialogue("one"));
  write("dialogues/b.yaml", "dialogue: [");
  await expect(loadSuite(root, FILES, { what: ["one"] })).rejects.toMatchObject({
    code: "DIALOGUES_FILE_INVALID",
    exit: 2,
  });
});

test("refuses two files that give one name", async () => {
  write("dialogues/a.yaml", dialogue("one"));
  write("dialogues/a.yml", dialogue("One!"));
  await expect(loadSuite(root, FILES)).rejects.toThrow("dialogues/a.yaml:1 and dialogues/a.yml:1");
});
