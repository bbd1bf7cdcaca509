import { mkdirSync } from "node:fs";
import { expect, test } from "vitest";
import { openDataFolder } from "#test/data-folder";
import { findRepository, type Repository } from "./find-repository.ts";
import { findAround, findTracked, listTracked, readTracked } from "./find-tracked.ts";

const MD5 = "b1946ac92492d2347c6235b4d2611184";
const text = (...paths: string[]): string =>
  `outs:\n${paths.map((path) => `- md5: ${MD5}\n  hash: md5\n  path: ${path}\n`).join("")}`;

test("a .dvc file's outputs are told with their places, from the working folder that it names", () => {
  const folder = openDataFolder();
  const content = `${text("a", "../b")}wdir: sub\ndeps: []\n`;
  const file = folder.put("x/y.dvc", content);
  const out = {
    md5: MD5,
    size: undefined,
    files: undefined,
    executable: false,
    modern: true,
    cached: true,
  };
  const both = { file, text: content, imported: true };
  expect(readTracked(file, folder.root)).toEqual([
    { ...both, path: folder.at("x/sub/a"), index: 0, out: { ...out, path: "a" } },
    { ...both, path: folder.at("x/b"), index: 1, out: { ...out, path: "../b" } },
  ]);
  for (const path of ["../../../a", "../..", "/etc/passwd"]) {
    folder.put("x/y.dvc", `${text(path)}wdir: sub\n`);
    expect(() => readTracked(file, folder.root)).toThrow(
      expect.objectContaining({
        code: "DATA_FILE_INVALID",
        message: `${file}: path "${path}" leads out of the repository`,
      }),
    );
  }
});

test("a path's own .dvc file counts where it names the path, and a folder's around it", () => {
  const folder = openDataFolder();
  folder.put("d.dvc", text("d"));
  folder.put("e.dvc", text("a", "e"));
  folder.put("f.dvc", text("other"));
  mkdirSync(folder.at("g.dvc"));
  const { root } = folder;
  expect(findTracked(folder.at("d"), root)).toMatchObject({ path: folder.at("d"), index: 0 });
  expect(findTracked(folder.at("e"), root)).toMatchObject({ path: folder.at("e"), index: 1 });
  for (const none of ["f", "g", "h"]) expect(findTracked(folder.at(none), root)).toBeUndefined();
  expect(findAround(folder.at("d/x"), root)).toMatchObject({ path: folder.at("d") });
  expect(findAround(folder.at("d/x/y/z"), root)).toMatchObject({ path: folder.at("d") });
  expect(findAround(folder.at("d"), root)).toBeUndefined();
  expect(findAround(folder.at("dd/x"), root)).toBeUndefined();
});

test.each([true, false])(
  "of all .dvc files those that count are listed in order; with git: %s",
  async (git) => {
    const folder = openDataFolder({ git });
    folder.put(".dvc/config", "");
    folder.put(".dvc/x.dvc", text("x"));
    for (const path of ["b", "a/c", "a/b", "z/z/z", "ü"])
      folder.put(`${path}.dvc`, text(path.split("/").at(-1) as string));
    folder.put("two.dvc", text("two", "one"));
    folder.put("node_modules/m.dvc", text("m"));
    folder.put(".gitignore", "/node_modules\n/.dvc\n");
    mkdirSync(folder.at("folder.dvc"));
    folder.put("other/.dvc/config", "");
    folder.put("other/in.dvc", text("in"));
    folder.put("other/deep/in.dvc", text("in"));
    folder.put("a/.dvc", "a file, and no repository");
    folder.put("a/notes.txt");
    folder.put("a/xdvc");
    const repository = findRepository(folder.root) as Repository;
    const listed = async (path = "."): Promise<string[]> =>
      (await listTracked(folder.at(path), repository)).map((one) =>
        one.path.slice(folder.root.length),
      );
    const all = ["/a/b", "/a/c", "/b", "/two", "/one", "/z/z/z", "/ü"];
    expect(await listed()).toEqual(all);
    expect(await listed("a")).toEqual(["/a/b", "/a/c"]);
  },
);
