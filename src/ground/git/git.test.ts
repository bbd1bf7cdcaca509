import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { git, gitState } from "./index.ts";

let folder = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "fettle-git-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function commit(message: string): string {
  const who = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org"];
  execFileSync("git", ["add", "-A"], { cwd: folder });
  execFileSync("git", [...who, "commit", "-q", "-m", message], { cwd: folder });
  return execFileSync("git", ["rev-parse", "HEAD"], { cwd: folder, encoding: "utf8" }).trim();
}

it("reads as much as is asked for, and says that there is more", async () => {
  await git(folder, ["init", "-q", "-b", "main"]);
  writeFileSync(join(folder, "long.txt"), "0123456789\n".repeat(100_000));
  commit("first");
  const show = (bytesMax: number) => git(folder, ["show", "HEAD:long.txt"], { bytesMax });
  expect(await show(15)).toEqual({ ok: true, stdout: "0123456789\n0123", cut: true });
  expect(await show(1_100_000)).toMatchObject({ ok: true, cut: false });
});

it("gives what git printed, or why it failed", async () => {
  expect(await git(folder, ["init", "-q", "-b", "main"])).toEqual({
    ok: true,
    stdout: "",
    cut: false,
  });
  expect(await git(folder, ["rev-parse", "--verify", "nowhere"])).toMatchObject({
    ok: false,
    reason: "failed",
    message: expect.stringContaining("fatal"),
  });
});

it("says why there is no commit", async () => {
  expect((await gitState(folder)).why).toBe("this folder is in no git repository");
  execFileSync("git", ["init", "-q", "-b", "main"], { cwd: folder });
  expect(await gitState(folder)).toEqual({
    commit: undefined,
    branch: undefined,
    dirty: false,
    why: "the repository has no commit yet",
  });
});

it("knows commit, branch and whether tracked files differ", async () => {
  execFileSync("git", ["init", "-q", "-b", "main"], { cwd: folder });
  writeFileSync(join(folder, "a"), "1");
  const head = commit("first");
  writeFileSync(join(folder, "untracked"), "1");
  const clean = { commit: head, branch: "main", dirty: false, why: undefined };
  expect(await gitState(folder)).toEqual(clean);
  writeFileSync(join(folder, "a"), "2");
  expect(await gitState(folder)).toEqual({ ...clean, dirty: true });
  execFileSync("git", ["checkout", "-q", "--detach"], { cwd: folder });
  expect((await gitState(folder)).branch).toBeUndefined();
});

it("takes an argument that looks like a command line as one argument", async () => {
  execFileSync("git", ["init", "-q", "-b", "main"], { cwd: folder });
  const evil = "$(touch hacked); touch hacked";
  expect((await git(folder, ["rev-parse", "--verify", "--", evil])).ok).toBe(false);
  expect((await git(folder, ["status", "--porcelain"])).ok).toBe(true);
  expect(await git(folder, ["ls-files", "--others"])).toEqual({ ok: true, stdout: "", cut: false });
});
