import { isCode, isTest, type Rule, type SourceFile } from "./source-file.ts";

const REFERENCE = "docs/reference/errors.md";
const TABLE = /\bdefineErrors\(\{\n([\s\S]*?)^\}\);/gm;

/** Each code that a table of errors holds, of a slice, of a room or of the floor, stands in the reference, and no other. */
export const errorsReferenced: Rule = (files) => {
  const text = files.find((f) => f.path === REFERENCE)?.text ?? "";
  const listed = new Set(
    [...text.matchAll(/^\| `([A-Z0-9_]+)` \|.*\| \d+ \| \d+ \|$/gm)].map(([, code = ""]) => code),
  );
  const held = tablesIn(files).flatMap(({ path, codes }) => codes.map((code) => ({ path, code })));
  const codes = new Set(held.map(({ code }) => code));
  return [
    ...held
      .filter(({ code }) => !listed.has(code))
      .map(({ path, code }) => ({
        path,
        problem: `${code} stands in no reference; join the table in its manifest or in src/app/all-errors.ts`,
      })),
    ...[...listed]
      .filter((code) => !codes.has(code))
      .map((code) => ({ path: REFERENCE, problem: `no table holds ${code}` })),
  ];
};

/** A code is in one table, and a table is found by the name of its file. */
export const errorsInTables: Rule = (files) => {
  const owner = new Map<string, string>();
  return tablesIn(files).flatMap(({ path, codes }) => [
    ...(/\/(ground-)?errors\.ts$/.test(path)
      ? []
      : [{ path, problem: "a table of errors stands in errors.ts" }]),
    ...codes.flatMap((code) => {
      const first = owner.get(code);
      owner.set(code, path);
      return first === undefined ? [] : [{ path, problem: `${code} is also in ${first}` }];
    }),
  ]);
};

function tablesIn(files: readonly SourceFile[]) {
  return files
    .filter((f) => f.path.startsWith("src/") && isCode(f.path) && !isTest(f.path))
    .flatMap(({ path, text }) =>
      [...text.matchAll(TABLE)].map(([, rows = ""]) => ({
        path,
        codes: [...rows.matchAll(/^ {2}([A-Z][A-Z0-9_]*): \{/gm)].map(([, code = ""]) => code),
      })),
    );
}
