import { posix } from "node:path";
import type { SourceFile } from "./source-file.ts";

export type Import = {
  readonly specifier: string;
  /** Only types come in: gone at run time. */
  readonly typeOnly: boolean;
  readonly line: number;
};

const FORMS = [
  /^\s*(?:import|export)\s+(type\s)?[^"';]*?\bfrom\s+"([^"]+)"/gm,
  /^\s*import\s+()"([^"]+)"/gm,
  /\bimport\(\s*()"([^"]+)"\s*\)/g,
];

/** All imports of a file: static, dynamic and re-exports. */
export function importsOf(file: SourceFile): readonly Import[] {
  return FORMS.flatMap((form) =>
    [...file.text.matchAll(form)].map((match) => ({
      specifier: match[2] ?? "",
      typeOnly: (match[1] ?? "") !== "",
      line: file.text.slice(0, match.index).split("\n").length,
    })),
  );
}

/** The path in the checkout that a relative import names; undefined for packages and doors. */
export function targetOf(file: SourceFile, specifier: string): string | undefined {
  if (!specifier.startsWith(".")) return undefined;
  return posix.join(posix.dirname(file.path), specifier);
}
