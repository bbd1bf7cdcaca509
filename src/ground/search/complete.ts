import { FettleError } from "#ground/errors";
import { type Grammar, kindOf, PARTS } from "./grammar.ts";
import { parseAll, parseSearch } from "./parse-search.ts";
import { Scanner, type Want } from "./scanner.ts";

export type Suggestion = {
  readonly text: string;
  readonly kind: "key" | "comparator" | "value" | "keyword";
  readonly note?: string | undefined;
};

export type Completion = {
  /** The piece of the text that a suggestion takes the place of. */
  readonly from: number;
  readonly to: number;
  readonly suggestions: readonly Suggestion[];
  /** What is wrong with the text as it is, and where (from 0). */
  readonly problem?: { readonly at: number; readonly message: string } | undefined;
};

/** What a search may be made of: its grammar, and what those who have been there know. */
export type Vocabulary = {
  readonly grammar: Grammar;
  /** What a condition may begin with, the likeliest first. */
  readonly first: readonly Suggestion[];
  /** The keys that things have been given of a target, as `metric`. */
  keys(target: string): Promise<readonly string[]>;
  /** Values of a text that begin so, at most `max`. */
  values(
    field: { readonly target: string; readonly key: string },
    start: string,
    max: number,
  ): Promise<readonly string[]>;
};

const MAX = 50;
const JOINERS: readonly Suggestion[] = ["AND ", "OR "].map((text) => ({ text, kind: "keyword" }));
const TIMES: readonly Suggestion[] = [
  { text: "-1h", kind: "value", note: "an hour ago" },
  { text: "-1d", kind: "value", note: "a day ago" },
  { text: "-7d", kind: "value", note: "a week ago" },
  { text: "today", kind: "value", note: "since midnight, UTC" },
];

/** A name that may go on, with a key whose quote may be open. */
const NAME = /^(?:has:)?(?:[^\s()'"`,;<>=!~]+|\w+\.(?:`[^`]*|"[^"]*))$/i;

/** What could stand at the cursor: keys and values that there are, comparators, AND and OR. `now` is what `-7d` means. */
export async function complete(
  vocabulary: Vocabulary,
  query: { readonly text: string; readonly at?: number | undefined },
  now: number,
): Promise<Completion> {
  const { grammar } = vocabulary;
  const to = Math.min(query.at ?? query.text.length, query.text.length);
  const before = query.text.slice(0, to);
  const want = wanted(before, grammar, now);
  const typed = before.slice(want.from);
  const found = await suggest(vocabulary, want, typed);
  const suggestions = found
    .filter(({ text }) => text !== typed && begins(text, typed))
    .slice(0, MAX);
  return { from: want.from, to, suggestions, problem: problemOf(query.text, grammar, now) };
}

/** What the parser looked for last, in the text up to the cursor. */
function wanted(text: string, grammar: Grammar, now: number): Want {
  const scanner = new Scanner(text);
  try {
    parseAll(scanner, grammar, now);
  } catch (error) {
    if (!(error instanceof FettleError)) throw error;
  }
  // Right behind a word it is still the word that is typed.
  const { term, want } = scanner;
  const last = text.slice(term);
  if (NAME.test(last)) return { what: "term", from: term };
  const name = last.trimEnd();
  const known = Object.hasOwn(grammar.attributes, name) ? grammar.attributes[name] : undefined;
  if (known === undefined || want.what !== "joiner") return want;
  return { ...want, what: "comparator", field: { target: "attribute", key: known.key } };
}

function problemOf(text: string, grammar: Grammar, now: number): Completion["problem"] {
  try {
    parseSearch(text, grammar, now);
    return undefined;
  } catch (error) {
    if (!(error instanceof FettleError)) throw error;
    const { problem, at } = error.facts;
    return { at: Number(at ?? 1) - 1, message: String(problem ?? error.message) };
  }
}

async function suggest(
  vocabulary: Vocabulary,
  want: Want,
  typed: string,
): Promise<readonly Suggestion[]> {
  if (want.what === "comparator") return comparators(vocabulary.grammar, want);
  if (want.what === "value") return values(vocabulary, want, typed);
  if (want.what === "joiner") return JOINERS;
  const found = await keys(vocabulary, typed);
  // A word behind a condition may become AND or OR.
  return want.from === 0 || typed === "" ? found : [...found, ...JOINERS];
}

async function keys(vocabulary: Vocabulary, typed: string): Promise<readonly Suggestion[]> {
  const { grammar, first } = vocabulary;
  const has = /^has:/i.exec(typed)?.[0] ?? "";
  const name = typed.slice(has.length);
  const prefix = /^(\w+)\./.exec(name)?.[1];
  if (prefix === undefined)
    return has === "" ? first : first.map((one) => ({ ...one, text: has + one.text }));
  const target = targetOf(grammar, prefix);
  if (target === undefined || target === "attribute") return [];
  const found = grammar.targets[target]?.keys ?? (await vocabulary.keys(target));
  return found.map((key) => ({ text: `${has}${prefix}.${plainKey(key)}`, kind: "key" }));
}

/** What a word before a dot stands for. */
function targetOf(grammar: Grammar, prefix: string): string | undefined {
  if ("metric" in grammar.targets && Object.hasOwn(PARTS, prefix)) return "metric";
  return Object.hasOwn(grammar.prefixes, prefix) ? grammar.prefixes[prefix] : undefined;
}

/** A key as it must be typed. */
function plainKey(key: string): string {
  if (!/[\s()'"`,;<>=!~]/.test(key)) return key;
  return key.includes("`") ? `"${key}"` : `\`${key}\``;
}

function comparators(grammar: Grammar, want: Want): Suggestion[] {
  const kind = want.field === undefined ? "text" : kindOf(grammar, want.field);
  const signs = kind === "text" ? ["=", "!=", "~", "!~"] : ["=", "!=", "<", "<=", ">", ">="];
  const words = kind === "text" ? ["LIKE", "ILIKE", "IN", "NOT IN"] : [];
  return [...signs, ...words, "IS NULL", "IS NOT NULL"].map((text) => ({
    text: `${text} `,
    kind: "comparator",
    ...(text === "~" ? { note: "fits a regular expression" } : {}),
  }));
}

async function values(
  vocabulary: Vocabulary,
  want: Want,
  typed: string,
): Promise<readonly Suggestion[]> {
  const { field } = want;
  if (field === undefined) return [];
  const kind = kindOf(vocabulary.grammar, field);
  if (kind === "time") return TIMES;
  if (kind === "duration")
    return ["1min", "1h", "1d"].map((text) => ({ text, kind: "value" as const }));
  if (kind === "number") return [];
  const start = typed.replace(/^['"]/, "");
  return (await vocabulary.values(field, start, MAX)).map(quoted);
}

/** A value as it must be typed; one with both quotes can't be. */
function quoted(value: string): Suggestion {
  return { text: value.includes("'") ? `"${value}"` : `'${value}'`, kind: "value" };
}

function begins(text: string, typed: string): boolean {
  const plain = (one: string) => one.toLowerCase().replace(/['"`]/g, "");
  return plain(text).startsWith(plain(typed));
}
