import { finder } from "./import-graph.ts";
import { handedOnBy, type Import, importsOf } from "./imports.ts";
import { type Finding, isCode, isTest, type Rule, type SourceFile } from "./source-file.ts";
import { UNREACHED } from "./unreached.ts";

const MANIFESTS =
  /\/(index|slice|model|api|config|errors|commands|routes)\.ts$|\/migrations\/|\/page\//;
/** The scenarios meet app, and a real browser meets what only a browser runs. */
const MET_ELSEWHERE = /^src\/(main\.ts$|app\/|web\/.*(\.tsx|\/use-[^/]*\.ts)$)/;
const BROWSER =
  /\b(document|window|fetch|localStorage|EventSource|SharedWorker|MessagePort|BroadcastChannel|HTML\w*Element|CanvasRendering\w*|KeyboardEvent)\b/;
const TRIVIAL_LINES = 30;
/** Types and tables of values do nothing. */
const DOES = /^(export )?(async )?function\b|^(export )?class\b|^(export )?const [\s\S]*?=>/m;

/**
 * Every file that does something is reached from a test of its own slice or part of the floor, by what the test imports.
 * Two ways lead everywhere and so count for nothing: a test that opens a server, or that names its slice's manifest, has
 * every file of the slice behind it and says of none that it is tested; and a door hands on only the names that are taken
 * there, not all it holds. Types lead nowhere. What a verb loads when its line is reached is reached, and so is a worker
 * by its address.
 */
export const testsBeside: Rule = (files) => {
  const met = metBy(files);
  const owed = new Set(UNREACHED);
  const paid = UNREACHED.filter((path) => met.has(path)).map((path) => ({
    path,
    problem: "is reached now; take it off the list of those that are not",
  }));
  return [...paid, ...notReached(files, met).filter(({ path }) => !owed.has(path))];
};

function notReached(files: readonly SourceFile[], met: ReadonlySet<string>): readonly Finding[] {
  return files
    .filter((f) => f.path.startsWith("src/") && isCode(f.path) && !met.has(f.path))
    .filter((f) => !MANIFESTS.test(f.path) && !MET_ELSEWHERE.test(f.path))
    .filter((f) => !(f.path.startsWith("src/web/") && BROWSER.test(f.text)))
    .filter((f) => f.text.split("\n").length > TRIVIAL_LINES && DOES.test(f.text))
    .map(({ path }) => ({ path, problem: `no test in ${homeOf(path)} reaches it` }));
}

/** The paths of the tests and of what they reach. */
function metBy(files: readonly SourceFile[]): ReadonlySet<string> {
  const find = finder(files);
  const met = new Set<string>();
  const visit = (file: SourceFile): void => {
    if (met.has(file.path)) return;
    met.add(file.path);
    if (file.path.endsWith("/slice.ts")) return;
    for (const one of [...importsOf(file), ...workersOf(file)])
      for (const target of one.typeOnly ? [] : targetsOf(file, one))
        if (homeOf(target.path) === homeOf(file.path)) visit(target);
  };
  const targetsOf = (file: SourceFile, one: Import): readonly SourceFile[] => {
    const target = find(file, one.specifier);
    if (target === undefined) return [];
    if (!target.path.endsWith("/index.ts")) return [target];
    const handedOn = handedOnBy(target);
    return one.names.flatMap((name) => {
      const taken = handedOn.filter(({ as }) => name === "*" || as === name || as === "*");
      return taken.length === 0
        ? [target]
        : taken.flatMap((next) =>
            targetsOf(target, { ...one, specifier: next.specifier, names: [next.name] }),
          );
    });
  };
  for (const file of files) if (file.path.startsWith("src/") && isTest(file.path)) visit(file);
  return met;
}

/** Files that another thread runs: `new URL("./aside-worker.ts", import.meta.url)`. */
function workersOf(file: SourceFile): readonly Import[] {
  return [...file.text.matchAll(/new URL\(\s*"(\.[^"]+)",\s*import\.meta\.url/g)].map(
    ([, specifier = ""]) => ({ specifier, names: ["*"], typeOnly: false, line: 0 }),
  );
}

function homeOf(path: string): string {
  const parts = path.split("/");
  const deep = parts[1] === "ground" || parts[1] === "web";
  return parts.slice(0, deep ? 3 : 2).join("/");
}
