import {
  chmodSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { copyTree } from "./index.ts";

let root: string;
const at = (...parts: string[]) => join(root, ...parts);
const write = (path: string, text: string, mode = 0o444) => {
  mkdirSync(join(path, ".."), { recursive: true });
  writeFileSync(path, text);
  chmodSync(path, mode);
};
const number = (path: string) => statSync(path).ino;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "fettle-tree-"));
});
afterEach(() => rmSync(root, { recursive: true }));

test("read-only files are linked, those that may change are copied, and the order of folders stays", async () => {
  write(at("from", "a", "b", "fixed"), "fixed");
  write(at("from", "open"), "open", 0o644);
  mkdirSync(at("from", "empty"));
  expect(await copyTree(at("from"), at("to"))).toEqual({ files: 2, linked: 1, bytes: 9, left: [] });
  expect(number(at("to", "a", "b", "fixed"))).toBe(number(at("from", "a", "b", "fixed")));
  writeFileSync(at("from", "open"), "changed");
  expect(readFileSync(at("to", "open"), "utf8")).toBe("open");
  expect(statSync(at("to", "empty")).isDirectory()).toBe(true);
});

test("two names of one file that is copied are two names of one copy", async () => {
  write(at("from", "one"), "same", 0o644);
  linkSync(at("from", "one"), at("from", "two"));
  await copyTree(at("from"), at("to"));
  expect(number(at("to", "one"))).toBe(number(at("to", "two")));
  expect(number(at("to", "one"))).not.toBe(number(at("from", "one")));
});

test("a link is followed nowhere and told, what is skipped is not taken, and no folder is nothing", async () => {
  write(at("secret"), "secret");
  write(at("from", ".own", "x"), "x");
  write(at("from", ".own", "y"), "y");
  symlinkSync(at("secret"), at("from", "out"));
  const copied = await copyTree(at("from"), at("to"), (path) => path === ".own/x");
  expect(copied).toMatchObject({ files: 1, left: ["out"] });
  expect(await copyTree(at("nowhere"), at("to-nowhere"))).toMatchObject({ files: 0 });
});
