import { isCode, isTest, type Rule, type SourceFile, sliceOf } from "./source-file.ts";

const INSERTED = /\b(?:INSERT(?: OR \w+)? INTO |insertInto\(")([a-z_]+)/g;

/**
 * A noun has one maker: rows come into a table in one file, so that whatever must be done with a new one, its lineage
 * say, is done for all. A row that stands for a word of a user, such as a tag, is no noun and may come in anywhere.
 */
export const nounsMadeOnce: Rule = (files) => {
  const makers = new Map<string, Set<string>>();
  for (const { path, text } of files)
    if (
      sliceOf(path) !== undefined &&
      isCode(path) &&
      !isTest(path) &&
      !/\/migrations\//.test(path)
    )
      for (const [, table = ""] of text.matchAll(INSERTED))
        if (!/_(tag|tags|param|params)$/.test(table))
          makers.set(table, (makers.get(table) ?? new Set()).add(path));
  return spelledTwice(makers, (table, first) => `"${table}" gets rows in ${first} as well`);
};

/** `join(store, "token")`, and what lies in the folder of ours below the artifacts. */
const PLACE =
  /\bjoin\([^;"`]*?(?:\b\w*[sS]tore\w*(?:\.folder|\.artifacts)?|\bOWN_FOLDER)\b,\s*"([^"]+)"|\$\{OWN_FOLDER\}\/([\w.-]+)/g;

/** A file or folder that lies in the store under a fixed name has one owner, who alone spells that name. */
export const placesSpelledOnce: Rule = (files) => {
  const code = files.filter((f) => f.path.startsWith("src/") && isCode(f.path) && !isTest(f.path));
  const names = new Set(
    code.flatMap(({ text }) => [...text.matchAll(PLACE)].map((m) => m[1] ?? m[2] ?? "")),
  );
  const spelled = new Map(
    [...names].map((name) => [
      name,
      new Set(code.filter((file) => spells(file, name)).map(({ path }) => path)),
    ]),
  );
  return spelledTwice(spelled, (name, first) => `"${name}" is a place of ${first}; ask there`);
};

function spells({ text }: SourceFile, name: string): boolean {
  const word = name.replaceAll(/[.\\+*?^$()[\]{}|]/g, "\\$&");
  return new RegExp(
    `\\bjoin\\([^;]*?"${word}"|\\bconst [A-Z_]+ = "${word}"|\\{OWN_FOLDER\\}/${word}\\b`,
  ).test(text);
}

/** A finding for each file but the first. */
function spelledTwice(
  found: ReadonlyMap<string, ReadonlySet<string>>,
  problem: (name: string, first: string) => string,
) {
  return [...found]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([name, paths]) => {
      const [first = "", ...others] = [...paths].sort();
      return others.map((path) => ({ path, problem: problem(name, first) }));
    });
}
