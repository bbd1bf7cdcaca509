import { mkdirSync, symlinkSync } from "node:fs";
import { expect, test } from "vitest";
import { openDataFolder } from "#test/data-folder";
import { checkTargets, type Target } from "./check-targets.ts";
import { findRepository, type Repository } from "./find-repository.ts";

const MD5 = "b1946ac92492d2347c6235b4d2611184";

function openProject(options: { readonly git?: boolean } = {}) {
  const folder = openDataFolder(options);
  folder.put(".dvc/config", "");
  const check = (...paths: string[]): Promise<Target[]> =>
    checkTargets(
      paths.map((path) => folder.at(path)),
      folder.root,
      findRepository(folder.root) as Repository,
    );
  return { folder, check };
}

test("a path that may be added is told with its kind, its version so far, and whether git ignores it", async () => {
  const { folder, check } = openProject();
  folder.put("d/a");
  folder.put("sub/b.bin");
  folder.put(".gitignore", "*.bin\n");
  folder.put("sub/c");
  const text = `outs:\n- md5: ${MD5}\n  size: 6\n  hash: md5\n  path: c\n`;
  folder.put("sub/c.dvc", text);
  const ignored = expect.any(Function);
  const fresh = { before: undefined, ignored, inGitIgnore: false };
  expect(await check("d", "sub/b.bin", "sub/c", "d")).toEqual([
    { ...fresh, path: folder.at("d"), name: "d", folder: true },
    {
      ...fresh,
      path: folder.at("sub/b.bin"),
      name: "sub/b.bin",
      folder: false,
      inGitIgnore: true,
    },
    {
      path: folder.at("sub/c"),
      name: "sub/c",
      folder: false,
      before: {
        path: folder.at("sub/c"),
        file: folder.at("sub/c.dvc"),
        text,
        index: 0,
        imported: false,
        out: {
          path: "c",
          md5: MD5,
          size: 6,
          files: undefined,
          executable: false,
          modern: true,
          cached: true,
        },
      },
      ignored,
      inGitIgnore: false,
    },
  ]);
});

test.each([
  ["a.dvc", "a .dvc file describes data; it is none itself"],
  [".gitignore", ".gitignore is read by git or DVC"],
  ["sub/.dvcignore", ".dvcignore is read by git or DVC"],
  ["dvc.yaml", "dvc.yaml is read by git or DVC"],
  ["sub/dvc.lock", "dvc.lock is read by git or DVC"],
  [".git/config", "it lies in .git"],
  [".git", "it lies in .git"],
  ["sub/.dvc/x", "it lies in .dvc"],
])("the name %s is refused", async (path, problem) => {
  const { check } = openProject();
  await expect(check(path)).rejects.toMatchObject({
    code: "DATA_NAME",
    message: `cannot add ${path}: ${problem}`,
  });
});

test("names that only look like those of git and DVC are fine", async () => {
  const { folder, check } = openProject();
  const names = ["gitignore", "dvc.yaml.txt", "x.git/a", ".dvc2", "a.dvcx"];
  for (const name of names) folder.put(name);
  expect((await check(...names)).map(({ name }) => name)).toEqual(names);
});

test("what is outside, missing, behind a link or a link to a folder is refused with its path", async () => {
  const { folder, check } = openProject();
  folder.put("real/sub/x");
  symlinkSync(folder.at("real"), folder.at("linked"));
  folder.put("gone.dvc", `outs:\n- md5: ${MD5}\n  hash: md5\n  path: gone\n`);
  const only = "only files and folders can be added";
  for (const [path, code, message] of [
    ["..", "DATA_OUTSIDE", `.. is not inside the project ${folder.root}`],
    [".", "DATA_OUTSIDE", `. is not inside the project ${folder.root}`],
    ["none/x", "DATA_MISSING", "none/x does not exist; expected a file or a folder"],
    ["real/sub/x/y", "DATA_MISSING", "real/sub/x/y does not exist; expected a file or a folder"],
    ["gone", "DATA_MISSING", "gone is not here, though gone.dvc names it"],
    ["linked", "DATA_KIND", `linked is a link to a folder; ${only}`],
    ["linked/sub/x", "DATA_KIND", `linked/sub/x is behind linked, a link to a folder; ${only}`],
  ] as const)
    await expect(check(path)).rejects.toMatchObject({ code, message });
});

test("a link to a file may be added, and one that leads nowhere is for the walk to refuse", async () => {
  const { folder, check } = openProject();
  folder.put("a");
  symlinkSync(folder.at("a"), folder.at("link"));
  expect(await check("link")).toMatchObject([{ name: "link", folder: false }]);
});

