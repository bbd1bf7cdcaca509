import { execFileSync } from "node:child_process";
import { once } from "node:events";
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Added, add } from "./add.ts";

let root: string;
let warnings: string[];

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), "fettle-data-")));
  execFileSync("git", ["init", "-q", root]);
  warnings = [];
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

const output = {
  progress: () => ({ advance() {}, note() {}, end() {} }),
  warn: (line: string) => void warnings.push(line),
};

function put(path: string, content: string | Uint8Array): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), content);
}

function text(path: string): string {
  return readFileSync(join(root, path), "utf8");
}

function addAll(...paths: string[]): Promise<Added[]> {
  return add({ root, paths: paths.map((path) => join(root, path)), output });
}

const refused = (code: string, hint: unknown = expect.any(String)) =>
  expect.objectContaining({ code, hint });

test("keeps a file's content, names it in a .dvc file and hides it from git", async () => {
  put("data/a.csv", "hello\n");
  const added = await addAll("data/a.csv");
  expect(added).toEqual([
    {
      path: "data/a.csv",
      md5: "b1946ac92492d2347c6235b4d2611184",
      size: 6,
      tracked: true,
      outcome: "new",
      forGit: ["data/a.csv.dvc", "data/.gitignore"],
    },
  ]);
  expect(text("data/a.csv.dvc")).toBe(
    "outs:\n- md5: b1946ac92492d2347c6235b4d2611184\n  size: 6\n  hash: md5\n  path: a.csv\n",
  );
  expect(text("data/.gitignore")).toBe("/a.csv\n");
  const object = ".dvc/cache/files/md5/b1/946ac92492d2347c6235b4d2611184";
  expect(text(object)).toBe("hello\n");
  expect(lstatSync(join(root, object)).mode & 0o777).toBe(0o444);
  expect(warnings).toEqual([]);
});

test("keeps a folder as a sorted list of its files, and any bytes as they are", async () => {
  put("d/b/x", new Uint8Array([0xff, 0xfe, 0, 13, 10]));
  put("d/a", "1");
  put("d/é", "");
  mkdirSync(join(root, "d", "empty"));
  const [added] = await addAll("d");
  expect(added).toMatchObject({ size: 6, files: 3, outcome: "new" });
  const md5 = added?.md5 ?? "";
  expect(text(join(".dvc/cache/files/md5", md5.slice(0, 2), md5.slice(2)))).toBe(
    '[{"md5": "c4ca4238a0b923820dcc509a6f75849b", "relpath": "a"}, ' +
      `{"md5": "${md5Of("d/b/x")}", "relpath": "b/x"}, ` +
      '{"md5": "d41d8cd98f00b204e9800998ecf8427e", "relpath": "\\u00e9"}]',
  );
});

function md5Of(path: string): string {
  return execFileSync("md5sum", [join(root, path)], { encoding: "utf8" }).slice(0, 32);
}

test("gives a changed file its new version and leaves an unchanged one alone", async () => {
  put("a", "1");
  await addAll("a");
  utimesSync(join(root, "a.dvc"), 1, 1);
  expect(await addAll("a")).toMatchObject([{ outcome: "unchanged", forGit: [] }]);
  expect(lstatSync(join(root, "a.dvc")).mtimeMs).toBe(1000);
  put("a", "22");
  expect(await addAll("a")).toMatchObject([{ outcome: "changed", size: 2, forGit: ["a.dvc"] }]);
  expect(text("a.dvc")).toContain("size: 2\n");
  expect(text(".gitignore")).toBe("/a\n");
});

test("keeps a file of many megabytes, and one that is the same again", async () => {
  put("big", Buffer.alloc(3_500_000, "x"));
  await addAll("big");
  put("copy", Buffer.alloc(3_500_000, "x"));
  expect(await addAll("copy")).toMatchObject([{ md5: md5Of("copy"), size: 3_500_000 }]);
  expect(readdirSync(join(root, ".dvc/cache/files/fettle"))).toEqual([]);
});

