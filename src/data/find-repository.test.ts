import { mkdirSync } from "node:fs";
import { expect, test } from "vitest";
import { openDataFolder } from "#test/data-folder";
import { findRepository, findUp, textOrNone } from "./find-repository.ts";

test("the nearest folder with a .dvc counts, from the project upwards, with its cache and its git", () => {
  const folder = openDataFolder();
  folder.put(".dvc/config", "");
  folder.put("a/.dvc", "a file, and no repository");
  const project = folder.at("a", "b");
  mkdirSync(project);
  const outer = {
    root: folder.root,
    cache: {
      folder: folder.at(".dvc", "cache", "files", "md5"),
      own: folder.at(".dvc", "cache", "files", "fettle"),
    },
    scratch: folder.at(".dvc", "tmp", "fettle"),
    noScm: false,
    gitRoot: folder.root,
  };
  expect(findRepository(project)).toEqual(outer);
  expect(findRepository(folder.root)).toEqual(outer);
  mkdirSync(folder.at("a", "b", ".dvc"));
  expect(findRepository(project)).toEqual({
    root: project,
    cache: {
      folder: folder.at("a", "b", ".dvc", "cache", "files", "md5"),
      own: folder.at("a", "b", ".dvc", "cache", "files", "fettle"),
    },
    scratch: folder.at("a", "b", ".dvc", "tmp", "fettle"),
    noScm: false,
    gitRoot: folder.root,
  });
});

test("one above the git work tree does not count, nor is there one where there is none", () => {
  const folder = openDataFolder({ git: false });
  const project = folder.at("inner", "project");
  mkdirSync(project, { recursive: true });
  expect(findRepository(project)).toBeUndefined();
  mkdirSync(folder.at(".dvc"));
  expect(findRepository(project)).toMatchObject({ root: folder.root, gitRoot: undefined });
  mkdirSync(folder.at("inner", ".git"));
  expect(findRepository(project)).toBeUndefined();
  mkdirSync(folder.at("inner", ".dvc"));
  expect(findRepository(project)).toMatchObject({
    root: folder.at("inner"),
    gitRoot: folder.at("inner"),
  });
});

test("its settings are read, those of config.local before those of config", () => {
  const folder = openDataFolder();
  const cache = () => findRepository(folder.root)?.cache.folder;
  folder.put(".dvc/config", "[core]\n    no_scm = True\n[cache]\n    dir = ../shared\n");
  expect(cache()).toBe(folder.at("shared", "files", "md5"));
  expect(findRepository(folder.root)?.noScm).toBe(true);
  folder.put(".dvc/config.local", "[cache]\n    dir = /elsewhere\n");
  expect(cache()).toBe("/elsewhere/files/md5");
  expect(findRepository(folder.root)?.noScm).toBe(true);
});

test("a file's text, or none where there is no file; what is not a file is told", () => {
  const folder = openDataFolder();
  expect(textOrNone(folder.put("a", "é\n"))).toBe("é\n");
  expect(textOrNone(folder.at("none"))).toBe("");
  expect(() => textOrNone(folder.root)).toThrow(
    expect.objectContaining({
      code: "FILE_FAILED",
      message: expect.stringContaining(`could not read ${folder.root}`),
    }),
  );
});

test("the nearest folder upwards that holds a name is found, or none", () => {
  const folder = openDataFolder({ git: false });
  folder.put("x/mark");
  mkdirSync(folder.at("x", "y", "z"), { recursive: true });
  expect(findUp(folder.at("x", "y", "z"), "mark")).toBe(folder.at("x"));
  expect(findUp(folder.at("x"), "mark")).toBe(folder.at("x"));
  expect(findUp(folder.root, "mark")).toBeUndefined();
});
