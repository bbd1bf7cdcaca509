import {
  lstatSync,
  mkdirSync,
  rmdirSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
} from "node:fs";
import { expect, test } from "vitest";
import { openDataFolder } from "#test/data-folder";
import { add } from "./add.ts";
import { type CheckedOut, checkout } from "./checkout.ts";
import { hashBytes } from "./tree/index.ts";

const nothing = {
  change: undefined,
  added: [],
  modified: [],
  deleted: [],
  kept: [],
  missing: [],
  movedTo: undefined,
};
const REPLACED = /^\.dvc\/tmp\/fettle\/replaced\/\d+\/sub\/(d|one)$/;

/** A project with a file and a folder below `sub`, each with a version. */
async function openProject(options: { readonly git?: boolean } = {}) {
  const folder = openDataFolder(options);
  const { root, output, at } = folder;
  folder.put("sub/one", "1");
  folder.put("sub/d/a", "a1");
  folder.put("sub/d/in/b", "b1");
  folder.put("sub/d/in/c", "c1");
  const [one, d] = await add({ root, paths: [at("sub/one"), at("sub/d")], output });
  folder.told.length = 0;
  const out = (paths: string[] = [], more: object = {}): Promise<CheckedOut[]> =>
    checkout({ root, paths: paths.map((path) => at(path)), force: false, output, ...more });
  /** Has the cache know a content that no version has. */
  const know = async (content: string): Promise<void> => {
    const path = folder.put("known", content);
    await add({ root, paths: [path], output });
    for (const file of ["known", "known.dvc"]) rmSync(at(file));
    folder.told.length = 0;
  };
  return { folder, out, know, one: one?.md5 ?? "", d: d?.md5 ?? "" };
}

test("a project without versions has nothing to check out, and no path of one", async () => {
  const folder = openDataFolder();
  const { root, output } = folder;
  folder.put("a");
  expect(await checkout({ root, paths: [], force: false, output })).toEqual([]);
  await expect(
    checkout({ root, paths: [folder.at("a"), folder.at("b")], force: false, output }),
  ).rejects.toMatchObject({ code: "DATA_UNTRACKED", message: "no .dvc file names a" });
  expect(folder.there(".dvc")).toBe(false);
});

test("what changed is told with how far it is, and nothing is left beside it", async () => {
  const { folder, out } = await openProject();
  rmSync(folder.at("sub/one"));
  folder.put("sub/d/a", "1");
  rmSync(folder.at("sub/d/in"), { recursive: true });
  expect(await out(["sub"])).toEqual([
    { ...nothing, path: "sub/d", change: "M", added: ["in/b", "in/c"], modified: ["a"] },
    { ...nothing, path: "sub/one", change: "A", added: [""] },
  ]);
  expect(folder.told).toEqual([
    { label: "checking out sub/d, files", total: 3, done: 3, notes: [], ended: 1 },
    { label: "checking out sub/one, files", total: 1, done: 1, notes: [], ended: 1 },
  ]);
  expect(folder.names(".dvc/tmp/fettle")).toEqual(["checkout"]);
  expect(folder.names(".dvc/tmp/fettle/checkout")).toEqual([]);
  expect(await out()).toEqual([
    { ...nothing, path: "sub/d" },
    { ...nothing, path: "sub/one" },
  ]);
  expect(folder.told).toHaveLength(2);
});

test("what git keeps, and what names no content, is not checked out", async () => {
  const { folder, out, one } = await openProject();
  folder.put("sub/one.dvc", `outs:\n- md5: ${one}\n  hash: md5\n  cache: false\n  path: one\n`);
  folder.put("sub/d.dvc", "deps:\n- path: x\nouts:\n- path: d\n");
  rmSync(folder.at("sub/one"));
  expect(await out()).toEqual([]);
  expect(await out(["sub/one", "sub/d.dvc"])).toEqual([]);
  expect(folder.there("sub/one")).toBe(false);
});

test("files that the version lacks go where the cache has their content, with folders that become empty", async () => {
  const { folder, out, know } = await openProject();
  await know("known");
  folder.put("sub/d/x/y/z", "known");
  expect(await out(["sub/d"])).toEqual([
    { ...nothing, path: "sub/d", change: "D", deleted: ["x/y/z"] },
  ]);
  expect(folder.names("sub/d")).toEqual(["a", "in"]);
  folder.put("sub/d/x/y/z", "known");
  mkdirSync(folder.at("sub/d/x/empty"));
  await out(["sub/d"]);
  expect(folder.names("sub/d/x")).toEqual(["empty"]);
  folder.put("sub/d/x/mine", "nowhere else");
  expect(await out(["sub/d"])).toEqual([{ ...nothing, path: "sub/d", kept: ["x/mine"] }]);
  const [forced] = await out(["sub/d"], { force: true });
  expect(forced).toEqual({
    ...nothing,
    path: "sub/d",
    change: "D",
    deleted: ["x/mine"],
    movedTo: expect.stringMatching(REPLACED),
  });
  expect(folder.text(`${forced?.movedTo}/x/mine`)).toBe("nowhere else");
});

