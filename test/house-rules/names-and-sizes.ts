import { importsOf, targetOf } from "./imports.ts";
import { isCode, isTest, type Rule, type SourceFile } from "./source-file.ts";

const LINES_MAX = 400;
const VAGUE = /^(utils?|helpers?|common|types?|manager|managers|services?|misc|shared|lib)$/;
const HOME = /^(src|scripts|test|bench|examples)\//;

/** A file that is too long does more than one thing. */
export const fileSizes: Rule = (files) =>
  files
    .filter((f) => isCode(f.path))
    .flatMap((file) => {
      const lines = file.text.split("\n").length - 1;
      return lines <= LINES_MAX
        ? []
        : [{ path: file.path, problem: `${lines} lines; at most ${LINES_MAX}` }];
    });

/** Names that say nothing gather everything. `services` is a slice, so a folder right below src may be called that. */
export const tellingNames: Rule = (files) =>
  files
    .filter((f) => HOME.test(f.path))
    .flatMap((file) => {
      const parts = file.path
        .replace(/^src\/services\//, "src/-/")
        .split("/")
        .slice(1);
      const vague = parts.map((part) => part.replace(/\..*$/, "")).find((part) => VAGUE.test(part));
      return vague === undefined
        ? []
        : [{ path: file.path, problem: `"${vague}" says nothing; name it for what it holds` }];
    });

/** Kebab-case, so that a name is typed the same everywhere. */
export const kebabCase: Rule = (files) =>
  files
    .filter((f) => isCode(f.path) && HOME.test(f.path))
    .flatMap((file) => {
      const name = file.path.split("/").pop() ?? "";
      return /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9-]+)*\.tsx?$/.test(name)
        ? []
        : [{ path: file.path, problem: "expected kebab-case" }];
    });

const MANIFESTS =
  /\/(index|slice|model|api|config|errors|commands|routes)\.ts$|\/migrations\/|\/page\//;
/** The scenarios meet app, and a real browser meets what only a browser runs. */
const MET_ELSEWHERE = /^src\/(main\.ts$|app\/|web\/.*(\.tsx|\/use-[^/]*\.ts)$)/;
const BROWSER =
  /\b(document|window|fetch|localStorage|EventSource|SharedWorker|MessagePort|BroadcastChannel|HTML\w*Element|CanvasRendering\w*|KeyboardEvent)\b/;
const TRIVIAL_LINES = 30;

/** Every file that does something is reached from a test that lies in the same slice or the same part of the floor. */
export const testsBeside: Rule = (files) => {
  const code = new Map(
    files.filter((f) => f.path.startsWith("src/") && isCode(f.path)).map((f) => [f.path, f]),
  );
  const met = new Set<string>();
  const visit = (file: SourceFile): void => {
    if (met.has(file.path)) return;
    met.add(file.path);
    for (const { specifier } of importsOf(file)) {
      const target = code.get(targetOf(file, specifier) ?? doorOf(file, specifier));
      if (target !== undefined && homeOf(target.path) === homeOf(file.path)) visit(target);
    }
    // A test that serves its slice reaches its routes by the manifest.
    const manifest = code.get(`${homeOf(file.path)}/slice.ts`);
    if (isTest(file.path) && manifest !== undefined && file.text.includes("openTestServer("))
      visit(manifest);
  };
  for (const file of code.values()) if (isTest(file.path)) visit(file);
  return [...code.values()]
    .filter((f) => !met.has(f.path) && !MANIFESTS.test(f.path) && !MET_ELSEWHERE.test(f.path))
    .filter((f) => !(f.path.startsWith("src/web/") && BROWSER.test(f.text)))
    .filter((f) => f.text.split("\n").length > TRIVIAL_LINES && /\bfunction\b|=>/.test(f.text))
    .map(({ path }) => ({ path, problem: `no test in ${homeOf(path)} reaches it` }));
};

/** A slice's tests may come in by its own door. */
function doorOf(file: SourceFile, specifier: string): string {
  const home = homeOf(file.path);
  return `#${home.replace(/^src\//, "")}` === specifier ? `${home}/index.ts` : "";
}

function homeOf(path: string): string {
  const parts = path.split("/");
  const deep = parts[1] === "ground" || parts[1] === "web";
  return parts.slice(0, deep ? 3 : 2).join("/");
}
