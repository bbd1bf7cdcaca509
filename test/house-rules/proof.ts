import type { Finding, Rule, SourceFile } from "./source-file.ts";

/** A violation planted among the files of the checkout: a new file by its text, a file that is there by what becomes of it. */
export type InTree = Readonly<Record<string, string | ((text: string) => string)>>;

/** A rule, and violations planted for it: what it must find there, and nothing else. */
export type Proof = {
  readonly says: string;
  readonly rule: Rule;
  /** Files by path, alone. */
  readonly planted: Readonly<Record<string, string>>;
  /** The findings as `path: problem`. */
  readonly finds: readonly string[];
  /** So that no exception, no list and no file that is read wrongly takes the rule's teeth out. */
  readonly inTree: InTree;
  /** The one finding that comes of it, beside those that the checkout has already. */
  readonly findsInTree: string;
};

/** The files of a checkout with a violation among them. */
export function plant(files: readonly SourceFile[], inTree: InTree): readonly SourceFile[] {
  const changed = files.map((file) => {
    const change = inTree[file.path];
    if (change === undefined) return file;
    if (typeof change === "string") throw new Error(`${file.path} is there already`);
    const text = change(file.text);
    if (text === file.text) throw new Error(`nothing is planted in ${file.path}`);
    return { path: file.path, text };
  });
  const added = Object.entries(inTree).flatMap(([path, text]) =>
    typeof text === "string" ? [{ path, text }] : [],
  );
  const missing = Object.keys(inTree).filter(
    (path) => typeof inTree[path] !== "string" && !files.some((f) => f.path === path),
  );
  if (missing.length > 0) throw new Error(`not in the checkout: ${missing.join(", ")}`);
  return [...changed, ...added];
}

/** Findings as a proof writes them. */
export function told(findings: readonly Finding[]): readonly string[] {
  return findings.map(({ path, problem }) => `${path}: ${problem}`);
}
