import { expect, test } from "vitest";
import { readDvcSettings } from "./config.ts";
import { emitDirectory, parseDirectory } from "./directory-object.ts";
import { parseDvcFile } from "./dvc-file.ts";
import { editDvcFile } from "./edit-dvc-file.ts";
import { setUpFiles } from "./set-up-files.ts";

const MD5 = "b1946ac92492d2347c6235b4d2611184";
const plain = {
  path: "a",
  md5: undefined,
  size: undefined,
  files: undefined,
  executable: false,
  modern: true,
  cached: true,
};

test("every field of an entry is read, each by itself", () => {
  const outs = (text: string) => parseDvcFile(`outs:\n${text}`, "x.dvc").outs;
  expect(
    outs(`- md5: ${MD5}.dir\n  size: 12\n  nfiles: 3\n  isexec: false\n  hash: md5\n  path: a\n`),
  ).toEqual([{ ...plain, md5: `${MD5}.dir`, size: 12, files: 3 }]);
  expect(outs("- path: a\n")).toEqual([plain]);
  expect(outs(`- path: a\n  md5: ${MD5}\n`)).toEqual([{ ...plain, md5: MD5, modern: false }]);
  expect(outs("- path: a\n  isexec: true\n")).toEqual([{ ...plain, executable: true }]);
  expect(outs("- path: a\n  cache: false\n")).toEqual([{ ...plain, cached: false }]);
  expect(outs("- path: a\n  cache: true\n")).toEqual([plain]);
  expect(outs("- path: a\n  size: 0\n  nfiles: 0\n")).toEqual([{ ...plain, size: 0, files: 0 }]);
  for (const size of ["-1", "1.5", "many", "9007199254740993", "[1]", ""])
    expect(outs(`- path: a\n  size: ${size}\n  nfiles: ${size}\n`)).toEqual([plain]);
  expect(outs("- path: 007\n- path: 1e3\n").map(({ path }) => path)).toEqual(["007", "1e3"]);
});

test("a file says where its paths start from and whether the data comes from elsewhere", () => {
  const read = (text: string) => parseDvcFile(text, "x.dvc");
  expect(read("outs:\n- path: a\n")).toEqual({ outs: [plain], folder: ".", imported: false });
  expect(read("md5: x\n")).toEqual({ outs: [], folder: ".", imported: false });
  expect(read("outs: []\nwdir: ../b\n")).toEqual({ outs: [], folder: "../b", imported: false });
  expect(read("deps:\n- path: b\n").imported).toBe(true);
  expect(read("cmd: make\n").imported).toBe(true);
});

test.each([
  ["just text", "x.dvc: expected a mapping with `outs`"],
  ["", "x.dvc: expected a mapping with `outs`"],
  ["outs: 3\n", "x.dvc: `outs` is not a list"],
  ["a: 1\nouts:\n- path: a\n- text\n", "x.dvc:4: an entry of `outs` is not a mapping"],
  ["outs:\n- path: a\n- size: 3\n", "x.dvc:3: an entry of `outs` has no path"],
  ["outs:\n- path: ''\n", "x.dvc:2: an entry of `outs` has no path"],
  ["outs:\n- path:\n", "x.dvc:2: an entry of `outs` has no path"],
  ["outs:\n- path: [a]\n", "x.dvc:2: an entry of `outs` has no path"],
  [
    `outs:\n- md5: ${MD5}x\n  path: a\n`,
    `x.dvc:2: md5 "${MD5}x" is not 32 hex digits, with or without .dir`,
  ],
  [
    "outs:\n- md5: ABC\n  path: a\n",
    'x.dvc:2: md5 "ABC" is not 32 hex digits, with or without .dir',
  ],
  ["outs:\n- md5: 1\n   path: a\n", "x.dvc:2: Nested mappings are not allowed in compact mappings"],
])("%j is refused with its line", (text, message) => {
  expect(() => parseDvcFile(text, "x.dvc")).toThrow(
    expect.objectContaining({ code: "DATA_FILE_INVALID", message }),
  );
});

const file = { path: "d", md5: MD5, size: 6, executable: false };
const folder = { path: "d", md5: `${MD5}.dir`, size: 6, files: 2, executable: false };

