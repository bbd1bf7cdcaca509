import { nearest } from "#ground/words";
import { type Grammar, prefixesOf } from "./grammar.ts";
import { comparator, comparison, fieldOf } from "./parse-condition.ts";
import { Scanner } from "./scanner.ts";
import type { SearchTree } from "./tree.ts";

const DEPTH_MAX = 50;
const TERMS_MAX = 200;
const COMPARATOR_NEXT =
  /[\s\x85]*(?:[<>=!~]|(?:NOT[\s\x85]+)?(?:LIKE|ILIKE|RLIKE|IN)(?![\w.])|(?:IS|BETWEEN)(?![\w.]))/iy;

/**
 * Reads a filter: MLflow's grammar, and more: OR, NOT, parentheses, IN and IS NULL for all, regular expressions, dates
 * and spans, `has:`, bare words. `undefined` for one that asks nothing. FILTER_INVALID says what is wrong and
 * where. `now` is what `-7d` is counted from. Time is linear in the text, but for words that nobody knows.
 */
export function parseSearch(
  text: string,
  grammar: Grammar,
  now = Date.now(),
): SearchTree | undefined {
  const scanner = new Scanner(text);
  return parseAll(scanner, grammar, now);
}

/** As `parseSearch`, over a scanner that the caller looks at afterwards. */
export function parseAll(scanner: Scanner, grammar: Grammar, now: number): SearchTree | undefined {
  const parser = new Parser(scanner, grammar, now);
  const tree = parser.any(0);
  scanner.space();
  if (!scanner.done) throw scanner.fail(`expected AND or OR, got ${scanner.here}`);
  return tree;
}

class Parser {
  readonly #scanner: Scanner;
  readonly #grammar: Grammar;
  readonly #now: number;
  #terms = 0;

  constructor(scanner: Scanner, grammar: Grammar, now: number) {
    this.#scanner = scanner;
    this.#grammar = grammar;
    this.#now = now;
  }

  /** Alternatives. */
  any(depth: number): SearchTree | undefined {
    const scanner = this.#scanner;
    const of: SearchTree[] = [];
    for (;;) {
      const from = scanner.at;
      const found = this.#all(depth);
      const more = scanner.keyword("OR");
      if (found !== undefined) of.push(found);
      else if (more || of.length > 0)
        throw scanner.fail("OR needs a condition on both sides", more ? from : scanner.at);
      if (!more) return of.length > 1 ? { kind: "any", of } : of[0];
    }
  }

  /** Conditions one after another; AND between them may be left out, doubled or left over, as MLflow takes it. */
  #all(depth: number): SearchTree | undefined {
    const scanner = this.#scanner;
    const of: SearchTree[] = [];
    for (;;) {
      scanner.expect(of.length === 0 ? "term" : "joiner");
      if (scanner.keyword("AND")) {
        scanner.expect("term");
        continue;
      }
      if (scanner.done || scanner.text[scanner.at] === ")" || this.#isOr()) break;
      of.push(this.#term(depth));
    }
    return of.length > 1 ? { kind: "all", of } : of[0];
  }

  #isOr(): boolean {
    return this.#scanner.peekWord()?.toUpperCase() === "OR" && !this.#comparatorAfter("OR".length);
  }