test("a path that .dvcignore leaves out is refused with the file and its line, also by a folder above it", async () => {
  const { folder, check } = openProject();
  for (const path of ["x.tmp", "skip/deep/a", "sub/own", "sub/d/b", "own"]) folder.put(path);
  folder.put(".dvcignore", "*.tmp\nskip/\n");
  folder.put("sub/.dvcignore", "own\nd/\n");
  for (const [path, file, pattern] of [
    ["x.tmp", ".dvcignore", "*.tmp"],
    ["skip/deep/a", ".dvcignore", "skip/"],
    ["skip", ".dvcignore", "skip/"],
    ["sub/own", "sub/.dvcignore", "own"],
    ["sub/d", "sub/.dvcignore", "d/"],
    ["sub/d/b", "sub/.dvcignore", "d/"],
  ] as const)
    await expect(check(path)).rejects.toMatchObject({
      code: "DATA_IGNORED",
      message: `${path} is left out by ${file}: ${pattern}`,
      hint: `take the line out of ${file}`,
    });
  const [target] = await check("sub");
  expect(target?.ignored("x.tmp", false)).toBe(true);
  expect(target?.ignored("x", false)).toBe(false);
  expect(target?.ignored("skip", true)).toBe(true);
  expect(target?.ignored("skip", false)).toBe(false);
  expect(await check("own")).toHaveLength(1);
});

test("what lies in another version or holds another path is refused, and a neighbour is not", async () => {
  const { folder, check } = openProject();
  for (const path of ["d/sub/a", "dd/a", "e/a", "e f/a"]) folder.put(path);
  folder.put("d.dvc", `outs:\n- md5: ${MD5}.dir\n  hash: md5\n  path: d\n`);
  for (const path of ["d/sub/a", "d/sub"])
    await expect(check(path)).rejects.toMatchObject({
      code: "DATA_OVERLAP",
      message: `${path} overlaps with d, which has a version of its own`,
      hint: "fettle data add d",
    });
  for (const paths of [
    ["e f", "e f/a"],
    ["e f/a", "e f"],
  ])
    await expect(check(...paths)).rejects.toMatchObject({
      code: "DATA_OVERLAP",
      message: "e f/a overlaps with e f, which has a version of its own",
      hint: "fettle data add 'e f'",
    });
  expect(await check("dd", "e/a", "e f")).toHaveLength(3);
});

test("a .dvc file beside it that is an import, names something else or is none is refused", async () => {
  const { folder, check } = openProject();
  for (const path of ["sub/i", "sub/o", "sub/p"]) folder.put(path);
  folder.put("sub/i.dvc", "deps:\n- path: x\nouts:\n- path: i\n");
  await expect(check("sub/i")).rejects.toMatchObject({
    code: "DATA_IMPORTED",
    message: "sub/i is an import: sub/i.dvc says where it comes from",
    hint: "dvc update sub/i.dvc",
  });
  folder.put("sub/o.dvc", "outs:\n- path: other\n");
  await expect(check("sub/o")).rejects.toMatchObject({
    code: "DATA_FILE_INVALID",
    message: "sub/o.dvc: it does not name o",
  });
  mkdirSync(folder.at("sub/p.dvc"));
  await expect(check("sub/p")).rejects.toMatchObject({
    code: "DATA_FILE_INVALID",
    message: "sub/p.dvc: it does not name p",
  });
});

test("of hundreds of paths each is asked of git, whatever letters its name has", async () => {
  const { folder, check } = openProject();
  const names = Array.from({ length: 201 }, (_, i) => `f${i}`);
  for (const name of [...names, "é*/ü", "éa/ü"]) folder.put(name);
  folder.put(".gitignore", "/f0\n/f199\n/f200\n/é[*]/ü\n");
  const left = (await check(...names, "é*/ü")).filter(({ inGitIgnore }) => inGitIgnore);
  expect(left.map(({ name }) => name)).toEqual(["f0", "f199", "f200", "é*/ü"]);
  folder.git("add", "-f", "f200", "éa/ü");
  await expect(check(...names)).rejects.toMatchObject({
    code: "DATA_IN_GIT",
    message: "f200 is in git already; a file is kept by git or by .dvc, not by both",
    hint: "git rm -r --cached f200, then fettle data add f200",
  });
  await expect(check("f1", "éa")).rejects.toMatchObject({
    code: "DATA_IN_GIT",
    message:
      "éa holds éa/ü, which is in git already; a file is kept by git or by .dvc, not by both",
  });
  expect(await check("é*")).toMatchObject([{ name: "é*", inGitIgnore: false }]);
});

test.each([
  '"',
  "a\\b",
  "tab\tx",
  "line\nbreak",
  "\u0001",
  "\u007f",
  "bell\u0007\b\v\f\r",
  "a b",
  "'",
  "ü",
])("git is understood when it says that it ignores %j", async (name) => {
  const { folder, check } = openProject();
  folder.put(`d/${name}`);
  folder.put(".gitignore", "/d/*\n");
  expect(await check(`d/${name}`)).toMatchObject([{ name: `d/${name}`, inGitIgnore: true }]);
});

test("where nobody asks for git, or git cannot tell, what it tracks and ignores does not count", async () => {
  const { folder, check } = openProject();
  folder.put("a");
  folder.put("b");
  folder.put(".gitignore", "/b\n");
  folder.git("add", "a");
  folder.put(".dvc/config", "[core]\n    no_scm = true\n");
  expect(await check("a", "b")).toMatchObject([{ inGitIgnore: false }, { inGitIgnore: false }]);
  folder.put(".dvc/config", "");
  folder.put(".git/config", "[broken");
  expect(await check("a", "b")).toMatchObject([{ inGitIgnore: false }, { inGitIgnore: false }]);
});