test("makes a linked file a file of its own, and leaves a linked folder out with a warning", async () => {
  put("elsewhere/x", "1");
  mkdirSync(join(root, "d"));
  symlinkSync(join(root, "elsewhere", "x"), join(root, "d", "x"));
  symlinkSync(join(root, "elsewhere"), join(root, "d", "folder"));
  await addAll("d");
  expect(lstatSync(join(root, "d", "x")).isFile()).toBe(true);
  expect(lstatSync(join(root, "d", "folder")).isSymbolicLink()).toBe(true);
  expect(warnings).toEqual(["d: left out links to folders, as DVC does: folder"]);
});

test("leaves out what .dvcignore names, and refuses to add it", async () => {
  put(".dvcignore", "*.tmp\n/d/skip/\n!keep.tmp\n");
  put("d/a", "1");
  put("d/b.tmp", "2");
  put("d/keep.tmp", "3");
  put("d/skip/c", "4");
  expect(await addAll("d")).toMatchObject([{ files: 2 }]);
  put("x.tmp", "");
  await expect(addAll("x.tmp")).rejects.toEqual(refused("DATA_IGNORED"));
});

test("refuses before anything is written: all paths are looked at first", async () => {
  put("a", "1");
  await expect(addAll("a", "nope")).rejects.toEqual(refused("DATA_MISSING"));
  expect(existsSync(join(root, "a.dvc"))).toBe(false);
  expect(existsSync(join(root, ".gitignore"))).toBe(false);
});

test("says how to restore data that is missing though a .dvc file names it", async () => {
  put("a", "1");
  await addAll("a");
  rmSync(join(root, "a"));
  await expect(addAll("a")).rejects.toEqual(refused("DATA_MISSING", "fettle data checkout a"));
});

test("refuses what git tracks among other files that it tracks", async () => {
  for (const path of ["a-first", "data/m.csv", "z-last"]) put(path, path);
  execFileSync("git", ["-C", root, "add", "."]);
  await expect(addAll("data/m.csv")).rejects.toEqual(refused("DATA_IN_GIT"));
  await expect(addAll("data")).rejects.toThrow("data holds data/m.csv, which is in git already");
});

test("refuses what git tracks, also inside a folder", async () => {
  put("d/sub/a", "1");
  execFileSync("git", ["add", "d"], { cwd: root });
  await expect(addAll("d")).rejects.toEqual(
    refused("DATA_IN_GIT", "git rm -r --cached d, then fettle data add d"),
  );
});

test("refuses reserved names, links that lead nowhere, sockets, and paths outside", async () => {
  put("a.dvc", "outs: []\n");
  put(".gitignore", "");
  symlinkSync("nowhere", join(root, "broken"));
  symlinkSync(tmpdir(), join(root, "linked"));
  const server = createServer().listen(join(root, "socket"));
  await once(server, "listening");
  await expect(addAll("a.dvc")).rejects.toEqual(refused("DATA_NAME"));
  await expect(addAll(".gitignore")).rejects.toEqual(refused("DATA_NAME"));
  await expect(addAll("broken")).rejects.toEqual(refused("DATA_KIND"));
  await expect(addAll("linked")).rejects.toEqual(refused("DATA_KIND"));
  await expect(addAll("linked/x")).rejects.toEqual(refused("DATA_KIND"));
  await expect(addAll("socket")).rejects.toEqual(refused("DATA_KIND"));
  await expect(addAll("../x")).rejects.toEqual(refused("DATA_OUTSIDE"));
  await expect(addAll(".")).rejects.toEqual(refused("DATA_OUTSIDE"));
  server.close();
});

test("refuses versions that overlap, whichever came first", async () => {
  put("d/a", "1");
  put("e/a", "1");
  await addAll("d", "e/a");
  await expect(addAll("d/a")).rejects.toEqual(refused("DATA_OVERLAP", "fettle data add d"));
  await expect(addAll("e")).rejects.toEqual(refused("DATA_OVERLAP"));
  put("f/a", "1");
  await expect(addAll("f", "f/a")).rejects.toEqual(refused("DATA_OVERLAP"));
});

