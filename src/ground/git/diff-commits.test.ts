import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { diffCommits } from "./diff-commits.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "fettle-diff-"));
  git("init", "-q");
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const git = (...words: string[]) =>
  execFileSync("git", ["-c", "user.name=Ada", "-c", "user.email=a@b.c", ...words], {
    cwd: folder,
    encoding: "utf8",
  }).trim();
const commit = (text: string): string => {
  writeFileSync(join(folder, "train.py"), text);
  git("add", "-A");
  git("commit", "-q", "-m", "x");
  return git("rev-parse", "HEAD");
};

test("two commits are told apart whole: their names, a summary, a patch", async () => {
  const [from, to] = [commit("a\n"), commit("b\n")];
  const { text, ...rest } = await diffCommits(folder, from, to);
  expect(rest).toEqual({
    from,
    to,
    stat: " train.py | 2 +-\n 1 file changed, 1 insertion(+), 1 deletion(-)",
    cut: false,
    problem: null,
  });
  expect(text).toMatch(/^diff --git a\/train\.py b\/train\.py\n.*\n-a\n\+b\n$/s);
  // By the start of their names too, and a person's own colours and programs change nothing.
  git("config", "color.diff", "always");
  git("config", "diff.external", "false");
  const short = await diffCommits(folder, from.slice(0, 7), to.slice(0, 7));
  expect([short.text, short.stat]).toEqual([text, rest.stat]);
});

test("where there is no difference to tell, that is empty, or a problem in words", async () => {
  const known = commit("c\n");
  const told = (from: string | null, to: string | null) => diffCommits(folder, from, to);
  const none = { stat: "", text: null, cut: false };
  expect(await told(known, known)).toEqual({
    ...{ from: known, to: known, stat: "", text: "", cut: false, problem: null },
  });
  const without = "a run was recorded without a commit";
  expect(await told(null, known)).toEqual({ ...none, from: null, to: known, problem: without });
  expect(await told(known, null)).toEqual({ ...none, from: known, to: null, problem: without });
  expect(await told(null, null)).toEqual({ ...none, from: null, to: null, problem: without });
  for (const bad of ["--output=x", "abcdef", "HEAD", "f".repeat(65)])
    for (const [from, to] of [
      [bad, known],
      [known, bad],
    ] as const)
      expect(await told(from, to)).toEqual({
        ...{ ...none, from, to, problem: "a run's commit is not one of git's" },
      });
  const away = "f".repeat(40);
  const missing = "commit ffffffff is not in the repository here";
  expect(await told(away, known)).toEqual({ ...none, from: away, to: known, problem: missing });
  expect(await told(known, away)).toEqual({ ...none, from: known, to: away, problem: missing });
  expect(await diffCommits(tmpdir(), known, away)).toMatchObject({
    problem: `commit ${known.slice(0, 8)} is not in the repository here`,
  });
});

test("a large patch is cut at the end of a line, and says so", async () => {
  const from = commit("");
  const to = commit(`${"0123456789".repeat(10)}\n`.repeat(6000));
  const { text, cut, problem, stat } = await diffCommits(folder, from, to);
  expect([cut, problem]).toEqual([true, null]);
  expect(stat).toContain("6000");
  expect(text?.endsWith("0123456789\n")).toBe(true);
  expect(text?.length).toBeGreaterThan(512 * 1024 - 102);
  expect(text?.length).toBeLessThanOrEqual(512 * 1024);
});
