import { expect, test } from "vitest";
import { sortByCodePoint } from "../model.ts";
import { readDvcSettings } from "./config.ts";
import { emitDirectory, parseDirectory } from "./directory-object.ts";
import { emitDvcFile, parseDvcFile } from "./dvc-file.ts";
import { editDvcFile } from "./edit-dvc-file.ts";
import { ignoreLine, withIgnoreLine } from "./git-ignore.ts";
import { compileIgnore } from "./ignore-patterns.ts";
import { emitScalar } from "./scalar.ts";

// The byte-for-byte proof against DVC itself is test/interop/dvc; these are the rules by example.

test("a .dvc file of a folder and of an executable", () => {
  const folder = { path: "data", md5: "0".repeat(32).concat(".dir"), size: 18, files: 6 };
  expect(emitDvcFile({ ...folder, executable: false })).toBe(
    `outs:\n- md5: ${"0".repeat(32)}.dir\n  size: 18\n  nfiles: 6\n  hash: md5\n  path: data\n`,
  );
  // An md5 of digits alone would read as a number.
  expect(emitDvcFile({ path: "true", md5: "1".repeat(32), size: 0, executable: true })).toBe(
    `outs:\n- md5: '${"1".repeat(32)}'\n  size: 0\n  isexec: true\n  hash: md5\n  path: 'true'\n`,
  );
});

test("reads what people and DVC write, and keeps an md5 of digits", () => {
  const text = `outs:\n- {path: "a b", md5: ${"1".repeat(32)}, hash: md5, isexec: true}\nwdir: ..\n`;
  expect(parseDvcFile(text, "x.dvc")).toEqual({
    outs: [
      {
        path: "a b",
        md5: "1".repeat(32),
        size: undefined,
        files: undefined,
        executable: true,
        modern: true,
        cached: true,
      },
    ],
    folder: "..",
    imported: false,
  });
});

test.each([
  ["outs:\n- md5: ABC\n  path: a\n", "x.dvc:2: md5"],
  ["outs:\n- md5: ../../../etc/passwd\n  path: a\n", "x.dvc:2: md5"],
  ["outs: 3\n", "`outs` is not a list"],
  ["<<<<<<< HEAD\nouts:\n=======\n", "x.dvc:"],
  ["just text", "expected a mapping"],
  ["outs:\n- size: 3\n", "has no path"],
])("refuses %j", (text, message) => {
  expect(() => parseDvcFile(text, "x.dvc")).toThrow(message);
});

test("an edit keeps comments, order and people's keys; new keys come last, old ones go", () => {
  const text =
    "# by hand\nouts:\n- desc: what we train on\n  md5: abc # old\n  nfiles: 2\n  size: 1\n  path: d\n" +
    "meta:\n  owner: us\n";
  const version = { path: "d", md5: "def", size: 22, executable: true };
  expect(editDvcFile(text, 0, version)).toBe(
    "# by hand\nouts:\n- desc: what we train on\n  md5: def # old\n  size: 22\n  path: d\n" +
      "  isexec: true\n  hash: md5\nmeta:\n  owner: us\n",
  );
});

test("an edit of flow style falls back on the package's writer", () => {
  const text = "outs: [{md5: abc, size: 1, hash: md5, path: d}] # mine\n";
  const edited = editDvcFile(text, 0, { path: "d", md5: "def", size: 2, executable: false });
  expect(parseDvcFile(edited.replace("def", "0".repeat(32)), "x.dvc").outs).toMatchObject([
    { path: "d", size: 2 },
  ]);
  expect(edited).toContain("# mine");
});

test("an edit of an entry without a value, or with keys that must go first, is whole as well", () => {
  const version = { path: "d", md5: "0".repeat(32), size: 2, executable: false };
  for (const text of [
    "outs:\n- md5:\n  size: 1\n  path: d\n",
    "outs:\n- isexec: true\n  md5: abc\n  path: d\n",
    "outs:\n- nfiles: 3\n  path: d",
    "outs:\n- path: d",
  ]) {
    const edited = editDvcFile(text, 0, version);
    expect(edited.match(/md5:/g)).toHaveLength(1);
    expect(parseDvcFile(edited, "x.dvc").outs).toEqual([
      {
        path: "d",
        md5: "0".repeat(32),
        size: 2,
        files: undefined,
        executable: false,
        modern: true,
        cached: true,
      },
    ]);
  }
  const second = "outs:\n- md5: abc\n  path: a\n- md5: def\n  path: d\n";
  expect(editDvcFile(second, 1, version)).toBe(
    `outs:\n- md5: abc\n  path: a\n- md5: '${"0".repeat(32)}'\n  path: d\n  size: 2\n  hash: md5\n`,
  );
});