test("refuses a broken .dvc file with its line, an import, and one that leads outside", async () => {
  put("a", "1");
  put("a.dvc", "outs:\n- md5: 1\n   path: a\n");
  await expect(addAll("a")).rejects.toEqual(refused("DATA_FILE_INVALID"));
  put("a.dvc", "deps:\n- path: b\nouts:\n- path: a\n");
  await expect(addAll("a")).rejects.toEqual(refused("DATA_IMPORTED"));
  put("a.dvc", "outs:\n- path: ../../a\n");
  await expect(addAll("a")).rejects.toEqual(refused("DATA_FILE_INVALID"));
});

test("takes its line out of .gitignore again when the .dvc file cannot be written", async () => {
  put(".gitignore", "/other");
  put("a", "1");
  put("sub/b", "1");
  // A folder takes the place of the .dvc file while the data is hashed: the rename onto it fails, whoever runs the test.
  for (const path of ["a", "sub/b"]) {
    const inTheWay = join(root, `${path}.dvc`, "x");
    const note = () => void mkdirSync(inTheWay, { recursive: true });
    const progress = () => ({ advance() {}, note, end() {} });
    const work = add({ root, paths: [join(root, path)], output: { ...output, progress } });
    await expect(work).rejects.toEqual(refused("FILE_FAILED"));
  }
  expect(text(".gitignore")).toBe("/other");
  expect(existsSync(join(root, "sub", ".gitignore"))).toBe(false);
  rmSync(join(root, "a.dvc"), { recursive: true });
  await addAll("a");
  expect(text(".gitignore")).toBe("/other\n/a\n");
});

test("adds a file whose name is nearly as long as names can be", async () => {
  const long = "a".repeat(251);
  put(long, "1");
  expect(await addAll(long)).toMatchObject([{ outcome: "new" }]);
});

test("goes on without git, with a warning and DVC's no_scm", async () => {
  rmSync(join(root, ".git"), { recursive: true });
  put("a", "1");
  expect(await addAll("a")).toMatchObject([{ forGit: [] }]);
  expect(text(".dvc/config")).toBe("[core]\n    no_scm = True\n");
  expect(existsSync(join(root, ".gitignore"))).toBe(false);
  expect(warnings).toEqual([expect.stringContaining("no git repository")]);
});

test("stops on a signal without a trace, and can be done again", async () => {
  for (let i = 0; i < 300; i += 1) put(`d/${i}`, Buffer.alloc(200_000, `${i}`));
  const stop = new AbortController();
  let noted = 0;
  const progress = () => ({
    advance() {},
    note() {
      noted += 1;
      if (noted === 100) stop.abort();
    },
    end() {},
  });
  const work = add({
    root,
    paths: [join(root, "d")],
    output: { ...output, progress },
    signal: stop.signal,
  });
  await expect(work).rejects.toThrow(/abort/i);
  expect(existsSync(join(root, "d.dvc"))).toBe(false);
  expect(existsSync(join(root, ".gitignore"))).toBe(false);
  expect(readdirSync(join(root, ".dvc/cache/files/fettle"))).toEqual([]);
  expect(await addAll("d")).toMatchObject([{ files: 300 }]);
});

test("three at once lose no line of a .gitignore", async () => {
  put("a", "1");
  put("b", "2");
  put("c", "3");
  await Promise.all([addAll("a"), addAll("b"), addAll("c")]);
  expect(text(".gitignore").split("\n").sort()).toEqual(["", "/a", "/b", "/c"]);
  expect(readdirSync(join(root, ".dvc/tmp/fettle"))).toEqual([]);
});

test("replaces an object of the cache whose bytes are not those of its name", async () => {
  put("a", "hello\n");
  await addAll("a");
  const object = join(root, ".dvc/cache/files/md5/b1/946ac92492d2347c6235b4d2611184");
  rmSync(object);
  writeFileSync(object, "hellO\n", { mode: 0o644 });
  await addAll("a");
  expect(readFileSync(object, "utf8")).toBe("hello\n");
  expect(text(".dvc/cache/files/fettle/damaged/b1946ac92492d2347c6235b4d2611184")).toBe("hellO\n");
});
