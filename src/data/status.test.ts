import { rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { openDataFolder } from "#test/data-folder";
import { add } from "./add.ts";
import { dataVersion } from "./data-version.ts";
import { type Standing, status } from "./status.ts";

const HELLO = "b1946ac92492d2347c6235b4d2611184";

async function openProject(...paths: string[]) {
  const folder = openDataFolder();
  const { root, output, at } = folder;
  for (const path of paths) folder.put(path);
  const tell = (...some: string[]): Promise<Standing[]> =>
    status({ root, paths: some.map((path) => at(path)), output });
  const take = (...some: string[]) => add({ root, paths: some.map((path) => at(path)), output });
  return { folder, tell, take, version: (path: string) => dataVersion(root, path) };
}

const nothing = { added: [], modified: [], deleted: [], notInCache: [] };

test("each that is asked for is told once it was compared: by its name, its .dvc file or the folder above", async () => {
  const { folder, tell, take } = await openProject("sub/a", "sub/d/x", "b");
  expect(await tell()).toEqual([]);
  await take("sub/a", "sub/d", "b");
  folder.told.length = 0;
  const same = (path: string) => ({ ...nothing, path, state: "same" });
  expect(await tell()).toEqual([same("b"), same("sub/a"), same("sub/d")]);
  expect(folder.told).toEqual([
    { label: "comparing", total: 3, done: 3, notes: ["b", "sub/a", "sub/d"], ended: 1 },
  ]);
  expect(await tell("sub")).toEqual([same("sub/a"), same("sub/d")]);
  expect(await tell(".")).toHaveLength(3);
  expect(await tell("b.dvc", "sub/d")).toEqual([same("b"), same("sub/d")]);
  for (const path of ["none", "sub/d/x", "none.dvc"])
    await expect(tell(path)).rejects.toMatchObject({
      code: "DATA_UNTRACKED",
      message: `no .dvc file names ${path}`,
    });
  await expect(tell("..")).rejects.toMatchObject({ code: "DATA_UNTRACKED" });
});

test("what git keeps and what names no content is not told; what DVC 2 wrote is refused", async () => {
  const { folder, tell } = await openProject("a", "b", "c");
  folder.put(".dvc/config", "");
  folder.put("a.dvc", `outs:\n- md5: ${HELLO}\n  hash: md5\n  cache: false\n  path: a\n`);
  folder.put("b.dvc", "deps:\n- path: x\nouts:\n- path: b\n");
  folder.told.length = 0;
  expect(await tell()).toEqual([]);
  expect(folder.told).toMatchObject([{ total: 0, ended: 1 }]);
  folder.put("sub/c");
  folder.put("sub/c.dvc", `outs:\n- md5: ${HELLO}\n  path: c\n`);
  await expect(tell()).rejects.toMatchObject({
    code: "DATA_LEGACY",
    message: "sub/c.dvc was written by DVC 2, which kept sub/c in another form",
  });
  expect(folder.told[1]).toMatchObject({ done: 0, ended: 1 });
});

test("files of a folder are told each: new, changed, gone and not in the cache", async () => {
  const { folder, tell, take } = await openProject("d/a", "d/sub/b", "d/c", "d/e");
  const [added] = await take("d");
  folder.put("d/a", "other");
  folder.put("d/new");
  rmSync(folder.at("d/c"));
  const { md5 } = (await dataVersion(folder.root, "d/e")) ?? {};
  rmSync(folder.at(folder.object(md5)));
  expect(await tell()).toEqual([
    {
      path: "d",
      state: "modified",
      added: ["new"],
      modified: ["a"],
      deleted: ["c"],
      notInCache: ["e"],
    },
  ]);
  rmSync(folder.at("d"), { recursive: true });
  const absent = { ...nothing, path: "d", state: "deleted" };
  expect(await tell()).toEqual([{ ...absent, notInCache: ["e"] }]);
  folder.put("d", "a file now");
  expect(await tell()).toEqual([
    {
      path: "d",
      state: "modified",
      added: [""],
      modified: [],
      deleted: ["a", "c", "e", "sub/b"],
      notInCache: ["e"],
    },
  ]);
  const list = folder.at(folder.object(added?.md5 ?? ""));
  rmSync(list);
  const untold = { ...nothing, path: "d", notInCache: [""] };
  expect(await tell()).toEqual([{ ...untold, state: "untold" }]);
  // A list whose bytes are other ones is none.
  writeFileSync(list, "[]");
  expect(await tell()).toEqual([{ ...untold, state: "untold" }]);
  rmSync(folder.at("d"));
  expect(await tell()).toEqual([{ ...untold, state: "deleted" }]);
});

test("a file is told by its empty path, and a link that leads nowhere is no content", async () => {
  const { folder, tell, take } = await openProject("a");
  await take("a");
  folder.put("a", "other");
  expect(await tell()).toEqual([{ ...nothing, path: "a", state: "modified", modified: [""] }]);
  rmSync(folder.at("a"));
  symlinkSync("nowhere", folder.at("a"));
  expect(await tell()).toEqual([{ ...nothing, path: "a", state: "deleted" }]);
  rmSync(folder.at("a"));
  folder.put("a/x");
  expect(await tell()).toEqual([
    { ...nothing, path: "a", state: "modified", added: ["x"], deleted: [""] },
  ]);
});

test("what .dvcignore leaves out does not count, in a status as in a version", async () => {
  const { folder, tell, take, version } = await openProject("d/a", "d/b.tmp", "d/own");
  folder.put(".dvcignore", "*.tmp\n");
  const before = await version("d");
  expect(before).toMatchObject({ files: 2, tracked: false });
  await take("d");
  expect(await version("d")).toEqual({ ...before, tracked: true });
  folder.put("d/c.tmp");
  expect(await tell()).toEqual([{ ...nothing, path: "d", state: "same" }]);
  folder.put(".dvcignore", "*.tmp\nown\n");
  expect(await tell()).toMatchObject([{ state: "modified", deleted: ["own"] }]);
});

test("a version is tracked by the .dvc file beside it, or by that of a folder around with its list", async () => {
  const { folder, take, version } = await openProject("d/sub/a", "e");
  await take("d");
  const a = await version("d/sub/a");
  expect(a).toEqual({ path: "d/sub/a", md5: a.md5, size: 7, tracked: true });
  // The same content under a name that the list does not have.
  folder.put("d/sub/b", "d/sub/a");
  expect(await version("d/sub/b")).toEqual({ ...a, path: "d/sub/b", tracked: false });
  expect(await version("./d/../d/sub/a")).toEqual(a);
  expect(await version(folder.at("e"))).toMatchObject({ path: "e", tracked: false });
  const md5 = /md5: (\S+)/.exec(folder.text("d.dvc"))?.[1] ?? "";
  rmSync(folder.at(folder.object(md5)));
  expect(await version("d/sub/a")).toEqual({ ...a, tracked: false });
  folder.put("d.dvc", "deps:\n- path: x\nouts:\n- path: d\n");
  expect(await version("d/sub/a")).toEqual({ ...a, tracked: false });
  folder.put("d/sub/a.dvc", `outs:\n- md5: ${a.md5}\n  hash: md5\n  path: a\n`);
  expect(await version("d/sub/a")).toEqual(a);
});

test("a version of what is outside, missing or no data is refused", async () => {
  const { folder, version } = await openProject("d/a");
  folder.put("gone.dvc", `outs:\n- md5: ${HELLO}\n  path: gone\n`);
  symlinkSync(folder.at("d"), folder.at("linked"));
  for (const [path, code, message] of [
    ["../x", "DATA_OUTSIDE", `../x is not inside the project ${folder.root}`],
    [".", "DATA_OUTSIDE", `. is not inside the project ${folder.root}`],
    ["d/b", "DATA_MISSING", "d/b does not exist; expected a file or a folder"],
    ["gone", "DATA_MISSING", "gone is not here, though gone.dvc names it"],
    [
      "linked",
      "DATA_KIND",
      `${folder.at("linked")} is a link to a folder; only files and folders can be added`,
    ],
  ] as const)
    await expect(version(path)).rejects.toMatchObject({ code, message });
});

test("a version and a status can be broken off", async () => {
  const { folder, take } = await openProject("a");
  await take("a");
  // Larger than what is read between two looks at the signal, whose machine may be a fast one.
  truncateSync(folder.at("a"), 200 << 20);
  const signal = AbortSignal.abort(new Error("enough"));
  await expect(dataVersion(folder.root, "a", signal)).rejects.toThrow("enough");
  const { root, output } = folder;
  await expect(status({ root, paths: [], output, signal })).rejects.toThrow("enough");
});