test("a file where a folder is recorded gives way where the cache has it, and is kept where it does not", async () => {
  const { folder, out, know } = await openProject();
  const all = ["a", "in/b", "in/c"];
  await know("known");
  rmSync(folder.at("sub/d"), { recursive: true });
  folder.put("sub/d", "known");
  expect(await out(["sub/d"])).toEqual([{ ...nothing, path: "sub/d", change: "M", added: all }]);
  expect(folder.text("sub/d/in/b")).toBe("b1");
  rmSync(folder.at("sub/d"), { recursive: true });
  folder.put("sub/d", "nowhere else");
  expect(await out(["sub/d"])).toEqual([{ ...nothing, path: "sub/d", kept: [""] }]);
  expect(folder.text("sub/d")).toBe("nowhere else");
  const [forced] = await out(["sub/d"], { force: true });
  expect(forced).toEqual({
    ...nothing,
    path: "sub/d",
    change: "M",
    added: all,
    movedTo: expect.stringMatching(REPLACED),
  });
  expect(folder.text(forced?.movedTo ?? "")).toBe("nowhere else");
});

test("a folder where a file is recorded is kept, whatever the cache has of it, and moved away when forced", async () => {
  const { folder, out } = await openProject();
  rmSync(folder.at("sub/one"));
  folder.put("sub/one/x", "a1");
  expect(await out(["sub/one"])).toEqual([{ ...nothing, path: "sub/one", kept: [""] }]);
  const [forced] = await out(["sub/one"], { force: true });
  expect(forced).toEqual({
    ...nothing,
    path: "sub/one",
    change: "M",
    added: [""],
    movedTo: expect.stringMatching(REPLACED),
  });
  expect(folder.text(`${forced?.movedTo}/x`)).toBe("a1");
  expect(folder.text("sub/one")).toBe("1");
});

test("a file that is in the way of a folder of the version, or the other way round, is kept unless forced", async () => {
  const { folder, out } = await openProject();
  rmSync(folder.at("sub/d/in"), { recursive: true });
  rmSync(folder.at("sub/d/a"));
  folder.put("sub/d/in", "mine");
  folder.put("sub/d/a/x", "mine too");
  const kept = ["a/x", "in", "a", "in/b", "in/c"];
  const [left] = await out(["sub/d"]);
  expect({ ...left, kept: [...(left?.kept ?? [])].sort() }).toEqual({
    ...nothing,
    path: "sub/d",
    kept: kept.sort(),
  });
  expect([folder.text("sub/d/in"), folder.text("sub/d/a/x")]).toEqual(["mine", "mine too"]);
  const [forced] = await out(["sub/d"], { force: true });
  expect(forced).toMatchObject({
    change: "M",
    added: ["a", "in/b", "in/c"],
    kept: [],
    missing: [],
  });
  expect(folder.text(`${forced?.movedTo}/in`)).toBe("mine");
  expect(folder.text(`${forced?.movedTo}/a/x`)).toBe("mine too");
  expect([folder.text("sub/d/in/b"), folder.text("sub/d/a")]).toEqual(["b1", "a1"]);
});

test("a link in the place of a file that it does not lead to is kept unless forced, and then moved away itself", async () => {
  const { folder, out } = await openProject();
  rmSync(folder.at("sub/d/a"));
  mkdirSync(folder.at("elsewhere"));
  symlinkSync(folder.at("elsewhere"), folder.at("sub/d/a"));
  expect(await out(["sub/d"])).toEqual([{ ...nothing, path: "sub/d", kept: ["a"] }]);
  const [forced] = await out(["sub/d"], { force: true });
  expect(forced).toMatchObject({ change: "M", added: ["a"], kept: [] });
  expect(lstatSync(folder.at(`${forced?.movedTo}/a`)).isSymbolicLink()).toBe(true);
  expect(folder.text("sub/d/a")).toBe("a1");
});

test.each([
  ["grown", "other"],
  ["another", "b2"],
])("a file that is %s since it was hashed is kept", async (_how, content) => {
  const { folder, out, know } = await openProject();
  const { root, at, output } = folder;
  await know("a2");
  folder.put("sub/d/a", "a2");
  const { atime, mtime } = lstatSync(at("sub/d/a"));
  // Somebody writes while files are checked out, before it is this file's turn.
  const progress: typeof output.progress = (label, total) => {
    folder.put("sub/d/a", content);
    // A longer one is noticed by its size, another by its time.
    if (content.length > 2) utimesSync(at("sub/d/a"), atime, mtime);
    else utimesSync(at("sub/d/a"), 1, 1);
    return output.progress(label, total);
  };
  const done = checkout({ root, paths: [at("sub/d")], force: false, output: { progress } });
  expect(await done).toEqual([{ ...nothing, path: "sub/d", kept: ["a"] }]);
  expect(folder.text("sub/d/a")).toBe(content);
  expect(await out(["sub/d"])).toEqual([{ ...nothing, path: "sub/d", kept: ["a"] }]);
});

