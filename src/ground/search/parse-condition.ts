import { compileRegex } from "#ground/regex";
import { nearest } from "#ground/words";
import { type Grammar, type Kind, kindOf, PARTS, prefixesOf } from "./grammar.ts";
import { number, value } from "./parse-value.ts";
import type { Scanner } from "./scanner.ts";
import type { Comparator, Comparison, Field, Operand, Part, SearchTree } from "./tree.ts";

const SIGNS: readonly (readonly [string, Comparator, boolean])[] = [
  ["<=", "<=", false],
  [">=", ">=", false],
  ["!=", "=", true],
  ["<>", "=", true],
  ["!~", "RLIKE", true],
  ["==", "=", false],
  ["=~", "RLIKE", false],
  ["=", "=", false],
  ["<", "<", false],
  [">", ">", false],
  ["~", "RLIKE", false],
];
const ORDERED: ReadonlySet<string> = new Set(["<", "<=", ">", ">="]);
const WORDS = ["LIKE", "ILIKE", "RLIKE", "IN"] as const;
const DOUBLE = /[<>=!~]+/y;

/** What a name stands for; FILTER_INVALID with the nearest known one where it stands for nothing. */
export function fieldOf(
  scanner: Scanner,
  grammar: Grammar,
  name: { prefix: string | undefined; key: string; at: number },
): Field {
  const { prefix, key, at } = name;
  if (prefix === undefined) return attribute(scanner, grammar, key, at);
  const part = Object.hasOwn(PARTS, prefix) && "metric" in grammar.targets ? prefix : undefined;
  const target =
    part === undefined
      ? Object.hasOwn(grammar.prefixes, prefix)
        ? grammar.prefixes[prefix]
        : undefined
      : "metric";
  if (target === undefined) {
    const near = nearest(prefix.slice(0, 60), prefixesOf(grammar));
    const hint = near === undefined ? "" : `; did you mean ${near}?`;
    const known = [...new Set(Object.values(grammar.prefixes))].join(", ");
    throw scanner.fail(
      `${JSON.stringify(prefix.slice(0, 60))} can't be searched in ${grammar.of}; expected ${known}${hint}`,
      at,
    );
  }
  if (target === "attribute") return attribute(scanner, grammar, key, at);
  const keys = grammar.targets[target]?.keys;
  if (keys !== undefined && !keys.includes(key))
    throw scanner.fail(
      `a ${target} has no ${JSON.stringify(key.slice(0, 60))}, only ${keys.join(", ")}`,
      at,
    );
  return { target, key, part: (part ?? "last") as Part };
}

function attribute(scanner: Scanner, grammar: Grammar, name: string, at: number): Field {
  const known = Object.hasOwn(grammar.attributes, name) ? grammar.attributes[name] : undefined;
  if (known !== undefined) return { target: "attribute", key: known.key, part: "last" };
  const names = Object.keys(grammar.attributes);
  const near = nearest(name.slice(0, 60), [...names, ...prefixesOf(grammar)]);
  const keys = [...new Set(Object.values(grammar.attributes).map((entry) => entry.key))];
  throw scanner.fail(
    `there is no attribute ${JSON.stringify(name.slice(0, 60))}; ${near === undefined ? `there are ${keys.join(", ")}` : `did you mean ${near}?`}`,
    at,
  );
}

/** Takes the comparator if there is one. */
export function comparator(
  scanner: Scanner,
): { comparator: Comparator; negated: boolean } | undefined {
  const from = scanner.at;
  const signs = scanner.take(DOUBLE);
  if (signs !== undefined) {
    const found = SIGNS.find(([sign]) => sign === signs);
    if (found === undefined) {
      throw scanner.fail(`there is no comparator ${signs.slice(0, 10)}`, from);
    }
    return { comparator: found[1], negated: found[2] };
  }
  const negated = scanner.keyword("NOT");
  if (negated) scanner.space();
  for (const word of WORDS) if (scanner.keyword(word)) return { comparator: word, negated };
  scanner.at = from;
  if (scanner.keyword("IS")) {
    scanner.space();
    const not = scanner.keyword("NOT");
    scanner.space();
    if (scanner.keyword("NULL")) return { comparator: "IS NULL", negated: not };
  }
  if (scanner.keyword("BETWEEN"))
    throw scanner.fail("there is no BETWEEN; write a >= 1 AND a <= 2", from);
  scanner.at = from;
  return undefined;
}

