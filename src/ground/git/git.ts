import { spawn } from "node:child_process";
import { environment } from "#ground/environment";
import { errnoOf } from "#ground/errors";

export type GitOutcome =
  | {
      readonly ok: true;
      readonly stdout: string;
      /** There was more than `bytesMax`. */
      readonly cut: boolean;
    }
  | { readonly ok: false; readonly reason: "no-git" | "failed"; readonly message: string };

/**
 * Runs git with an argument array, never a shell; operands that come from a person go after `--`. Prompts, pagers and
 * foreign transports are off. The only caller of git in Fettle. Of what it says at most `bytesMax` bytes are read; past
 * `timeoutMs` it is ended, and has failed.
 */
export function git(
  cwd: string,
  args: readonly string[],
  limits: { readonly bytesMax?: number; readonly timeoutMs?: number } = {},
): Promise<GitOutcome> {
  const { bytesMax = Number.POSITIVE_INFINITY, timeoutMs } = limits;
  return new Promise((resolve) => {
    const child = spawn("git", ["--no-pager", ...args], {
      cwd,
      stdio: ["ignore", "pipe", "pipe"],
      ...(timeoutMs === undefined ? {} : { timeout: timeoutMs }),
      // Git needs the person's own environment (HOME, PATH, SSH agent)
      env: { ...environment(), GIT_TERMINAL_PROMPT: "0", GIT_OPTIONAL_LOCKS: "0", LC_ALL: "C" },
    });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    let size = 0;
    child.stdout.on("data", (chunk: Buffer) => {
      out.push(chunk.subarray(0, bytesMax - Math.min(size, bytesMax)));
      size += chunk.length;
      if (size > bytesMax) child.kill();
    });
    child.stderr.on("data", (chunk: Buffer) => err.push(chunk));
    child.on("error", (error) => {
      const missing = errnoOf(error) === "ENOENT";
      resolve({ ok: false, reason: missing ? "no-git" : "failed", message: error.message });
    });
    child.on("close", (code) => {
      const message = Buffer.concat(err).toString("utf8").trim();
      const cut = size > bytesMax;
      if (code === 0 || cut)
        resolve({ ok: true, stdout: Buffer.concat(out).toString("utf8"), cut });
      else resolve({ ok: false, reason: "failed", message });
    });
  });
}

/** Where the work stands; `commit` is undefined without git, without a repository and before the first commit. */
export type GitState = {
  readonly commit: string | undefined;
  readonly branch: string | undefined;
  /** Files differ from the commit. */
  readonly dirty: boolean;
  /** Why there is no commit, for a warning. */
  readonly why: string | undefined;
};

export async function gitState(cwd: string): Promise<GitState> {
  const head = await git(cwd, ["rev-parse", "--verify", "-q", "HEAD"]);
  if (!head.ok) {
    const inside = head.reason === "no-git" ? head : await git(cwd, ["rev-parse", "--git-dir"]);
    const why = inside.ok
      ? "the repository has no commit yet"
      : inside.reason === "no-git"
        ? "git is not installed"
        : inside.message.includes("dubious ownership")
          ? `git refuses a repository of another user; git config --global --add safe.directory ${cwd} admits it`
          : "this folder is in no git repository";
    return { commit: undefined, branch: undefined, dirty: false, why };
  }
  const [branch, status] = await Promise.all([
    git(cwd, ["symbolic-ref", "-q", "--short", "HEAD"]),
    git(cwd, ["status", "--porcelain", "--untracked-files=no"]),
  ]);
  return {
    commit: head.stdout.trim(),
    branch: branch.ok ? branch.stdout.trim() : undefined,
    dirty: status.ok && status.stdout !== "",
    why: undefined,
  };
}