  #term(depth: number): SearchTree {
    const scanner = this.#scanner;
    scanner.term = scanner.at;
    this.#terms += 1;
    if (this.#terms > TERMS_MAX) throw scanner.fail(`more than ${TERMS_MAX} conditions`);
    if (depth >= DEPTH_MAX) throw scanner.fail(`more than ${DEPTH_MAX} levels of ( and NOT`);
    if (scanner.sign("(")) {
      const inner = this.any(depth + 1);
      scanner.space();
      if (!scanner.sign(")")) throw scanner.fail(`expected ), got ${scanner.here}`);
      if (inner === undefined) throw scanner.fail("there is nothing between ( and )");
      return inner;
    }
    const word = scanner.peekWord();
    if (word?.toUpperCase() === "NOT" && !this.#comparatorAfter(3)) {
      scanner.word();
      scanner.expect("term");
      if (scanner.done) throw scanner.fail("NOT needs a condition after it");
      return { kind: "not", of: this.#term(depth + 1) };
    }
    if (word !== undefined && /^has:/i.test(word)) return this.#has();
    return this.#condition();
  }

  /** Whether a comparator follows after so many characters: then these are a name. */
  #comparatorAfter(length: number): boolean {
    COMPARATOR_NEXT.lastIndex = this.#scanner.at + length;
    return COMPARATOR_NEXT.test(this.#scanner.text);
  }

  #has(): SearchTree {
    const scanner = this.#scanner;
    scanner.at += "has:".length;
    scanner.want = { what: "term", from: scanner.at };
    const name = this.#name();
    if (name === undefined || name.key === "")
      throw scanner.fail(`expected a name after has:, got ${scanner.here}`);
    const field = fieldOf(scanner, this.#grammar, name);
    return { kind: "compare", field, comparator: "IS NULL", negated: true, value: undefined };
  }

  /** A comparison, or a bare word. */
  #condition(): SearchTree {
    const scanner = this.#scanner;
    const from = scanner.at;
    const name = this.#name();
    if (name === undefined) throw scanner.fail(`expected a condition, got ${scanner.here}`);
    const end = scanner.at;
    scanner.space();
    if ((name.prefix !== undefined || name.quote !== "'") && comparatorHere(scanner)) {
      const field = fieldOf(scanner, this.#grammar, name);
      return comparison(scanner, this.#grammar, field, this.#now);
    }
    scanner.at = end;
    return this.#words(name, from, end);
  }

  /** A bare word or a quoted text: part of a name and the like. */
  #words(name: Name, from: number, end: number): SearchTree {
    const scanner = this.#scanner;
    const { prefix, key, quote } = name;
    const typed = scanner.text.slice(from, end);
    if (prefix !== undefined && prefixesOf(this.#grammar).includes(prefix)) {
      const field = key === "" ? undefined : fieldOf(scanner, this.#grammar, name);
      scanner.expect("comparator", field);
      throw scanner.fail(
        `expected a comparator after ${typed.slice(0, 60)}; has:${typed.slice(0, 60)} asks whether it is there`,
      );
    }
    if (quote === "`" || (quote !== undefined && prefix !== undefined))
      throw scanner.fail(`expected a comparator after ${typed.slice(0, 60)}`);
    if (!this.#grammar.words) {
      const near = nearest(typed.slice(0, 60), Object.keys(this.#grammar.attributes));
      throw scanner.fail(
        `expected a condition, got ${JSON.stringify(typed.slice(0, 40))}${near === undefined ? "" : `; did you mean ${near}?`}`,
        from,
      );
    }
    if (quote === undefined && !/^(?!--|#|\/\*).*[\p{L}\p{N}]/u.test(typed))
      throw scanner.fail(`expected a condition, got ${JSON.stringify(typed.slice(0, 40))}`, from);
    const text = quote === undefined ? typed : key;
    if (text.trim() === "") throw scanner.fail("there is nothing between the quotes", from);
    return { kind: "words", text: scanner.pattern(text, from) };
  }

  /** `metrics.a.b`, ``params.`with space` ``, `"run name"`, `status`; the key in any quotes. */
  #name(): Name | undefined {
    const scanner = this.#scanner;
    const at = scanner.at;
    const whole = scanner.quoted("'\"`");
    if (whole !== undefined && scanner.text[scanner.at] !== ".")
      return { prefix: undefined, key: whole.text, quote: whole.quote, at };
    if (whole !== undefined) {
      // Backticks around the prefix are MLflow's way too; other quotes are not.
      if (whole.quote !== "`") throw scanner.fail(`expected a comparator, got ${scanner.here}`);
      scanner.at += 1;
      return { prefix: whole.text, ...this.#key(), at };
    }
    const word = scanner.peekWord();
    if (word === undefined) return undefined;
    const dot = word.indexOf(".");
    if (dot === -1) {
      scanner.at += word.length;
      return { prefix: undefined, key: word, quote: undefined, at };
    }
    scanner.at += dot + 1;
    return { prefix: word.slice(0, dot), ...this.#key(), at };
  }

  #key(): { key: string; quote: string | undefined } {
    const scanner = this.#scanner;
    const quoted = scanner.quoted("'\"`");
    if (quoted !== undefined) return { key: quoted.text, quote: quoted.quote };
    return { key: scanner.word() ?? "", quote: undefined };
  }
}

type Name = {
  readonly prefix: string | undefined;
  readonly key: string;
  readonly quote: string | undefined;
  readonly at: number;
};

function comparatorHere(scanner: Scanner): boolean {
  COMPARATOR_NEXT.lastIndex = scanner.at;
  if (!COMPARATOR_NEXT.test(scanner.text)) return false;
  const from = scanner.at;
  const found = comparator(scanner) !== undefined;
  scanner.at = from;
  return found;
}
