import { execFileSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { add } from "./add.ts";
import { type CheckedOut, checkout } from "./checkout.ts";
import { status } from "./status.ts";

let root: string;

const output = {
  progress: () => ({ advance() {}, note() {}, end() {} }),
  warn() {},
};

beforeEach(async () => {
  root = realpathSync(mkdtempSync(join(tmpdir(), "fettle-data-")));
  execFileSync("git", ["init", "-q", root]);
  put("one", "1");
  put("d/a", "a1");
  put("d/sub/b", "b1");
  put("d/sub/c", "c1");
  await add({ root, paths: [join(root, "one"), join(root, "d")], output });
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

function put(path: string, content: string | Uint8Array): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), content);
}

function text(path: string): string {
  return readFileSync(join(root, path), "utf8");
}

function out(paths: string[] = [], force = false): Promise<CheckedOut[]> {
  return checkout({ root, paths: paths.map((path) => join(root, path)), force, output });
}

function objectOf(md5: string): string {
  return join(root, ".dvc/cache/files/md5", md5.slice(0, 2), md5.slice(2));
}

const B1 = "edbab45572c72a5d9440b40bcc0500c0";
const nothing = { added: [], modified: [], deleted: [], kept: [], missing: [], movedTo: undefined };

test("restores what is gone, and finds nothing to do the second time", async () => {
  rmSync(join(root, "one"));
  rmSync(join(root, "d"), { recursive: true });
  expect(await out()).toEqual([
    { ...nothing, path: "d", change: "A", added: ["a", "sub/b", "sub/c"] },
    { ...nothing, path: "one", change: "A", added: [""] },
  ]);
  expect(text("d/sub/b")).toBe("b1");
  expect(lstatSync(join(root, "one")).mode & 0o777).toBe(0o666 & ~process.umask());
  expect(await out()).toEqual([
    { ...nothing, path: "d", change: undefined },
    { ...nothing, path: "one", change: undefined },
  ]);
});

test("goes from one version of a folder to another: added, modified, deleted", async () => {
  const old = text("d.dvc");
  put("d/a", "a2");
  put("d/new/x", "x");
  rmSync(join(root, "d/sub"), { recursive: true });
  await add({ root, paths: [join(root, "d")], output });
  writeFileSync(join(root, "d.dvc"), old);
  expect(await out(["d"])).toEqual([
    {
      ...nothing,
      path: "d",
      change: "M",
      added: ["sub/b", "sub/c"],
      modified: ["a"],
      deleted: ["new/x"],
    },
  ]);
  expect(readdirSync(join(root, "d")).sort()).toEqual(["a", "sub"]);
});

test("neither overwrites nor deletes what is in no cache, and does the rest", async () => {
  put("one", "mine");
  put("d/a", "mine too");
  put("d/mine", "also mine");
  rmSync(join(root, "d/sub/b"));
  expect(await out()).toEqual([
    { ...nothing, path: "d", change: "M", added: ["sub/b"], kept: ["mine", "a"] },
    { ...nothing, path: "one", change: undefined, kept: [""] },
  ]);
  expect([text("one"), text("d/a"), text("d/mine")]).toEqual(["mine", "mine too", "also mine"]);
});

test("moves what is in no cache away when forced", async () => {
  put("one", "mine");
  put("d/mine", "also mine");
  const [d, one] = await out([], true);
  expect(d).toMatchObject({ change: "D", deleted: ["mine"], kept: [] });
  expect(one).toMatchObject({ change: "M", modified: [""], kept: [] });
  expect(text("one")).toBe("1");
  expect(text(one?.movedTo ?? "")).toBe("mine");
  expect(text(`${d?.movedTo}/mine`)).toBe("also mine");
});

test("restores what is there of a folder with a missing object, and leaves the rest", async () => {
  rmSync(objectOf(B1));
  put("d/a", "a1");
  rmSync(join(root, "d/sub"), { recursive: true });
  expect(await out(["d"])).toEqual([
    { ...nothing, path: "d", change: "M", added: ["sub/c"], missing: ["sub/b"] },
  ]);
  expect(text("d/a")).toBe("a1");
});

test("leaves a folder alone whose list the cache lacks", async () => {
  const md5 = /md5: (\S+)/.exec(text("d.dvc"))?.[1] ?? "";
  rmSync(objectOf(md5));
  put("d/a", "changed");
  expect(await out(["d"], true)).toEqual([
    { ...nothing, path: "d", change: undefined, missing: [""] },
  ]);
  expect(text("d/a")).toBe("changed");
});

