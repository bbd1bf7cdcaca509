import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, onTestFinished, vi } from "vitest";
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

/** Puts a git of our own before the machine's, as a script. */
function standIn(script: string): void {
  const bin = join(folder, "bin");
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(bin, "git"), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  vi.stubEnv("PATH", `${bin}:${process.env["PATH"]}`);
  onTestFinished(() => void vi.unstubAllEnvs());
}

it("tells a machine without git", async () => {
  vi.stubEnv("PATH", folder);
  onTestFinished(() => void vi.unstubAllEnvs());
  expect(await git(folder, ["status"])).toEqual({
    ...{ ok: false, reason: "no-git", message: "spawn git ENOENT" },
  });
  expect((await gitState(folder)).why).toBe("git is not installed");
});

it("ends what takes too long", async () => {
  standIn("exec sleep 60");
  expect(await git(folder, ["status"], { timeoutMs: 50 })).toEqual({
    ...{ ok: false, reason: "failed", message: "" },
  });
});

it("asks git not to ask, not to page, and for words that it can read", async () => {
  standIn('echo "$* $GIT_TERMINAL_PROMPT $GIT_OPTIONAL_LOCKS $LC_ALL"; echo " oh " >&2; exit $3');
  expect(await git(folder, ["a b", "0"])).toEqual({
    ...{ ok: true, stdout: "--no-pager a b 0 0 0 C\n", cut: false },
  });
  expect(await git(folder, ["a", "3"])).toEqual({ ok: false, reason: "failed", message: "oh" });
});

it("says how to admit a repository that is another user's", async () => {
  standIn('echo "fatal: detected dubious ownership in repository" >&2; exit 128');
  expect(await gitState(folder)).toEqual({
    ...{ commit: undefined, branch: undefined, dirty: false },
    why: `git refuses a repository of another user; git config --global --add safe.directory ${folder} admits it`,
  });
});
