import { posix } from "node:path";
import { type Finding, type Rule, type SourceFile, slicesOf } from "./source-file.ts";

function textOf(files: readonly SourceFile[], path: string): string {
  return files.find((f) => f.path === path)?.text ?? "";
}

/** What changed since the last release has a place to be told. */
export const changelogHasUnreleased: Rule = (files) =>
  /^## Unreleased$/m.test(textOf(files, "CHANGELOG.md"))
    ? []
    : [{ path: "CHANGELOG.md", problem: 'expected a heading "## Unreleased"' }];

type Manifest = {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly imports?: Readonly<Record<string, string>>;
};

function manifestOf(files: readonly SourceFile[]): Manifest {
  return JSON.parse(textOf(files, "package.json") || "{}") as Manifest;
}

/** docs/dependencies.md says of each dependency why it is here, and of no other. */
export const dependenciesExplained: Rule = (files) => {
  const path = "docs/dependencies.md";
  const { dependencies, devDependencies } = manifestOf(files);
  const used = Object.keys({ ...dependencies, ...devDependencies });
  const told = [...textOf(files, path).matchAll(/^\| `([^`]+)` \|/gm)].map(([, name = ""]) => name);
  return [
    ...used
      .filter((name) => !told.includes(name))
      .map((name) => ({ path, problem: `does not say why ${name} is a dependency` })),
    ...told
      .filter((name) => !used.includes(name))
      .map((name) => ({ path, problem: `${name} is no dependency any more` })),
    ...told
      .filter((name, at) => told.indexOf(name) !== at)
      .map((name) => ({ path, problem: `${name} stands there twice` })),
  ];
};

/** Versions are pinned: what was tested is what is installed. */
export const versionsPinned: Rule = (files) => {
  const { dependencies, devDependencies } = manifestOf(files);
  return Object.entries({ ...dependencies, ...devDependencies })
    .filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))
    .map(([name, version]) => ({
      path: "package.json",
      problem: `${name} is ${version}; expected one exact version`,
    }));
};

/** package.json "imports" is the table of contents: it has every slice's door and no other. */
export const doorsListed: Rule = (files) => {
  const { imports = {} } = manifestOf(files);
  const listed = Object.keys(imports).filter((key) => /^#[a-z]+$/.test(key));
  const slices = slicesOf(files);
  return [
    ...slices
      .filter((name) => imports[`#${name}`] !== `./src/${name}/index.ts`)
      .map((name) => ({ path: "package.json", problem: `imports lacks "#${name}"` })),
    ...listed
      .filter((key) => !slices.includes(key.slice(1)))
      .map((key) => ({
        path: "package.json",
        problem: `imports names "${key}", which is no slice`,
      })),
  ];
};

/** A decision is short, numbered without gaps, and says what it costs. */
export const decisionsInForm: Rule = (files) => {
  const decisions = files
    .filter((f) => f.path.startsWith("docs/decisions/"))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
  return decisions.flatMap((file, at) => {
    const findings: Finding[] = [];
    const number = String(at + 1).padStart(3, "0");
    if (!new RegExp(`^docs/decisions/${number}-[a-z0-9-]+\\.md$`).test(file.path))
      findings.push({ path: file.path, problem: `expected ${number}-title.md, without gaps` });
    for (const heading of ["Context", "Decision", "Consequences"])
      if (!file.text.includes(`\n## ${heading}\n`))
        findings.push({ path: file.path, problem: `lacks "## ${heading}"` });
    const lines = file.text.trimEnd().split("\n").length;
    if (lines > 60) findings.push({ path: file.path, problem: `${lines} lines; at most 60` });
    return findings;
  });
};

/** A link in a document leads somewhere. */
export const linksLead: Rule = (files) => {
  const known = new Set<string>();
  for (const { path } of files)
    for (let at = path; at !== "."; at = posix.dirname(at)) known.add(at);
  return files
    .filter((f) => f.path.endsWith(".md") && !f.path.startsWith("test/scenarios/"))
    .flatMap((file) =>
      [...file.text.replaceAll(/```[\s\S]*?```/g, "").matchAll(/\]\(([^)\s]+)\)/g)]
        .map(([, link = ""]) => link.replace(/#.*$/, ""))
        .filter((link) => link !== "" && !/^[a-z]+:/.test(link))
        .filter((link) => !known.has(posix.join(posix.dirname(file.path), link).replace(/\/$/, "")))
        .map((link) => ({ path: file.path, problem: `the link ${link} leads nowhere` })),
    );
};

/** The generated reference is what the manifests say. */
export function referenceFresh(
  files: readonly SourceFile[],
  fresh: ReadonlyMap<string, string>,
): readonly Finding[] {
  const findings: Finding[] = [];
  for (const [name, text] of fresh)
    if (textOf(files, `docs/reference/${name}`) !== text)
      findings.push({ path: `docs/reference/${name}`, problem: "stale; type: npm run docs" });
  for (const { path } of files)
    if (path.startsWith("docs/reference/") && !fresh.has(path.slice("docs/reference/".length)))
      findings.push({ path, problem: "nobody makes it; type: npm run docs" });
  return findings;
}
