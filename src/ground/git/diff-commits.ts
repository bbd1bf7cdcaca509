import { redactPatch } from "#ground/redaction";
import { git } from "./git.ts";

const DIFF_MAX = 512 * 1024;
const STAT_MAX = 64 * 1024;
const PATIENCE_MS = 10_000;
/** A commit of a run may come from a tag that anybody sets; git takes nothing else. */
const COMMIT = /^[0-9a-f]{7,64}$/;

/** The difference between two commits. */
export type CommitDiff = {
  /** The commits that were compared; null where one is not known. */
  readonly from: string | null;
  readonly to: string | null;
  /** A line a file, as `git diff --stat` writes it; empty where nothing differs. */
  readonly stat: string;
  /** The difference of the commits as a patch, secrets taken out; null where it can't be told. */
  readonly text: string | null;
  /** There was more than is shown. */
  readonly cut: boolean;
  /** Why there is no text. */
  readonly problem: string | null;
};

/** The difference between two commits of the repository around a folder; `problem` says why there is none. */
export async function diffCommits(
  folder: string,
  from: string | null,
  to: string | null,
): Promise<CommitDiff> {
  const none = (problem: string | null): CommitDiff => {
    return { from, to, stat: "", text: problem === null ? "" : null, cut: false, problem };
  };
  if (from === null || to === null) return none("a run was recorded without a commit");
  if (from === to) return none(null);
  if (!COMMIT.test(from) || !COMMIT.test(to)) return none("a run's commit is not one of git's");
  for (const commit of [from, to]) {
    const found = await git(folder, ["cat-file", "-e", `${commit}^{commit}`], {
      timeoutMs: PATIENCE_MS,
    });
    if (!found.ok) return none(`commit ${commit.slice(0, 8)} is not in the repository here`);
  }
  const plain = ["--no-color", "--no-ext-diff", "--no-textconv"];
  const [stat, diff] = await Promise.all([
    git(folder, ["diff", ...plain, "--stat=100", from, to, "--"], {
      bytesMax: STAT_MAX,
      timeoutMs: PATIENCE_MS,
    }),
    git(folder, ["diff", ...plain, from, to, "--"], {
      bytesMax: DIFF_MAX,
      timeoutMs: PATIENCE_MS,
    }),
  ]);
  if (!diff.ok) return none("git could not compare the commits in time");
  const text = diff.cut ? diff.stdout.slice(0, diff.stdout.lastIndexOf("\n") + 1) : diff.stdout;
  return {
    from,
    to,
    stat: stat.ok ? stat.stdout.trimEnd() : "",
    text: redactPatch(text),
    cut: diff.cut,
    problem: null,
  };
}
