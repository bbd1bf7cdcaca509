import { statSync } from "node:fs";
import { join } from "node:path";
import { HIDDEN, type Known, redactPatch } from "#ground/redaction";
import { git } from "./git.ts";

const PATCH_MAX = 256 * 1024;
const UNTRACKED_MAX = 200;
/** A work tree that takes longer than this to look through is left alone: a command is to start. */
const PATIENCE_MS = 5000;

/** What a work tree has that its commit lacks. */
export type WorkTreePatch = {
  /** What `git diff HEAD` said, secrets taken out. */
  readonly text: string;
  /** There was more than is kept. */
  readonly cut: boolean;
  /** Secrets were taken out, so that it does not apply as it is. */
  readonly redacted: boolean;
  /** Files that git does not know and does not ignore, the first by name. */
  readonly untracked: readonly { readonly path: string; readonly size: number }[];
  readonly untrackedTotal: number;
};

/**
 * What the work tree around a folder has that the commit lacks: changes as a patch, without secrets, and the files that
 * git doesn't know. `undefined` where there is nothing, or no repository.
 */
export async function workTreePatch(
  cwd: string,
  known: Known = {},
): Promise<WorkTreePatch | undefined> {
  const limits = { bytesMax: PATCH_MAX, timeoutMs: PATIENCE_MS };
  const top = await git(cwd, ["rev-parse", "--show-toplevel"], limits);
  if (!top.ok) return undefined;
  const root = top.stdout.trim();
  const plain = ["--no-color", "--no-ext-diff", "--no-textconv"];
  const [changes, others] = await Promise.all([
    git(root, ["diff", "HEAD", ...plain], limits),
    git(root, ["ls-files", "--others", "--exclude-standard", "-z"], limits),
  ]);
  const found = changes.ok ? wholeLines(changes.stdout, changes.cut) : "";
  const text = redactPatch(found, known);
  const paths = others.ok ? others.stdout.split("\0").filter((path) => path !== "") : [];
  if (text === "" && paths.length === 0) return undefined;
  return {
    text,
    cut: changes.ok && changes.cut,
    redacted: text !== found && text.includes(HIDDEN),
    untracked: paths.slice(0, UNTRACKED_MAX).map((path) => ({ path, size: sizeOf(root, path) })),
    untrackedTotal: paths.length,
  };
}

/** A patch that was cut ends with a whole line, so that half a secret is not taken for none. */
function wholeLines(text: string, cut: boolean): string {
  return cut ? text.slice(0, text.lastIndexOf("\n") + 1) : text;
}

function sizeOf(root: string, path: string): number {
  try {
    return statSync(join(root, path)).size;
  } catch {
    return 0;
  }
}
