import { chmodSync, lstatSync, mkdirSync, statSync, symlinkSync } from "node:fs";
import { expect, test } from "vitest";
import { openDataFolder } from "#test/data-folder";
import { add } from "./add.ts";
import { initDvc } from "./init-dvc.ts";

const HELLO = "b1946ac92492d2347c6235b4d2611184";

function openProject(options: { readonly git?: boolean } = {}) {
  const folder = openDataFolder(options);
  const { root, output } = folder;
  const take = (...paths: string[]) =>
    add({ root, paths: paths.map((path) => folder.at(path)), output });
  return { folder, take };
}

test("a folder's version tells all of it, and how far it is meanwhile", async () => {
  const { folder, take } = openProject();
  folder.put("sub/d/a", "hello\n");
  folder.put("sub/d/b", Buffer.alloc(3 << 19, "b"));
  folder.put("sub/one", "hello\n", 0o755);
  const added = await take("sub/d", "sub/one");
  const [d] = added;
  expect(added).toEqual([
    {
      path: "sub/d",
      md5: expect.stringMatching(/^[0-9a-f]{32}\.dir$/),
      size: 6 + (3 << 19),
      files: 2,
      tracked: true,
      outcome: "new",
      forGit: ["sub/d.dvc", "sub/.gitignore"],
    },
    {
      path: "sub/one",
      md5: HELLO,
      size: 6,
      tracked: true,
      outcome: "new",
      forGit: ["sub/one.dvc", "sub/.gitignore"],
    },
  ]);
  expect(folder.text("sub/d.dvc")).toBe(
    `outs:\n- md5: ${d?.md5}\n  size: ${d?.size}\n  nfiles: 2\n  hash: md5\n  path: d\n`,
  );
  expect(folder.text("sub/one.dvc")).toBe(
    `outs:\n- md5: ${HELLO}\n  size: 6\n  isexec: true\n  hash: md5\n  path: one\n`,
  );
  expect(folder.text("sub/.gitignore")).toBe("/d\n/one\n");
  const mebibytes = (bytes: number) => expect.closeTo(bytes / (1 << 20), 9);
  expect(folder.told.map((one) => ({ ...one, notes: [...one.notes].sort() }))).toEqual([
    {
      label: "adding sub/d, MiB",
      total: mebibytes(6 + (3 << 19)),
      done: mebibytes(6 + (3 << 19)),
      notes: ["a", "b"],
      ended: 1,
    },
    {
      label: "adding sub/one, MiB",
      total: mebibytes(6),
      done: mebibytes(6),
      notes: [""],
      ended: 1,
    },
  ]);
  expect(folder.names(".dvc/cache/files/fettle")).toEqual([]);
  expect(folder.warnings).toEqual([]);
});

test.each<[string, string, (text: string) => string]>([
  ["another md5", "changed", (text) => text.replace(HELLO, "0".repeat(32))],
  ["another size", "changed", (text) => text.replace("size: 6", "size: 7")],
  ["a number of files", "changed", (text) => text.replace("  hash", "  nfiles: 1\n  hash")],
  ["that it is executable", "changed", (text) => text.replace("  hash", "  isexec: true\n  hash")],
  ["no hash, as DVC 2", "changed", (text) => text.replace("  hash: md5\n", "")],
  ["people's own words", "unchanged", (text) => `# mine\n${text}  desc: mine\n`],
])("a .dvc file that says %s is %s", async (_what, outcome, edit) => {
  const { folder, take } = openProject();
  folder.put("a", "hello\n");
  await take("a");
  const text = folder.text("a.dvc");
  folder.put("a.dvc", edit(text));
  expect(await take("a")).toEqual([
    {
      path: "a",
      md5: HELLO,
      size: 6,
      tracked: true,
      outcome,
      forGit: outcome === "changed" ? ["a.dvc"] : [],
    },
  ]);
  const lines = (from: string) => from.split("\n").sort();
  expect(lines(folder.text("a.dvc"))).toEqual(lines(outcome === "changed" ? text : edit(text)));
});

test("a version that did not change and a line that was missing in .gitignore are told apart", async () => {
  const { folder, take } = openProject();
  folder.put("a", "hello\n");
  await take("a");
  folder.put(".gitignore", "# emptied\n");
  expect(await take("a")).toMatchObject([
    { outcome: "unchanged", forGit: ["a.dvc", ".gitignore"] },
  ]);
  expect(folder.text(".gitignore")).toBe("# emptied\n/a\n");
});

test("data that git ignores already gets no line of its own", async () => {
  const { folder, take } = openProject();
  folder.put(".gitignore", "*.bin\n");
  folder.put("sub/m.bin", "hello\n");
  expect(await take("sub/m.bin")).toMatchObject([{ outcome: "new", forGit: ["sub/m.bin.dvc"] }]);
  expect(folder.there("sub/.gitignore")).toBe(false);
  expect(folder.text(".gitignore")).toBe("*.bin\n");
});