test.each([
  [
    "a file that becomes a folder",
    "outs:\n- md5: abc\n  size: 1\n  isexec: true\n  hash: md5\n  path: d\n",
    folder,
    `outs:\n- md5: ${MD5}.dir\n  size: 6\n  hash: md5\n  path: d\n  nfiles: 2\n`,
  ],
  [
    "a folder that becomes a file",
    "outs:\n- md5: abc.dir\n  size: 1\n  nfiles: 4 # four\n  hash: md5\n  path: d\n",
    file,
    `outs:\n- md5: ${MD5}\n  size: 6\n  hash: md5\n  path: d\n`,
  ],
  [
    "a list that is indented, with comments behind values and between keys",
    "outs:\n  - path: d # mine\n    # why\n    md5: abc\n\n    size: 1   # small\nmeta: {a: 1}\n",
    { ...file, executable: true },
    `outs:\n  - path: d # mine\n    # why\n    md5: ${MD5}\n\n    size: 6   # small\n    isexec: true\n    hash: md5\nmeta: {a: 1}\n`,
  ],
  [
    "no line break at the end",
    "outs:\n- md5: abc\n  path: d",
    file,
    `outs:\n- md5: ${MD5}\n  path: d\n  size: 6\n  hash: md5\n`,
  ],
  [
    "a block of people's own at the end of the entry",
    "outs:\n- md5: abc\n  path: d\n  meta:\n    a: 1\n    b: 2\n# end\n",
    file,
    `outs:\n- md5: ${MD5}\n  path: d\n  meta:\n    a: 1\n    b: 2\n  size: 6\n  hash: md5\n# end\n`,
  ],
  [
    "a key without a value at the end of the entry",
    "outs:\n- md5: abc\n  path: d\n  desc:\n",
    file,
    `outs:\n- md5: ${MD5}\n  path: d\n  desc:\n  size: 6\n  hash: md5\n`,
  ],
  [
    "quotes around values",
    "outs:\n- md5: 'abc'\n  size: \"1\"\n  hash: md5\n  path: 'd'\n",
    file,
    `outs:\n- md5: ${MD5}\n  size: 6\n  hash: md5\n  path: 'd'\n`,
  ],
  [
    "a key that must go first in its entry",
    "outs:\n- isexec: true\n  md5: abc # old\n  path: d\n",
    file,
    `outs:\n- md5: ${MD5} # old\n  path: d\n  size: 6\n  hash: md5\n`,
  ],
  [
    "flow style",
    "outs: [{md5: abc, size: 1, nfiles: 3, path: d}] # mine\n",
    { ...file, executable: true },
    `outs: [ { md5: ${MD5}, size: 6, path: d, isexec: true, hash: md5 } ] # mine\n`,
  ],
  [
    "flow style of a folder",
    "outs: [{md5: abc, isexec: true, path: d}]\n",
    folder,
    `outs: [ { md5: ${MD5}.dir, path: d, size: 6, nfiles: 2, hash: md5 } ]\n`,
  ],
])("an edit of %s", (_what, text, version, expected) => {
  expect(editDvcFile(text, 0, version)).toBe(expected);
});

test("an edit of an entry that is not there is a mistake of the caller", () => {
  expect(() => editDvcFile("outs:\n- path: d\n", 1, file)).toThrow(TypeError);
  expect(() => editDvcFile("a: 1\n", 0, file)).toThrow(TypeError);
});

test("a list of files is read as it was written, and refused where it is none", () => {
  const entries = [
    { md5: MD5, relpath: "a/b.c" },
    { md5: MD5, relpath: "\u007fé\uffff😀.." },
  ];
  expect(parseDirectory(emitDirectory(entries))).toEqual(entries);
  expect(emitDirectory(entries).toString("latin1")).toBe(
    `[{"md5": "${MD5}", "relpath": "a/b.c"}, {"md5": "${MD5}", "relpath": "\u007f\\u00e9\\uffff\\ud83d\\ude00.."}]`,
  );
  expect(emitDirectory([{ md5: MD5, relpath: "\u0080" }]).toString()).toContain("\\u0080");
  expect(parseDirectory(Buffer.from("[]"))).toEqual([]);
  for (const bad of [
    "{}",
    "not JSON",
    "[null]",
    "[1]",
    `[{"md5": "${MD5}"}]`,
    '[{"relpath": "a"}]',
    `[{"md5": "${MD5}", "relpath": 1}]`,
    `[{"md5": 1, "relpath": "a"}]`,
    `[{"md5": "${MD5}.dir", "relpath": "a"}]`,
    `[{"md5": "${MD5}0", "relpath": "a"}]`,
    `[{"md5": "${MD5}", "relpath": "a"}, {"md5": "${MD5}", "relpath": "./a"}]`,
  ])
    expect([bad, parseDirectory(Buffer.from(bad))]).toEqual([bad, undefined]);
});

test.each([
  ["[core]\nno_scm = true\n", { noScm: true, cacheFolder: undefined }],
  ["[core]\n  NO_SCM=YES # why\n", { noScm: true, cacheFolder: undefined }],
  ["[ Core ]\nno_scm = 'on'\n", { noScm: true, cacheFolder: undefined }],
  ["[core]\nno_scm = 1\n", { noScm: true, cacheFolder: undefined }],
  ["[core]\nno_scm = false\n", { noScm: false, cacheFolder: undefined }],
  ["[core]\nno_scm =\n", { noScm: false, cacheFolder: undefined }],
  ["no_scm = true\n[other]\nno_scm = true\n", { noScm: false, cacheFolder: undefined }],
  ["[cache]\ndir = a b#c # d\n", { noScm: false, cacheFolder: "a b" }],
  ['[cache]\ndir = "a # b" # c\n', { noScm: false, cacheFolder: "a # b" }],
  ["[cache]\ndir = '''a'b''' # c\n", { noScm: false, cacheFolder: "a'b" }],
  ["[cache]\ndir = a\ndir = b\n", { noScm: false, cacheFolder: "b" }],
  ["[cache]\ndir = a\n[core] # dir = c\nx\n# dir = d\n", { noScm: false, cacheFolder: "a" }],
])("of the settings %j counts what DVC reads", (text, expected) => {
  expect(readDvcSettings([text])).toEqual(expected);
});

test("what `dvc init` makes, with and without git", () => {
  const ignore =
    "# Add patterns of files dvc should ignore, which could improve\n" +
    "# the performance. Learn more at\n# https://dvc.org/doc/user-guide/dvcignore\n";
  const files = (config: string) => [
    // First: where the disk fills up in between, git must not see a cache.
    [".dvc/.gitignore", "/config.local\n/tmp\n/cache\n"],
    [".dvc/config", config],
    [".dvcignore", ignore],
    [".dvc/tmp/btime", ""],
  ];
  expect(setUpFiles(false)).toEqual(files(""));
  expect(setUpFiles(true)).toEqual(files("[core]\n    no_scm = True\n"));
});
