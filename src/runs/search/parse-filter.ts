import { type FettleError, fail } from "#ground/errors";
import { nearest } from "#ground/words";
import { ERRORS } from "../errors.ts";
import {
  ATTRIBUTES,
  type Comparator,
  type Condition,
  type Ordering,
  type Target,
} from "./condition.ts";
import { type Token, tokensOf } from "./tokens.ts";

const PREFIXES: Readonly<Record<string, Target>> = {
  attribute: "attribute",
  attributes: "attribute",
  attr: "attribute",
  run: "attribute",
  param: "param",
  params: "param",
  parameter: "param",
  parameters: "param",
  metric: "metric",
  metrics: "metric",
  tag: "tag",
  tags: "tag",
};

/** Bounds that keep a statement within what databases take. */
const FILTER_MAX = 20_000;
const CONDITIONS_MAX = 50;

const NUMERIC: ReadonlySet<string> = new Set(["=", "!=", "<", "<=", ">", ">="]);
const TEXTUAL: ReadonlySet<string> = new Set(["=", "!=", "LIKE", "ILIKE"]);

/** Reads `metrics.accuracy > 0.9 AND params.model = 'bayes'`; what the grammar lacks is RUNS_FILTER_INVALID. */
export function parseFilter(filter: string): Condition[] {
  const reader = read(filter);
  const conditions: Condition[] = [];
  if (reader.done) return conditions;
  do conditions.push(condition(reader));
  while (reader.word("AND"));
  if (conditions.length > CONDITIONS_MAX)
    throw reader.fail(`${conditions.length} conditions; at most ${CONDITIONS_MAX} are allowed`);
  if (!reader.done) {
    const problem = reader.word("OR")
      ? "OR is not supported; conditions are joined by AND"
      : `expected AND before ${reader.rest}`;
    throw reader.fail(problem);
  }
  return conditions;
}

/** Reads `metrics.accuracy DESC`, `start_time`. */
export function parseOrder(order: string): Ordering {
  const reader = read(order);
  const { target, key } = subject(reader);
  const descending = reader.word("DESC");
  if (!descending) reader.word("ASC");
  if (!reader.done) throw reader.fail(`expected ASC or DESC, got ${reader.rest}`);
  return { target, key, descending };
}

function read(text: string): TokenReader {
  if (text.length > FILTER_MAX)
    throw fail(ERRORS, "RUNS_FILTER_INVALID", {
      filter: `${text.slice(0, 50)}...`,
      problem: `it has ${text.length} characters; at most ${FILTER_MAX} are allowed`,
    });
  return new TokenReader(text, tokensOf(text));
}

function condition(reader: TokenReader): Condition {
  const { target, key } = subject(reader);
  const comparator = reader.comparator();
  if (comparator === "IS NULL" || comparator === "IS NOT NULL") {
    if (target === "param" || target === "tag")
      return { target, key, comparator, value: undefined };
    throw reader.fail(`${comparator} works on params and tags only`);
  }
  const kind = target === "attribute" ? ATTRIBUTES[key]?.kind : undefined;
  const name = target === "attribute" ? (ATTRIBUTES[key]?.name ?? key) : key;
  if (target === "metric" || kind === "time") {
    if (!NUMERIC.has(comparator)) throw reader.fail(`${comparator} can't compare a number`);
    return { target, key: name, comparator, value: reader.number() };
  }
  if (comparator === "IN" || comparator === "NOT IN") {
    if (target !== "attribute") throw reader.fail(`${comparator} works on attributes only`);
    return { target, key: name, comparator, value: reader.list() };
  }
  if (!TEXTUAL.has(comparator)) throw reader.fail(`${comparator} can't compare text`);
  return { target, key: name, comparator, value: reader.string() };
}

