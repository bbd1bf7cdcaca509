import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { storeFolder } from "./index.ts";

const SETTINGS = ["user.name=a", "user.email=a@localhost", "protocol.file.allow=always"];

let root: string;
const git = (folder: string, ...args: string[]) =>
  execFileSync("git", [...SETTINGS.flatMap((setting) => ["-c", setting]), ...args], {
    cwd: folder,
    stdio: ["ignore", "pipe", "ignore"],
    encoding: "utf8",
  }).trim();
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
  expect(storeFolder(join(root, "main"))).toBe(shared);
  expect(storeFolder(join(root, "main", "deep", "er"))).toBe(shared);
  expect(storeFolder(join(root, "tree"))).toBe(shared);
  expect(join(common(join(root, "tree")), "fettle")).toBe(shared);
});

test("a submodule has a store of its own, where git keeps its files", () => {
  mkdirSync(join(root, "other"));
  git(join(root, "other"), "init", "-q");
  git(join(root, "other"), "commit", "-q", "--allow-empty", "-m", "first");
  git(join(root, "main"), "submodule", "--quiet", "add", join(root, "other"), "part");
  const part = join(root, "main", "part");
  expect(storeFolder(part)).toBe(join(common(part), "fettle"));
  expect(storeFolder(part)).toBe(join(root, "main", ".git", "modules", "part", "fettle"));
});

test("without git, and where `.git` is a file that leads nowhere, it lies in the folder itself", () => {
  mkdirSync(join(root, "plain"));
  expect(storeFolder(join(root, "plain"))).toBe(join(root, "plain", ".fettle"));
  for (const text of ["gitdir: ../nowhere\n", "nonsense", ""]) {
    writeFileSync(join(root, "plain", ".git"), text);
    expect(storeFolder(join(root, "plain"))).toBe(join(root, "plain", ".fettle"));
  }
});