test("scalars: plain, single and double, and lines that are too long", () => {
  const at = { column: 7, indent: 4 };
  expect(emitScalar("it's", at)).toBe(" it's");
  expect(emitScalar("a: b", at)).toBe(" 'a: b'");
  expect(emitScalar("a' b: c", at)).toBe(` "a' b: c"`);
  expect(emitScalar("a\tb", at)).toBe(` "a\\tb"`);
  expect(emitScalar("x".repeat(90), at)).toBe(` \n    ${"x".repeat(90)}`);
  expect(emitScalar(`${"w ".repeat(40)}end`, at)).toBe(
    ` ${"w ".repeat(36)}\n    ${"w ".repeat(4)}end`,
  );
});

test("a list of files is Python's JSON, in the order of code points", () => {
  const entries = ["😀", "\ue000", "a_/x", "a.b", "a./q", "a-b", 'q"\u007f\n'].map((relpath) => ({
    md5: "0".repeat(32),
    relpath,
  }));
  const bytes = emitDirectory(entries);
  const names = sortByCodePoint([...entries], (entry) => entry.relpath).map((e) => e.relpath);
  expect(names).toEqual(["a-b", "a./q", "a.b", "a_/x", 'q"\u007f\n', "\ue000", "😀"]);
  expect(bytes.toString("latin1")).toContain('"relpath": "\\ud83d\\ude00"}]');
  expect(bytes.toString("latin1")).toContain('"relpath": "q\\"\u007f\\n"}');
  expect(parseDirectory(bytes)?.map((entry) => entry.relpath)).toEqual(names);
  expect(emitDirectory([]).toString()).toBe("[]");
});

test.each(["/etc/x", "../x", "a/../../x", "a//b", "", "a\0b", "."])(
  "a list of files may not hold %j",
  (relpath) => {
    const bytes = Buffer.from(JSON.stringify([{ md5: "0".repeat(32), relpath }]));
    expect(parseDirectory(bytes)).toBeUndefined();
  },
);

test("a line of .gitignore, once", () => {
  expect(ignoreLine("a*[b]#!?\\")).toBe("/a\\*\\[b\\]\\#\\!\\?\\\\");
  expect(withIgnoreLine("", "/a")).toBe("/a\n");
  expect(withIgnoreLine("/b", "/a")).toBe("/b\n/a\n");
  expect(withIgnoreLine("/a\n", "/a")).toBeUndefined();
});

test(".dvcignore follows git's rules: anchors, folders, spans, ranges, negation, nearer files", () => {
  const ask = compileIgnore([
    { folder: "", text: "# c\n*.tmp\n!keep.tmp\n/top\nbuild/\ndocs/**/x?.md\n[ab].txt\n\\!real\n" },
    { folder: "sub", text: "!a.tmp\nlocal\n" },
  ]);
  const left = (path: string, folder = false): boolean => ask(path, folder) !== undefined;
  expect(left("x.tmp")).toBe(true);
  expect(left("deep/er/x.tmp")).toBe(true);
  expect(left("keep.tmp")).toBe(false);
  expect(left("sub/a.tmp")).toBe(false);
  expect(left("top")).toBe(true);
  expect(left("sub/top")).toBe(false);
  expect(left("x/build", true)).toBe(true);
  expect(left("x/build")).toBe(false);
  expect(left("docs/x1.md")).toBe(true);
  expect(left("docs/a/b/x1.md")).toBe(true);
  expect(left("a.txt")).toBe(true);
  expect(left("c.txt")).toBe(false);
  expect(left("!real")).toBe(true);
  expect(left("sub/local")).toBe(true);
  expect(left("local")).toBe(false);
  expect(ask("deep/x.tmp", false)).toEqual({ file: ".dvcignore", pattern: "*.tmp" });
});

test("the settings that count, later files first in force", () => {
  const shared =
    "[core]\n    no_scm = True\n['remote \"x\"']\n    url = s3://b\n[cache]\n    dir = ../c\n";
  expect(readDvcSettings([shared, ""])).toEqual({ noScm: true, cacheFolder: "../c" });
  expect(readDvcSettings([shared, '[cache]\ndir = "/with, comma" # mine\n'])).toEqual({
    noScm: true,
    cacheFolder: "/with, comma",
  });
  expect(readDvcSettings([""])).toEqual({ noScm: false, cacheFolder: undefined });
});