/** `metrics.a.b`, ``params.`with space` ``, `status`. */
function subject(reader: TokenReader): { target: Target; key: string } {
  const first = reader.name();
  if (!reader.sign(".")) return { target: "attribute", key: attribute(reader, first) };
  const target = Object.hasOwn(PREFIXES, first) ? PREFIXES[first] : undefined;
  if (target === undefined) {
    const known = nearest(first, Object.keys(PREFIXES));
    throw reader.fail(
      `${JSON.stringify(first)} can't be searched; expected attributes, params, metrics or tags${known === undefined ? "" : `; did you mean ${known}?`}`,
    );
  }
  let key = reader.name();
  while (reader.sign(".")) key += `.${reader.name()}`;
  return { target, key: target === "attribute" ? attribute(reader, key) : key };
}

function attribute(reader: TokenReader, name: string): string {
  const known = Object.hasOwn(ATTRIBUTES, name) ? ATTRIBUTES[name] : undefined;
  if (known !== undefined) return known.name;
  const names = Object.values(ATTRIBUTES).map((entry) => entry.name);
  const near = nearest(name, names);
  throw reader.fail(
    `there is no attribute ${JSON.stringify(name)}; ${near === undefined ? `there are ${[...new Set(names)].join(", ")}` : `did you mean ${near}?`}`,
  );
}

/** Walks over the pieces of one filter. */
class TokenReader {
  readonly #filter: string;
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(filter: string, tokens: readonly Token[]) {
    this.#filter = filter;
    this.#tokens = tokens;
  }

  get done(): boolean {
    return this.#at >= this.#tokens.length;
  }

  get rest(): string {
    const token = this.#tokens[this.#at];
    if (token === undefined) return "the end";
    return JSON.stringify(token.text);
  }

  fail(problem: string): FettleError {
    return fail(ERRORS, "RUNS_FILTER_INVALID", { filter: this.#filter, problem });
  }

  /** Takes the next piece if it is this word, in any case. */
  word(word: string): boolean {
    const token = this.#tokens[this.#at];
    const is = token?.kind === "name" && !token.quoted && token.text.toUpperCase() === word;
    if (is) this.#at += 1;
    return is;
  }

  sign(text: string): boolean {
    const token = this.#tokens[this.#at];
    const is = token?.kind === "sign" && token.text === text;
    if (is) this.#at += 1;
    return is;
  }

  name(): string {
    const token = this.#tokens[this.#at];
    if (token?.kind !== "name" && token?.kind !== "number")
      throw this.fail(`expected a name, got ${this.rest}`);
    this.#at += 1;
    return token.text;
  }

  comparator(): Comparator {
    const token = this.#tokens[this.#at];
    if (token?.kind === "sign" && NUMERIC.has(token.text)) {
      this.#at += 1;
      return token.text as Comparator;
    }
    if (this.word("LIKE")) return "LIKE";
    if (this.word("ILIKE")) return "ILIKE";
    if (this.word("IN")) return "IN";
    if (this.word("NOT") && this.word("IN")) return "NOT IN";
    if (this.word("IS")) {
      const not = this.word("NOT");
      if (this.word("NULL")) return not ? "IS NOT NULL" : "IS NULL";
    }
    throw this.fail(`expected =, !=, <, <=, >, >=, LIKE, ILIKE or IN, got ${this.rest}`);
  }

  number(): number {
    const token = this.#tokens[this.#at];
    if (token?.kind !== "number") throw this.fail(`expected a number, got ${this.rest}`);
    this.#at += 1;
    return token.value;
  }

  /** Text in single or double quotes. */
  string(): string {
    const token = this.#tokens[this.#at];
    const isText = token?.kind === "string" || (token?.kind === "name" && token.quoted);
    if (!isText) throw this.fail(`expected a quoted string, got ${this.rest}`);
    this.#at += 1;
    return token.text;
  }

  list(): string[] {
    if (!this.sign("(")) throw this.fail(`expected a list in parentheses, got ${this.rest}`);
    const values = [];
    do values.push(this.string());
    while (this.sign(","));
    if (!this.sign(")")) throw this.fail(`expected ), got ${this.rest}`);
    return values;
  }
}