test("does not restore an object whose bytes are not those of its name", async () => {
  chmodSync(objectOf(B1), 0o644);
  writeFileSync(objectOf(B1), "bX");
  chmodSync(objectOf(B1), 0o444);
  rmSync(join(root, "d/sub/b"));
  expect(await out(["d"])).toMatchObject([{ added: [], missing: ["sub/b"] }]);
  expect(existsSync(join(root, "d/sub/b"))).toBe(false);
  expect(existsSync(objectOf(B1))).toBe(false);
});

test("writes through no link out of the data, and moves a folder in the way of a file only when forced", async () => {
  put("elsewhere/b", "not mine");
  rmSync(join(root, "d/sub"), { recursive: true });
  symlinkSync(join(root, "elsewhere"), join(root, "d/sub"));
  expect(await out(["d"], true)).toMatchObject([{ kept: ["sub/b", "sub/c"], movedTo: undefined }]);
  expect(text("elsewhere/b")).toBe("not mine");
  rmSync(join(root, "one"));
  put("one/x", "mine");
  expect(await out(["one"])).toMatchObject([{ kept: [""] }]);
  const [forced] = await out(["one"], true);
  expect(forced).toMatchObject({ change: "M", added: [""] });
  expect(text(`${forced?.movedTo}/x`)).toBe("mine");
});

test("refuses a list of files that leads out of its folder", async () => {
  const bytes = `[{"md5": "${B1}", "relpath": "../out"}]`;
  const md5 = execFileSync("md5sum", { input: bytes, encoding: "utf8" }).slice(0, 32);
  mkdirSync(dirname(objectOf(md5)), { recursive: true });
  writeFileSync(objectOf(`${md5}.dir`), bytes, { mode: 0o444 });
  put("evil.dvc", `outs:\n- md5: ${md5}.dir\n  hash: md5\n  path: evil\n`);
  expect(await out(["evil.dvc"])).toMatchObject([{ missing: [""] }]);
  expect(existsSync(join(root, "out"))).toBe(false);
});

test("says what to type for a path that has no version, and for one of DVC 2", async () => {
  put("x", "");
  await expect(out(["x"])).rejects.toMatchObject({
    code: "DATA_UNTRACKED",
    hint: "fettle data add x",
  });
  put("x.dvc", `outs:\n- md5: ${B1}\n  path: x\n`);
  await expect(out(["x"])).rejects.toMatchObject({ code: "DATA_LEGACY" });
});

test("status tells the same without changing anything", async () => {
  put("d/a", "a2");
  put("d/new", "n");
  rmSync(join(root, "d/sub/c"));
  rmSync(join(root, "one"));
  rmSync(objectOf(B1));
  expect(await status({ root, paths: [], output })).toEqual([
    {
      path: "d",
      state: "modified",
      added: ["new"],
      modified: ["a"],
      deleted: ["sub/c"],
      notInCache: ["sub/b"],
    },
    { path: "one", state: "deleted", added: [], modified: [], deleted: [], notInCache: [] },
  ]);
});

test("empty folders in the way of a file hold nothing, and go", async () => {
  rmSync(join(root, "d/a"));
  mkdirSync(join(root, "d/a"));
  expect(await out(["d"])).toMatchObject([{ added: ["a"], kept: [] }]);
  expect(text("d/a")).toBe("a1");
});

test("folders that become empty go with their last file, up to the data itself", async () => {
  put("d/x/y/z", "new");
  await add({ root, paths: [join(root, "d")], output });
  execFileSync("git", ["-C", root, "add", "d.dvc"]);
  rmSync(join(root, "d/x"), { recursive: true });
  rmSync(join(root, "d/sub/b"));
  rmSync(join(root, "d/sub/c"));
  await add({ root, paths: [join(root, "d")], output });
  const less = text("d.dvc");
  execFileSync("git", ["-C", root, "checkout", "-q", "--", "d.dvc"]);
  await out(["d"]);
  expect(text("d/x/y/z")).toBe("new");
  writeFileSync(join(root, "d.dvc"), less);
  expect(await out(["d"])).toMatchObject([{ deleted: ["x/y/z", "sub/b", "sub/c"] }]);
  expect(readdirSync(join(root, "d"))).toEqual(["a"]);
});

test("without git all .dvc files below are found, but for those in data and in other repositories", async () => {
  rmSync(join(root, ".git"), { recursive: true });
  for (const path of ["d/in-data", "node_modules/x", "other/in", "sub/three"])
    put(`${path}.dvc`, text("one.dvc").replace("path: one", `path: ${path.split("/").at(-1)}`));
  mkdirSync(join(root, "other/.dvc"));
  rmSync(join(root, "one"));
  const found = (await status({ root, paths: [], output })).map(({ path, state }) => [path, state]);
  expect(found).toEqual([
    ["d", "modified"],
    ["one", "deleted"],
    ["sub/three", "deleted"],
  ]);
});
