import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { findStore, storePlace } from "./index.ts";

let root: string;
const git = (folder: string, ...words: string[]) =>
  execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@localhost", ...words], {
    cwd: folder,
    stdio: "ignore",
  });
const at = (...path: string[]) => join(root, ...path);
const placeOfFound = (folder: string) => storePlace(folder, findStore(folder).folder);

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), "fettle-place-")));
  mkdirSync(at("main", "deep"), { recursive: true });
});
afterEach(() => rmSync(root, { recursive: true }));

test("without git a store is beside the project; in git it is in git's folder, for worktrees and folders below, too", () => {
  expect(placeOfFound(at("main"))).toEqual({ kind: "beside", cleaned: false });
  git(at("main"), "init", "-q");
  git(at("main"), "commit", "-q", "--allow-empty", "-m", "first");
  git(at("main"), "worktree", "add", "-q", at("tree"));
  for (const folder of [at("main"), at("main", "deep"), at("tree")])
    expect(placeOfFound(folder)).toEqual({ kind: "git", git: at("main", ".git") });
});

test("a store that stays in a repository's own tree is one that `git clean` would delete", () => {
  git(at("main"), "init", "-q");
  mkdirSync(at("main", ".fettle"));
  expect(storePlace(at("main"), at("main", ".fettle"))).toEqual({ kind: "beside", cleaned: true });
});

test("a link and a named place are told apart", () => {
  mkdirSync(at("elsewhere"));
  expect(storePlace(at("main"), at("elsewhere"))).toEqual({ kind: "elsewhere" });
  symlinkSync(at("elsewhere"), at("main", ".fettle"));
  expect(storePlace(at("main"), at("elsewhere"))).toEqual({
    kind: "linked",
    link: at("main", ".fettle"),
  });
  expect(storePlace(at("main"), at("not", "there", "yet"))).toEqual({ kind: "elsewhere" });
});
