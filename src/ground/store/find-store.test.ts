import { execFileSync } from "node:child_process";
import {
  mkdirSync,
  mkdtempSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { findStore } from "./index.ts";

const SETTINGS = ["user.name=a", "user.email=a@localhost", "protocol.file.allow=always"];

let root: string;
const git = (folder: string, ...args: string[]) =>
  execFileSync("git", [...SETTINGS.flatMap((setting) => ["-c", setting]), ...args], {
    cwd: folder,
    stdio: ["ignore", "pipe", "ignore"],
    encoding: "utf8",
  }).trim();
/** A store with records, as far as a finder looks. */
const keepRecords = (...at: string[]): string => {
  const store = join(root, ...at);
  mkdirSync(store, { recursive: true });
  writeFileSync(join(store, "fettle.db"), "records");
  return store;
};
/** What git itself says. */
const common = (folder: string) =>
  git(folder, "rev-parse", "--path-format=absolute", "--git-common-dir");

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), "fettle-store-")));
  mkdirSync(join(root, "main", "deep", "er"), { recursive: true });
  git(join(root, "main"), "init", "-q");
  git(join(root, "main"), "commit", "-q", "--allow-empty", "-m", "first");
});
afterEach(() => rmSync(root, { recursive: true }));

test("a folder of a repository, and its worktrees, share the store beside git's own files", () => {
  git(join(root, "main"), "worktree", "add", "-q", join(root, "tree"));
  const shared = join(root, "main", ".git", "fettle");
  expect(findStore(join(root, "main")).folder).toBe(shared);
  expect(findStore(join(root, "main", "deep", "er")).folder).toBe(shared);
  expect(findStore(join(root, "tree")).folder).toBe(shared);
  expect(join(common(join(root, "tree")), "fettle")).toBe(shared);
});

test("a submodule has a store of its own, where git keeps its files", () => {
  mkdirSync(join(root, "other"));
  git(join(root, "other"), "init", "-q");
  git(join(root, "other"), "commit", "-q", "--allow-empty", "-m", "first");
  git(join(root, "main"), "submodule", "--quiet", "add", join(root, "other"), "part");
  const part = join(root, "main", "part");
  expect(findStore(part).folder).toBe(join(common(part), "fettle"));
  expect(findStore(part).folder).toBe(join(root, "main", ".git", "modules", "part", "fettle"));
});

test("without git, and where `.git` is a file that leads nowhere, it lies in the folder itself", () => {
  mkdirSync(join(root, "plain"));
  expect(findStore(join(root, "plain")).folder).toBe(join(root, "plain", ".fettle"));
  for (const text of ["gitdir: ../nowhere\n", "nonsense", ""]) {
    writeFileSync(join(root, "plain", ".git"), text);
    expect(findStore(join(root, "plain")).folder).toBe(join(root, "plain", ".fettle"));
  }
});

test("records in the folder stay found when it becomes a repository, and are said to belong into it", () => {
  const inside = keepRecords("plain", ".fettle");
  expect(findStore(join(root, "plain"))).toEqual({ folder: inside });
  git(join(root, "plain"), "init", "-q");
  const belongs = join(root, "plain", ".git", "fettle");
  expect(findStore(join(root, "plain"))).toEqual({ folder: inside, belongs });
  // A folder that was only begun holds nothing that could be missed.
  rmSync(join(inside, "fettle.db"));
  expect(findStore(join(root, "plain"))).toEqual({ folder: belongs });
});

test("records in both places are never chosen from", () => {
  const inside = keepRecords("main", ".fettle");
  const beside = keepRecords("main", ".git", "fettle");
  expect(findStore(join(root, "main"))).toEqual({ folder: inside, twin: beside });
});

test("a link leads to its store, whoever made it, where no records lie beside git's own", () => {
  const elsewhere = keepRecords("elsewhere");
  symlinkSync(elsewhere, join(root, "main", ".fettle"));
  expect(findStore(join(root, "main"))).toEqual({ folder: elsewhere });
  const beside = keepRecords("main", ".git", "fettle");
  expect(findStore(join(root, "main"))).toEqual({ folder: beside });
});

test("a copy of a project does not follow its link into the original", () => {
  keepRecords("main", ".git", "fettle");
  for (const name of ["copy", "bare-copy"]) {
    mkdirSync(join(root, name));
    symlinkSync(join(root, "main", ".git", "fettle"), join(root, name, ".fettle"));
  }
  git(join(root, "copy"), "init", "-q");
  expect(findStore(join(root, "copy"))).toEqual({ folder: join(root, "copy", ".git", "fettle") });
  expect(findStore(join(root, "bare-copy"))).toEqual({
    folder: join(root, "bare-copy", ".fettle"),
  });
});

test("a project that was moved finds its records, and one whose records are gone says where they were", () => {
  const beside = keepRecords("main", ".git", "fettle");
  symlinkSync(beside, join(root, "main", ".fettle"));
  renameSync(join(root, "main"), join(root, "moved"));
  expect(findStore(join(root, "moved"))).toEqual({
    folder: join(root, "moved", ".git", "fettle"),
  });
  rmSync(join(root, "moved", ".git"), { recursive: true });
  expect(findStore(join(root, "moved"))).toEqual({
    folder: join(root, "moved", ".fettle"),
    gone: beside,
  });
});
