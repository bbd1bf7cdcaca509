import { posix } from "node:path";
import { parseSync } from "vite";
import type { SourceFile } from "./source-file.ts";

export type Import = {
  readonly specifier: string;
  /** What is taken, by its name there; `*` where that is everything. */
  readonly names: readonly string[];
  /** Only types come in: gone at run time. */
  readonly typeOnly: boolean;
  readonly line: number;
};

/** A name that a file hands on from another one: `export { a as b } from "./a.ts"`. */
export type HandedOn = { readonly as: string; readonly name: string; readonly specifier: string };

type Module = { readonly imports: readonly Import[]; readonly handedOn: readonly HandedOn[] };

const ALL = "*";
const known = new WeakMap<SourceFile, Module>();

/**
 * All imports of a file, as a parser reads them: static ones, re-exports, dynamic ones and types by `import("./a.ts").A`.
 * So a word in a comment or in a string is none, and one that goes over ten lines is one.
 */
export function importsOf(file: SourceFile): readonly Import[] {
  return moduleOf(file).imports;
}

/** What a file exports of others, as a door does. */
export function handedOnBy(file: SourceFile): readonly HandedOn[] {
  return moduleOf(file).handedOn;
}

function moduleOf(file: SourceFile): Module {
  const before = known.get(file);
  if (before !== undefined) return before;
  const { module, comments, errors } = parseSync(posix.basename(file.path), file.text);
  if (errors[0] !== undefined)
    throw new Error(`${file.path} is no TypeScript: ${errors[0].message}`);
  const lineAt = (at: number): number => file.text.slice(0, at).split("\n").length;
  const statics = module.staticImports.map(({ start, moduleRequest, entries }) => ({
    specifier: moduleRequest.value,
    names: entries.map(({ importName }) => importName.name ?? ALL),
    typeOnly: entries.length > 0 && entries.every(({ isType }) => isType),
    line: lineAt(start),
  }));
  const reExports = module.staticExports.flatMap(({ start, entries }) => {
    const specifier = entries[0]?.moduleRequest?.value;
    if (specifier === undefined) return [];
    const names = entries.map(({ importName }) => importName.name ?? ALL);
    const typeOnly = entries.every(({ isType }) => isType);
    return [{ specifier, names, typeOnly, line: lineAt(start) }];
  });
  const called = new Set(module.dynamicImports.map(({ start }) => start));
  // What the parser does not list as an import expression is a type's, or stands in a comment or a string.
  const written = [...file.text.matchAll(/(?<!["'`]\s*)\bimport\(\s*"([^"]+)",?\s*\)/g)]
    .filter(({ index }) => !comments.some(({ start, end }) => start <= index && index < end))
    .map(({ index, 0: text, 1: specifier = "" }) => ({
      specifier,
      names: namesTaken(file.text, index, index + text.length),
      typeOnly: !called.has(index),
      line: lineAt(index),
    }));
  const handedOn = module.staticExports.flatMap(({ entries }) =>
    entries.flatMap(({ moduleRequest, importName, exportName }) =>
      moduleRequest === null
        ? []
        : [
            {
              as: exportName.name ?? ALL,
              name: importName.name ?? ALL,
              specifier: moduleRequest.value,
            },
          ],
    ),
  );
  const found = { imports: [...statics, ...reExports, ...written], handedOn };
  known.set(file, found);
  return found;
}

/** Of `const { a, b } = await import("./a.ts")` and of `(await import("./a.ts")).a` what is taken. */
function namesTaken(text: string, start: number, end: number): readonly string[] {
  const before = /\{([^{}]*)\}\s*=\s*await\s*$/.exec(text.slice(Math.max(0, start - 400), start));
  if (before !== null)
    return (before[1] ?? "")
      .split(",")
      .map((name) => name.replace(/:.*/s, "").trim())
      .filter((name) => name !== "");
  const after = /^\s*\)?\.(\w+)/.exec(text.slice(end, end + 200))?.[1];
  return after === undefined || after === "then" ? [ALL] : [after];
}

/** The path in the checkout that a relative import names; undefined for packages and doors. */
export function targetOf(file: SourceFile, specifier: string): string | undefined {
  if (!specifier.startsWith(".")) return undefined;
  return posix.join(posix.dirname(file.path), specifier);
}