/** The rest of a comparison, from its comparator on. */
export function comparison(
  scanner: Scanner,
  grammar: Grammar,
  field: Field,
  now: number,
): SearchTree {
  scanner.expect("comparator", field);
  const at = scanner.at;
  const found = comparator(scanner);
  if (found === undefined)
    throw scanner.fail(
      `expected a comparator (=, !=, <, <=, >, >=, LIKE, ILIKE, RLIKE, IN, IS NULL), got ${scanner.here}`,
    );
  const kind = field.part === "count" ? "number" : kindOf(grammar, field);
  scanner.expect("value", field);
  const leaf = (operand: Operand): Comparison => ({
    kind: "compare",
    field,
    ...found,
    value: operand,
  });
  if (found.comparator === "IS NULL") return leaf(undefined);
  const day = found.comparator === "=" && kind === "time" ? scanner.peekWord() : undefined;
  if (day !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(day))
    return wholeDay(field, Number(value(scanner, kind, now)), found.negated);
  if (found.comparator === "IN") return leaf(list(scanner, kind, now));
  if (found.comparator === "=" || ORDERED.has(found.comparator))
    return leaf(operand(scanner, kind, found.comparator, now));
  if (kind !== "text")
    throw scanner.fail(`${found.comparator} can't compare a number; use =, !=, <, <=, > or >=`, at);
  const from = scanner.at;
  const pattern = scanner.pattern(String(value(scanner, "text", now)), from);
  if (found.comparator === "RLIKE") checkRegex(scanner, pattern, from);
  return leaf(pattern);
}

/** A time that is "equal" to a date lies within that day (UTC). */
function wholeDay(field: Field, from: number, negated: boolean): SearchTree {
  const day = 24 * 60 * 60 * 1000;
  const bound = (comparator: Comparator, time: number): Comparison => ({
    kind: "compare",
    field,
    comparator,
    negated: false,
    value: time,
  });
  return negated
    ? { kind: "any", of: [bound("<", from), bound(">=", from + day)] }
    : { kind: "all", of: [bound(">=", from), bound("<", from + day)] };
}

/** Text is compared as numbers where a number stands: `params.lr > 0.1`. */
function operand(
  scanner: Scanner,
  kind: Kind,
  comparator: Comparator,
  now: number,
): string | number {
  if (kind !== "text") return value(scanner, kind, now);
  if (/["']/.test(scanner.text[scanner.at] ?? "")) {
    if (ORDERED.has(comparator))
      throw scanner.fail(`${comparator} can't compare text; expected a number, or LIKE and RLIKE`);
    return value(scanner, "text", now);
  }
  if (!/[-\d.]/.test(scanner.text[scanner.at] ?? "")) return value(scanner, "text", now);
  return number(scanner);
}

function list(scanner: Scanner, kind: Kind, now: number): (string | number)[] {
  if (!scanner.sign("("))
    throw scanner.fail(`expected a list such as ('a', 'b'), got ${scanner.here}`);
  const values: (string | number)[] = [];
  for (;;) {
    scanner.space();
    if (values.length > 0 && scanner.sign(")")) return values;
    // Parameters are text: epochs IN (1, 2) means the texts '1' and '2'.
    const plain = kind === "text" ? scanner.take(/-?[\d.]+(?![\w.])/y) : undefined;
    values.push(plain ?? value(scanner, kind, now));
    scanner.space();
    if (scanner.sign(")")) return values;
    if (!scanner.sign(",")) throw scanner.fail(`expected , or ), got ${scanner.here}`);
  }
}

/** The pattern is compiled here to tell what is wrong with it before anything is searched. */
function checkRegex(scanner: Scanner, pattern: string, at: number): void {
  try {
    compileRegex(pattern);
  } catch (error) {
    throw scanner.fail((error as Error).message, at);
  }
}
