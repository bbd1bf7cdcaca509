import { type Import, importsOf, targetOf } from "./imports.ts";
import {
  type Finding,
  isCode,
  isTest,
  type Rule,
  type SourceFile,
  sliceOf,
  slicesOf,
} from "./source-file.ts";

/** The table in ARCHITECTURE.md: which slice may use which. `every` stands for all others. */
export function allowedUses(
  files: readonly SourceFile[],
): ReadonlyMap<string, ReadonlySet<string>> {
  const text = files.find((f) => f.path === "ARCHITECTURE.md")?.text ?? "";
  const rows = [...text.matchAll(/^\| `([a-z]+)` \| ([^|]*) \|/gm)].map(
    ([, slice = "", uses = ""]): [string, Set<string>] => [
      slice,
      new Set([...uses.matchAll(/`([a-z]+)`/g)].map(([, name = ""]) => name)),
    ],
  );
  return new Map(
    rows.map(([slice, uses]) => [
      slice,
      rows.some(([, u]) => u === uses && u.has("every"))
        ? new Set(rows.map(([name]) => name))
        : uses,
    ]),
  );
}

function needsOf(files: readonly SourceFile[], slice: string): readonly string[] {
  const text = files.find((f) => f.path === `src/${slice}/slice.ts`)?.text ?? "";
  const list = /\bneeds:\s*\[([^\]]*)\]/.exec(text)?.[1] ?? "";
  return [...list.matchAll(/"([^"]+)"/g)].map(([, name = ""]) => name).sort();
}

function doorsUsed(files: readonly SourceFile[], slice: string): readonly string[] {
  const used = new Set<string>();
  for (const file of files)
    if (sliceOf(file.path) === slice && isCode(file.path) && !isTest(file.path))
      for (const { specifier } of importsOf(file))
        if (/^#[a-z]+$/.test(specifier) && specifier !== `#${slice}`) used.add(specifier.slice(1));
  return [...used].sort();
}

/** What a slice says it needs is what it imports, and the table allows it. */
export const needsAreTrue: Rule = (files) => {
  const table = allowedUses(files);
  return slicesOf(files).flatMap((slice) => {
    const path = `src/${slice}/slice.ts`;
    const needs = needsOf(files, slice);
    const used = doorsUsed(files, slice);
    const row = table.get(slice);
    if (row === undefined) return [{ path, problem: `no row for ${slice} in ARCHITECTURE.md` }];
    return [
      ...used
        .filter((name) => !needs.includes(name))
        .map((name) => ({ path, problem: `uses #${name}, and its needs do not say so` })),
      ...needs
        .filter((name) => !used.includes(name))
        .map((name) => ({ path, problem: `says it needs ${name}, and never imports #${name}` })),
      ...needs
        .filter((name) => !row.has(name))
        .map((name) => ({ path, problem: `ARCHITECTURE.md does not let ${slice} use ${name}` })),
    ];
  });
};

/** The table, and so the slices, have no cycle. */
export const noCycles: Rule = (files) => {
  const table = allowedUses(files);
  const findings: Finding[] = [];
  const done = new Set<string>();
  const visit = (slice: string, way: readonly string[]): void => {
    if (way.includes(slice)) {
      const cycle = [...way.slice(way.indexOf(slice)), slice].join(" -> ");
      findings.push({ path: "ARCHITECTURE.md", problem: `a cycle: ${cycle}` });
      return;
    }
    if (done.has(slice)) return;
    for (const next of table.get(slice) ?? []) if (next !== slice) visit(next, [...way, slice]);
    done.add(slice);
  };
  for (const slice of table.keys()) visit(slice, []);
  return findings;
};

/** Others are reached by their doors alone, and only downwards. */
export const doorsOnly: Rule = (files) =>
  files
    .filter((f) => f.path.startsWith("src/") && isCode(f.path))
    .flatMap((file) =>
      importsOf(file).flatMap((one) => {
        const problem = wrongWay(file, one);
        return problem === undefined ? [] : [{ path: `${file.path}:${one.line}`, problem }];
      }),
    );

function wrongWay(file: SourceFile, one: Import): string | undefined {
  const { specifier } = one;
  const area = areaOf(file.path);
  const target = targetOf(file, specifier);
  if (target !== undefined) {
    if (file.path === "src/main.ts" && target.startsWith("src/app/")) return undefined;
    if (isTest(file.path) && target.startsWith("test/support/")) return undefined;
    if (areaOf(target) !== area) return `"${specifier}" leaves ${area}; use a door`;
    if (area.endsWith("/page") || !file.path.includes("/page/")) return undefined;
    return seenByPage(file, one, target);
  }
  if (!specifier.startsWith("#")) return undefined;
  const [first = "", second] = specifier.slice(1).split("/");
  if (first === "test") return isTest(file.path) ? undefined : "only tests see #test";
  if (["slices", "pages", "clients"].includes(first))
    return area === "src/app" ? undefined : `only src/app may import ${specifier}`;
  if (area.startsWith("src/ground/") && first !== "ground") return "ground knows no slice";
  // How routes are called is one fact for commands and pages, and runs anywhere.
  if (area.startsWith("src/web/") && first !== "web" && specifier !== "#ground/wire")
    return "the page kit knows nothing of ours";
  if (isPage(file.path) && first !== "web") return "a page sees its own api.ts and #web alone";
  if (
    !isPage(file.path) &&
    !/^src\/(app|web)$/.test(area) &&
    !area.startsWith("src/web/") &&
    first === "web"
  )
    return "only pages see #web";
  if (second !== undefined && first !== "ground" && first !== "web")
    return `"${specifier}" goes past the door; import "#${first}"`;
  return undefined;
}

function isPage(path: string): boolean {
  return sliceOf(path) !== undefined && path.includes("/page/");
}

function seenByPage(file: SourceFile, one: Import, target: string): string | undefined {
  const slice = sliceOf(file.path);
  if (slice === undefined || target.includes("/page/")) return undefined;
  if (target !== `src/${slice}/api.ts` && target !== `src/${slice}/model.ts`)
    return "a page sees of its slice only api.ts and model.ts";
  return one.typeOnly ? undefined : "a page imports types alone: zod stays on the server";
}

/** `src/ground/x`, `src/web/x`, `src/app`, `src/<slice>`. */
function areaOf(path: string): string {
  const [, first = "", second = ""] = path.split("/");
  return first === "ground" || (first === "web" && path.split("/").length > 3)
    ? `src/${first}/${second}`
    : `src/${first}`;
}

/** An example is a user's project: it sees `fettle/...` and no inside of ours; its tests may come in by a door. */
export const examplesAreUsers: Rule = (files) =>
  files
    .filter((f) => f.path.startsWith("examples/") && isCode(f.path))
    .flatMap((file) =>
      importsOf(file)
        .filter(({ specifier }) => !(isTest(file.path) && isDoor(targetOf(file, specifier))))
        .filter(
          ({ specifier }) =>
            specifier.startsWith("#") ||
            targetOf(file, specifier)?.startsWith("examples/") === false,
        )
        .map(({ specifier, line }) => ({
          path: `${file.path}:${line}`,
          problem: `"${specifier}" is an inside of ours; an example uses fettle/client`,
        })),
    );

function isDoor(target: string | undefined): boolean {
  return target !== undefined && /^src\/(ground\/)?[^/]+\/index\.ts$/.test(target);
}
