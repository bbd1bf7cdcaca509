import { expect, test } from "vitest";
import { compileIgnore } from "./ignore-patterns.ts";

/** A file of one line, paths that it leaves out, and paths that it does not; a folder ends with a slash. */
test.each<[line: string, left: string[], kept: string[]]>([
  ["local", ["local", "a/local", "a/b/local", "local/"], ["alocal", "locals", "local/x"]],
  ["/top", ["top"], ["a/top", "atop", "topper"]],
  ["a/b", ["a/b"], ["x/a/b", "a/b/c", "a/bc"]],
  ["build/", ["build/", "x/build/"], ["build", "x/build"]],
  ["*.tmp", ["a.tmp", ".tmp", "x/b.tmp"], ["a.tmp.x", "atmp", "a.tmpx"]],
  ["/a*b", ["ab", "axxb"], ["a/b", "ab/c"]],
  ["/a?b", ["axb"], ["ab", "a/b", "axxb"]],
  ["docs/**", ["docs/a", "docs/a/b"], ["docs", "docs/", "x/docs/a"]],
  ["**/x", ["x", "a/x", "a/b/x"], ["ax", "x/b"]],
  ["a/**/b", ["a/b", "a/x/b", "a/x/y/b"], ["ab", "a/xb", "b"]],
  ["[a]x", ["ax"], ["bx", "x", "[a]x"]],
  ["/a[b]c", ["abc"], ["ac", "abbc", "axc"]],
  ["[!a]x", ["bx", "!x"], ["ax", "x"]],
  ["[^a]x", ["bx", "^x"], ["ax"]],
  ["[]x]y", ["]y", "xy"], ["y", "[]x]y"]],
  ["[a-c]y", ["ay", "by", "cy"], ["dy", "-y"]],
  ["/a[!b]c", ["axc"], ["abc", "a/c"]],
  ["[a|b]c", ["|c", "ac"], ["c", "ab"]],
  ["/a[bc", ["a[bc"], ["ab", "abc"]],
  ["[z-a]x", [], ["zx", "[z-a]x"]],
  ["a+(b).{c}|$^", ["a+(b).{c}|$^"], ["aab", "a+(b)x{c}|$^"]],
  ["\\!real", ["!real"], ["real", "\\!real"]],
  ["\\#real", ["#real"], ["\\#real"]],
  ["a\\*", ["a*"], ["ab", "a\\x"]],
  ["/a\\", ["a\\"], ["a"]],
  ["# note", [], ["# note", "note"]],
  ["  spaced  ", ["spaced"], ["  spaced  "]],
  ["", [], ["x", "x/"]],
  ["/", [], ["x", "x/"]],
  ["!x", [], ["x", "!x"]],
  ["😀?", ["😀x"], ["😀", "x"]],
])("the line %j", (text, left, kept) => {
  const ask = compileIgnore([{ folder: "", text }]);
  const answer = (path: string) => ask(path.replace(/\/$/, ""), path.endsWith("/"));
  const said = { file: ".dvcignore", pattern: text.trim() };
  expect(left.map((path) => [path, answer(path)])).toEqual(left.map((path) => [path, said]));
  expect(kept.map((path) => [path, answer(path)])).toEqual(kept.map((path) => [path, undefined]));
});

test("what DVC leaves out by itself, also where nothing is said", () => {
  const ask = compileIgnore([]);
  expect(ask(".git", true)).toEqual({ file: ".dvcignore", pattern: ".git" });
  expect(ask("x/.git", false)).toEqual({ file: ".dvcignore", pattern: ".git" });
  expect(ask(".hg", true)).toEqual({ file: ".dvcignore", pattern: ".hg/" });
  expect(ask("x/.dvc", true)).toEqual({ file: ".dvcignore", pattern: ".dvc/" });
  expect([ask(".hg", false), ask(".dvc", false), ask("x", true)]).toEqual(Array(3).fill(undefined));
});

test("the last line that fits counts, a nearer file before one further up, each below its own folder", () => {
  const ask = compileIgnore([
    { folder: "", text: "*.a\n!keep.a\n*.b\n" },
    { folder: "sub", text: "!*.b\n/own\n" },
    { folder: "sub/deep", text: "*.b\n" },
  ]);
  expect(ask("x.a", false)).toEqual({ file: ".dvcignore", pattern: "*.a" });
  expect(ask("keep.a", false)).toBeUndefined();
  expect(ask("sub/x.b", false)).toBeUndefined();
  expect(ask("subx/x.b", false)).toEqual({ file: ".dvcignore", pattern: "*.b" });
  expect(ask("sub/deep/x.b", false)).toEqual({ file: "sub/deep/.dvcignore", pattern: "*.b" });
  expect(ask("sub/own", false)).toEqual({ file: "sub/.dvcignore", pattern: "/own" });
  expect([ask("own", false), ask("sub/x/own", false), ask("subx/own", false)]).toEqual(
    Array(3).fill(undefined),
  );
});
