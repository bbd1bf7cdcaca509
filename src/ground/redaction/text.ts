import { findRandom } from "./entropy.ts";
import { findForms } from "./forms.ts";
import { findValues } from "./known-values.ts";
import { type WeighName, weighNames } from "./names.ts";
import { findPairs, type Kind } from "./pairs.ts";
import { findByProgram, PROGRAM, shellWords } from "./programs.ts";
import { Spans } from "./spans.ts";
import { findInUrls } from "./urls.ts";
import { findWordings } from "./wordings.ts";

/** What is known of secrets besides what everybody's look like. */
export type Known = {
  /** Names of more secrets: `*session*`, where a star is any text. */
  readonly patterns?: readonly string[];
  /** Secrets themselves, as {@link secretValues} finds them: taken wherever they stand. */
  readonly values?: readonly string[];
};

/**
 * A text without what looks like a secret in it: known values, keys by their form, passwords of addresses, values by their
 * names, arguments by the program, and last what looks drawn by lot. Only the value is taken, and redacting again changes
 * nothing. The work grows with the length of the text alone.
 */
export function redactText(text: string, known: Known = {}, kind: Kind = "shell"): string {
  const weigh = weighNames(known.patterns ?? []);
  return redactAs(text, { kind, weigh, values: known.values ?? [] });
}

/** How a text is read. */
export type Reading = {
  readonly kind: Kind;
  readonly weigh: WeighName;
  readonly values: readonly string[];
  /** Each line begins with the sign of a patch, which is no part of it. */
  readonly isPatch?: boolean;
};

/** As {@link redactText}, with the names made ready. */
export function redactAs(whole: string, reading: Reading): string {
  const { kind, weigh, values } = reading;
  const spans = new Spans();
  // As long as before, so that the places are the same.
  const text = reading.isPatch === true ? whole.replaceAll(/^[+-]/gm, " ") : whole;
  findValues(text, values, spans);
  findForms(text, spans);
  findInUrls(text, weigh, spans);
  findPairs(text, kind, weigh, spans);
  findCommands(text, weigh, spans);
  findWordings(text, spans);
  findRandom(text, kind, spans);
  return spans.hide(whole);
}

/** A text without what is a secret by its value, its form or an address, whatever its names say. */
export function redactKnown(text: string, known: Known = {}): string {
  return redactForms(text, weighNames(known.patterns ?? []), known.values ?? []);
}

/** As {@link redactKnown}, with the names made ready: for texts that are full of random letters. */
export function redactForms(text: string, weigh: WeighName, values: readonly string[]): string {
  const spans = new Spans();
  findValues(text, values, spans);
  findForms(text, spans);
  findInUrls(text, weigh, spans);
  return spans.hide(text);
}

const LINE_MAX = 4000;

/** Commands in any text: scripts, recipes, code that starts programs, documentation. A line's end may be escaped. */
function findCommands(text: string, weigh: WeighName, spans: Spans): void {
  PROGRAM.lastIndex = 0;
  for (let hit = PROGRAM.exec(text); hit !== null; hit = PROGRAM.exec(text)) {
    const end = endOfCommand(text, hit.index);
    const before = text[hit.index - 1] ?? "";
    // The first of a list of arguments stands in quotes of its own.
    const isListed = /["']/.test(before) && text[hit.index + hit[0].length] === before;
    const start = isListed ? hit.index - 1 : hit.index;
    for (const { word, from, to } of findByProgram(
      shellWords(text.slice(start, end), start),
      weigh,
    )) {
      const offset = text.startsWith(word.text, word.start)
        ? word.start
        : text.indexOf(word.text, word.start);
      spans.add(text, offset + from, offset + to);
    }
    PROGRAM.lastIndex = Math.max(hit.index + hit[0].length, end);
  }
}

function endOfCommand(text: string, start: number): number {
  const piece = text.slice(start, start + LINE_MAX);
  let end = piece.indexOf("\n");
  while (end !== -1 && /\\\r?$/.test(piece.slice(Math.max(0, end - 2), end)))
    end = piece.indexOf("\n", end + 1);
  return start + (end === -1 ? piece.length : end);
}
