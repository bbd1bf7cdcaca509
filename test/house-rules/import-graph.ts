import { type Import, importsOf, targetOf } from "./imports.ts";
import { isCode, type SourceFile } from "./source-file.ts";

/** An import that leads to a file of the checkout. */
export type Way = { readonly to: SourceFile; readonly by: Import };

/** By the path of each file below src, what it imports of them: by path and through doors. */
export type ImportGraph = ReadonlyMap<string, readonly Way[]>;

const built = new WeakMap<readonly SourceFile[], ImportGraph>();

/** The imports between the files below src. */
export function importGraph(files: readonly SourceFile[]): ImportGraph {
  const before = built.get(files);
  if (before !== undefined) return before;
  const find = finder(files);
  const graph = new Map(
    files
      .filter((f) => f.path.startsWith("src/") && isCode(f.path))
      .map((file) => [
        file.path,
        importsOf(file).flatMap((by) => {
          const to = find(file, by.specifier);
          return to === undefined ? [] : [{ to, by }];
        }),
      ]),
  );
  built.set(files, graph);
  return graph;
}

/** Finds the file below src that an import of another one names. */
export function finder(
  files: readonly SourceFile[],
): (file: SourceFile, specifier: string) => SourceFile | undefined {
  const code = new Map(
    files.filter((f) => f.path.startsWith("src/") && isCode(f.path)).map((f) => [f.path, f]),
  );
  const doors = Object.entries(doorsOf(files)).map(([key, to]) => [key.split("*"), to] as const);
  return (file, specifier) => {
    const path = targetOf(file, specifier);
    if (path !== undefined) return code.get(path);
    for (const [[head = "", tail], to] of doors)
      if (tail === undefined ? specifier === head : specifier.startsWith(head))
        return code.get(to.replace(/^\.\//, "").replace("*", specifier.slice(head.length)));
    return undefined;
  };
}

/** Where package.json lets `#runs` and `#ground/errors` lead. */
function doorsOf(files: readonly SourceFile[]): Readonly<Record<string, string>> {
  const text = files.find((f) => f.path === "package.json")?.text ?? "{}";
  return (JSON.parse(text) as { imports?: Readonly<Record<string, string>> }).imports ?? {};
}