test("what the cache lacks is told, leaves no empty folders, and costs nobody what is there, forced or not", async () => {
  const { folder, out, one } = await openProject();
  for (const content of ["b1", "c1"]) {
    rmSync(folder.at(folder.object(hashBytes(Buffer.from(content)))));
  }
  for (const path of ["b", "c"]) rmSync(folder.at(`sub/d/in/${path}`));
  expect(await out(["sub/d"])).toEqual([{ ...nothing, path: "sub/d", missing: ["in/b", "in/c"] }]);
  expect(folder.names("sub/d")).toEqual(["a"]);
  rmSync(folder.at("sub/d"), { recursive: true });
  expect(await out(["sub/d"])).toEqual([
    { ...nothing, path: "sub/d", change: "A", added: ["a"], missing: ["in/b", "in/c"] },
  ]);
  rmSync(folder.at(folder.object(one)));
  folder.put("sub/one", "mine");
  expect(await out(["sub/one"], { force: true })).toEqual([
    { ...nothing, path: "sub/one", missing: [""] },
  ]);
  expect(folder.text("sub/one")).toBe("mine");
  rmSync(folder.at("sub/one"));
  expect(await out(["sub/one"])).toEqual([{ ...nothing, path: "sub/one", missing: [""] }]);
});

test("an object that turns out damaged is told as missing", async () => {
  const { folder, out, one } = await openProject();
  rmSync(folder.at(folder.object(one)));
  folder.put(folder.object(one), "2", 0o444);
  rmSync(folder.at("sub/one"));
  expect(await out(["sub/one"])).toEqual([{ ...nothing, path: "sub/one", missing: [""] }]);
  expect(folder.there("sub/one")).toBe(false);
  expect(folder.text(`.dvc/cache/files/fettle/damaged/${one}`)).toBe("2");
});

test("an empty folder comes back as one, and a folder whose list the cache lacks not at all", async () => {
  const { folder, out, d } = await openProject();
  const { root, output, at } = folder;
  mkdirSync(at("none"));
  await add({ root, paths: [at("none")], output });
  rmdirSync(at("none"));
  expect(await out(["none"])).toEqual([{ ...nothing, path: "none", change: "A" }]);
  expect(folder.names("none")).toEqual([]);
  expect(await out(["none"])).toEqual([{ ...nothing, path: "none" }]);
  rmSync(at(folder.object(d)));
  rmSync(at("sub/d"), { recursive: true });
  expect(await out(["sub/d"])).toEqual([{ ...nothing, path: "sub/d", missing: [""] }]);
  expect(folder.there("sub/d")).toBe(false);
});

test("a file that may be executed comes back as one", async () => {
  const { folder, out } = await openProject();
  const { root, output, at } = folder;
  folder.put("run", "hello", 0o755);
  await add({ root, paths: [at("run")], output });
  rmSync(at("run"));
  await out(["run.dvc"]);
  expect(folder.mode("run")).toBe((0o666 & ~process.umask()) | 0o100);
});

test("what DVC 2 wrote stops it, and a signal too; then nothing is left beside it", async () => {
  const { folder, out, one } = await openProject();
  folder.put("sub/one.dvc", `outs:\n- md5: ${one}\n  path: one\n`);
  await expect(out()).rejects.toMatchObject({
    code: "DATA_LEGACY",
    message: "sub/one.dvc was written by DVC 2, which kept sub/one in another form",
    hint: "dvc cache migrate --dvc-files",
  });
  truncateSync(folder.at("sub/d/a"), 200 << 20);
  const signal = AbortSignal.abort(new Error("enough"));
  await expect(out(["sub/d"], { signal })).rejects.toThrow("enough");
  expect(folder.names(".dvc/tmp/fettle")).toEqual(["checkout"]);
  expect(folder.names(".dvc/tmp/fettle/checkout")).toEqual([]);
});

test("a project inside a DVC repository is told by its own paths, and keeps aside where that one does", async () => {
  const { folder } = await openProject();
  const root = folder.at("sub");
  const { output } = folder;
  folder.put("sub/one", "mine");
  const [done] = await checkout({ root, paths: [folder.at("sub/one")], force: true, output });
  expect(done).toMatchObject({ path: "one", change: "M", modified: [""] });
  expect(done?.movedTo).toMatch(/^\.\.\/\.dvc\/tmp\/fettle\/replaced\/\d+\/sub\/one$/);
  expect(folder.text(`sub/${done?.movedTo}`)).toBe("mine");
});
