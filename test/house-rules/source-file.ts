import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** A file as a rule sees it: its path in the checkout, separated by `/`, and its text. */
export type SourceFile = { readonly path: string; readonly text: string };

/** What a rule found; `problem` says what is wrong and what to do. */
export type Finding = { readonly path: string; readonly problem: string };

/** A rule is pure, so that a planted file shows that it finds what it is for. */
export type Rule = (files: readonly SourceFile[]) => readonly Finding[];

/** Listed without a text, so that a link may lead to them. */
const PICTURE = /\.(png|svg)$/;
const TEXT = /\.(ts|tsx|js|json|md|css|yaml|yml|sh|txt)$|^LICENSE$|^\.ci\/run$/;

/** Every text file and picture that git tracks or would track. */
export function readCheckout(root: string): readonly SourceFile[] {
  const listed = execFileSync(
    "git",
    ["ls-files", "--cached", "--others", "--exclude-standard", "-z"],
    { cwd: root, encoding: "utf8" },
  );
  return [...new Set(listed.split("\0"))]
    .filter((path) => (TEXT.test(path) || PICTURE.test(path)) && path !== "package-lock.json")
    .filter((path) => existsSync(join(root, path)))
    .map((path) => ({
      path,
      text: PICTURE.test(path) ? "" : readFileSync(join(root, path), "utf8"),
    }));
}

const NOT_SLICES = new Set(["app", "ground", "web"]);

/** The slice a file lies in, or undefined. */
export function sliceOf(path: string): string | undefined {
  const name = /^src\/([^/]+)\//.exec(path)?.[1];
  return name === undefined || NOT_SLICES.has(name) ? undefined : name;
}

/** The slices of a checkout, by name. */
export function slicesOf(files: readonly SourceFile[]): readonly string[] {
  return [
    ...new Set(files.map((f) => sliceOf(f.path)).filter((name) => name !== undefined)),
  ].sort();
}

/** A TypeScript file. */
export function isCode(path: string): boolean {
  return /\.tsx?$/.test(path);
}

/** A test, which may do what the code it tests may not. */
export function isTest(path: string): boolean {
  return /\.test\.tsx?$/.test(path) || path.startsWith("test/");
}

/** One finding for each line of a file that matches, comments left out. */
export function findLines(file: SourceFile, pattern: RegExp, problem: string): readonly Finding[] {
  return file.text
    .split("\n")
    .flatMap((line, at) =>
      pattern.test(line) && !/^\s*(\/\/|\*|\/\*)/.test(line)
        ? [{ path: `${file.path}:${at + 1}`, problem }]
        : [],
    );
}
