import { importsOf, targetOf } from "./imports.ts";
import { isCode, isTest, type Rule, type SourceFile, sliceOf } from "./source-file.ts";

const SQL = /\b(SELECT\b[\s\S]*?\bFROM|INSERT\s+INTO|UPDATE\s+\w+\s+SET|DELETE\s+FROM)\b/;
const TABLE =
  /\b(?:FROM|JOIN|INTO|UPDATE|TABLE(?:\s+IF\s+(?:NOT\s+)?EXISTS)?|ON(?=\s+\w+\s*\())\s+([a-z_][a-z0-9_]*)\b(?!\s*\()/g;
const CREATED =
  /\bCREATE\s+(?:TABLE|(?:UNIQUE\s+)?INDEX)(?:\s+IF\s+NOT\s+EXISTS)?\s+([a-z_][a-z0-9_]*)/gi;
const NAMED_QUERY =
  /(?:\bWITH(?:\s+RECURSIVE)?|,)\s*([a-z_][a-z0-9_]*)\s*(?:\([^)]*\))?\s+AS\s*\(/g;

/**
 * Tables and indexes that a migration makes begin with the slice's name. One that gives tables over to slices that came
 * later, whose own migrations come `after` it, makes theirs too.
 */
export const tablePrefixes: Rule = (files) =>
  files
    .filter((f) => isCode(f.path) && f.path.includes("/migrations/") && !isTest(f.path))
    .flatMap((file) => {
      const slice = sliceOf(file.path) ?? "";
      const owners = [slice, ...heirsOf(file, files)];
      return [...file.text.matchAll(CREATED)]
        .map(([, name = ""]) => name)
        .filter((name) => !owners.some((owner) => owns(owner, name)))
        .map((name) => ({ path: file.path, problem: `"${name}" must begin with "${slice}_"` }));
    });

/** The slices whose migrations come after this one: `after: "runs/7"`. */
function heirsOf(migration: SourceFile, files: readonly SourceFile[]): readonly string[] {
  const number = Number(/\/(\d{3})-[^/]*$/.exec(migration.path)?.[1]);
  const after = `after: "${sliceOf(migration.path)}/${number}"`;
  return files
    .filter((f) => f.path.endsWith("/slice.ts") && f.text.includes(after))
    .map((f) => sliceOf(f.path) ?? "");
}

/** SQL lies in `store/`, of the slice or of a room, and in migrations. */
export const sqlInStores: Rule = (files) =>
  sliceCode(files)
    .filter((f) => !/\/(store|migrations)\//.test(f.path))
    .flatMap((file) =>
      SQL.test(literals(file.text))
        ? [{ path: file.path, problem: "SQL lies in the store/ of the slice or of its room" }]
        : [],
    );

/** A slice's statements touch its own tables alone. */
export const ownTablesOnly: Rule = (files) =>
  sliceCode(files).flatMap((file) => {
    const slice = sliceOf(file.path) ?? "";
    const text = literals(file.text);
    if (!SQL.test(text)) return [];
    const named = new Set([...text.matchAll(NAMED_QUERY)].map(([, name = ""]) => name));
    return [...text.matchAll(TABLE)]
      .map(([, name = ""]) => name)
      .filter((name) => !owns(slice, name) && !named.has(name) && !/^(select|set)$/.test(name))
      .map((name) => ({
        path: file.path,
        problem: `touches "${name}", which ${slice} does not own`,
      }));
  });

/** A room owns its statements: whoever else wants one asks at the room's door. */
export const roomsOwnStatements: Rule = (files) =>
  sliceCode(files).flatMap((file) =>
    importsOf(file).flatMap(({ specifier, line }) => {
      const room = /^(src\/[^/]+\/([^/]+)\/)store\//.exec(targetOf(file, specifier) ?? "");
      return room === null || file.path.startsWith(room[1] as string)
        ? []
        : [
            {
              path: `${file.path}:${line}`,
              problem: `"${specifier}" is the room's own; ask at the door of ${room[2]}`,
            },
          ];
    }),
  );

/** A store knows other tables of its slice, its nouns with their rules, and its errors: nothing that is made of statements. */
export const storesLookDown: Rule = (files) =>
  sliceCode(files)
    .filter((f) => f.path.includes("/store/"))
    .flatMap((file) => {
      const [, slice = "", room = ""] = /^(src\/[^/]+\/)(.*?)store\//.exec(file.path) ?? [];
      const below = [`${slice}store/`, `${slice}${room}store/`];
      const nouns = ["model.ts", "errors.ts"].flatMap((name) => [
        slice + name,
        slice + room + name,
      ]);
      return importsOf(file).flatMap(({ specifier, line }) => {
        const target = targetOf(file, specifier);
        return target === undefined ||
          nouns.includes(target) ||
          (target.startsWith(slice) && /^[^/]+\/model\.ts$/.test(target.slice(slice.length))) ||
          below.some((folder) => target.startsWith(folder))
          ? []
          : [{ path: `${file.path}:${line}`, problem: `"${specifier}" lies above a store` }];
      });
    });

function sliceCode(files: readonly SourceFile[]): readonly SourceFile[] {
  return files.filter((f) => isCode(f.path) && sliceOf(f.path) !== undefined && !isTest(f.path));
}

function owns(slice: string, name: string): boolean {
  return name === slice || name.startsWith(`${slice}_`);
}

/** The strings of a file whose text is SQL, so that words of comments don't count. */
function literals(text: string): string {
  const code = text.replaceAll(/\/\*[\s\S]*?\*\//g, "").replaceAll(/^\s*\/\/.*$/gm, "");
  return [...code.matchAll(/`[^`]*`|"(?:[^"\\\n]|\\.)*"/g)]
    .map(([literal]) => literal)
    .filter((literal) =>
      /^["`]\s*(SELECT|INSERT|UPDATE|DELETE|WITH|CREATE|ALTER|DROP)\b/.test(literal),
    )
    .join(";\n");
}
