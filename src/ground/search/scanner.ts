import { type FettleError, fail } from "#ground/errors";
import { SEARCH_ERRORS } from "./errors.ts";

/** Bounds that keep a statement within what databases take. */
const TEXT_MAX = 100_000;
const SHOWN = 200;
/** SQLite's own limit is 50,000; a letter that is escaped or made small takes up to twice its bytes. */
const PATTERN_MAX = 20_000;

/** What could stand where a text ends, for completion. */
export type Want = {
  readonly what: "term" | "comparator" | "value" | "joiner";
  /** Where it begins. */
  readonly from: number;
  /** For a value: the field it is compared with. */
  readonly field?: { readonly target: string; readonly key: string } | undefined;
};

/** A piece in quotes: `text` is what stands between them, as it stands. */
export type Quoted = { readonly quote: "'" | '"' | "`"; readonly text: string };

/** Spaces of Python and JavaScript, so that what MLflow's parser skips is skipped here. */
const SPACE = /[\s\x85]+/y;
/** A key may hold anything but what ends a word; the signs of comparators come last in it. */
const WORD = /[^\s\x85()'"`,;<>=!~]+/y;

/** Walks over a search text. Each step takes what it finds and never goes back further than it looked ahead. */
export class Scanner {
  readonly text: string;
  at = 0;
  /** The last thing that was looked for. */
  want: Want = { what: "term", from: 0 };
  /** Where the last condition or bare word begins. */
  term = 0;

  constructor(text: string) {
    this.text = text;
    if (text.length > TEXT_MAX)
      throw this.fail(`it has ${text.length} characters; at most ${TEXT_MAX} are allowed`, 0);
  }

  get done(): boolean {
    return this.at >= this.text.length;
  }

  /** Skips space. */
  space(): void {
    this.#take(SPACE);
  }

  /** Skips space and says what is looked for. */
  expect(what: Want["what"], field?: Want["field"]): void {
    this.space();
    this.want = { what, from: this.at, field };
  }

  /** Takes a sign if it is next. */
  sign(sign: string): boolean {
    if (!this.text.startsWith(sign, this.at)) return false;
    this.at += sign.length;
    return true;
  }

  /** Takes a word in any case, if it is next and whole. */
  keyword(word: string): boolean {
    const found = this.peekWord();
    if (found?.toUpperCase() !== word) return false;
    this.at += word.length;
    return true;
  }

  /** The next word, left where it is. */
  peekWord(): string | undefined {
    WORD.lastIndex = this.at;
    return WORD.exec(this.text)?.[0];
  }

  /** Takes the next word. */
  word(): string | undefined {
    return this.#take(WORD);
  }

  /** Takes what fits, from here on. The pattern is sticky. */
  take(pattern: RegExp): string | undefined {
    return this.#take(pattern);
  }

  /**
   * Takes a piece in quotes. A quote that is doubled or follows a backslash does not end it, and stays as it stands:
   * MLflow takes the text between the quotes as it is.
   */
  quoted(quotes: string): Quoted | undefined {
    const quote = this.text[this.at];
    if (quote === undefined || !quotes.includes(quote)) return undefined;
    const from = this.at + 1;
    let last = -1;
    for (let i = from; i < this.text.length; i += 1) {
      if (quote !== "`" && this.text[i] === "\\" && this.text[i + 1] === quote) {
        i += 1;
        last = i;
      } else if (this.text[i] === quote) {
        if (this.text[i + 1] !== quote) return this.#closed(quote, from, i);
        last = i;
        i += 1;
      }
    }
    // No other quote closes it: then the last one that was passed over does, as in 'C:\'.
    if (last !== -1) return this.#closed(quote, from, last);
    throw this.fail(`the quote ${quote} is not closed`);
  }

  /** A pattern or a part of a name that was read from `at` on, refused where it is longer than SQLite would look for. */
  pattern(text: string, at: number): string {
    const bytes = Buffer.byteLength(text);
    if (bytes > PATTERN_MAX)
      throw this.fail(`expected a pattern of at most ${PATTERN_MAX} bytes, got ${bytes}`, at);
    return text;
  }

  /** What stands here, short, for messages. */
  get here(): string {
    if (this.done) return "the end";
    const word = this.peekWord() ?? (this.text[this.at] as string);
    return JSON.stringify(word.slice(0, 40));
  }

  /** The error of a problem here or at another place; places are told from 1 on. */
  fail(problem: string, at = this.at): FettleError {
    const { text } = this;
    const filter = text.length > SHOWN ? `${text.slice(0, SHOWN)}...` : text;
    return fail(SEARCH_ERRORS, "FILTER_INVALID", { filter, problem, at: at + 1 });
  }

  #closed(quote: string, from: number, end: number): Quoted {
    this.at = end + 1;
    return { quote: quote as Quoted["quote"], text: this.text.slice(from, end) };
  }

  #take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0];
    if (found === undefined || found === "") return undefined;
    this.at += found.length;
    return found;
  }
}