test("what DVC would refuse inside a folder is refused, and a folder of that name is left out", async () => {
  const { folder, take } = openProject();
  folder.put("my d/sub/x.dvc", "outs: []\n");
  await expect(take("my d")).rejects.toMatchObject({
    code: "DATA_OVERLAP",
    message: "my d overlaps with my d/sub/x, which has a version of its own",
    hint: "rm 'my d/sub/x.dvc', then fettle data add 'my d': one version for the whole folder",
  });
  folder.put("e/sub/.dvcignore", "");
  await expect(take("e")).rejects.toMatchObject({
    code: "DATA_IGNORED",
    message: "e/sub/.dvcignore is left out by e/sub/.dvcignore: it would change what counts",
  });
  folder.put("f/.dvc", "a file");
  folder.put("g/.dvc/config", "");
  folder.put("g/.git/config", "");
  folder.put("g/x");
  expect(await take("f", "g")).toMatchObject([{ files: 1 }, { files: 1 }]);
  expect(folder.there("my d.dvc") || folder.there("e.dvc")).toBe(false);
});

test("linked files become files of their own, those that may be executed too; five linked folders are named", async () => {
  const { folder, take } = openProject();
  folder.put("from/run", "hello\n", 0o755);
  mkdirSync(folder.at("d"));
  symlinkSync(folder.at("from/run"), folder.at("d/run"));
  symlinkSync(folder.at("from/run"), folder.at("one"));
  for (let i = 0; i < 6; i += 1) symlinkSync(folder.at("from"), folder.at(`d/l${i}`));
  await take("d", "one");
  for (const path of ["d/run", "one"]) {
    expect(lstatSync(folder.at(path)).isFile()).toBe(true);
    expect(folder.text(path)).toBe("hello\n");
    expect(folder.mode(path) & 0o111).toBe(0o100);
  }
  expect(folder.names(".dvc/tmp/fettle/links")).toEqual([]);
  expect(folder.warnings).toEqual([
    expect.stringMatching(/^d: left out links to folders, as DVC does: (l[0-5], ){4}l[0-5]$/),
  ]);
});

test("a file that is no link stays the file that it is", async () => {
  const { folder, take } = openProject();
  folder.put("a", "hello\n");
  const { ino } = statSync(folder.at("a"));
  await take("a");
  expect(statSync(folder.at("a")).ino).toBe(ino);
  expect(folder.there(".dvc/tmp/fettle/links")).toBe(false);
});

test("a project that is none yet is made one, and what keeps git away is told", async () => {
  const { folder, take } = openProject();
  folder.put("a", "hello\n");
  await take("a");
  expect(folder.text(".dvc/config")).toBe("");
  expect(folder.warnings).toEqual([]);
  folder.put(".dvc/config", "[core]\n    no_scm = True\n    other = 1\n");
  folder.put("b", "hello\n");
  expect(await take("b")).toMatchObject([{ outcome: "new", forGit: [] }]);
  expect(folder.text(".gitignore")).toBe("/a\n");
  expect(folder.warnings).toEqual([
    "no_scm in .dvc/config keeps .gitignore as it is, though there is a git repository now; " +
      "fettle init takes it out, or delete the line yourself",
  ]);
});

test("without git one warning is given, and nothing is for git", async () => {
  const { folder, take } = openProject({ git: false });
  folder.put("a", "hello\n");
  expect(await take("a")).toMatchObject([{ outcome: "new", forGit: [] }]);
  expect(folder.warnings).toEqual([
    "no git repository here: .dvc files name the versions, but no history keeps them",
  ]);
  expect(folder.names(".")).toEqual([".dvc", ".dvcignore", "a", "a.dvc"]);
});

test("a project inside a DVC repository uses that one's cache, and names its paths by itself", async () => {
  const { folder } = openProject();
  initDvc(folder.root);
  folder.put("inner/a", "hello\n");
  const { output, at } = folder;
  const [added] = await add({ root: at("inner"), paths: [at("inner/a")], output });
  expect(added).toMatchObject({ path: "a", forGit: ["a.dvc", ".gitignore"] });
  expect(folder.text(folder.object(HELLO))).toBe("hello\n");
  expect(folder.names("inner")).toEqual([".gitignore", "a", "a.dvc"]);
  expect(initDvc(at("inner"))).toBe(false);
  expect(folder.names("inner")).toEqual([".gitignore", "a", "a.dvc"]);
});

test("`dvc init`'s files are made where they are missing, and that is told", () => {
  const { folder } = openProject();
  expect(initDvc(folder.root)).toBe(true);
  expect(initDvc(folder.root)).toBe(false);
  expect([folder.names("."), folder.names(".dvc"), folder.text(".dvc/tmp/btime")]).toEqual([
    [".dvc", ".dvcignore", ".git"],
    [".gitignore", "config", "tmp"],
    "",
  ]);
  folder.put(".dvc/config", "[core]\n    no_scm = True\n");
  expect(initDvc(folder.root, { noScm: true })).toBe(false);
  expect(folder.text(".dvc/config")).toContain("no_scm");
  folder.put(".dvc/.gitignore", "mine\n");
  expect(initDvc(folder.root, { noScm: false })).toBe(true);
  expect([folder.text(".dvc/config"), folder.text(".dvc/.gitignore")]).toEqual(["", "mine\n"]);
});

test("a file that is damaged in the cache under its right size is believed, since its mode says so", async () => {
  const { folder, take } = openProject();
  folder.put("a", "hello\n");
  await take("a");
  const object = folder.at(folder.object(HELLO));
  chmodSync(object, 0o644);
  folder.put(folder.object(HELLO), "hellO\n");
  chmodSync(object, 0o444);
  expect(await take("a")).toMatchObject([{ outcome: "unchanged" }]);
  expect(folder.text(folder.object(HELLO))).toBe("hellO\n");
});
