import { RE2JS, RE2JSSyntaxException } from "re2js";
import { fail, GROUND_ERRORS } from "#ground/errors";

/** A compiled pattern. */
export type Regex = {
  /** Whether the pattern is found anywhere in the text. */
  test(text: string): boolean;
};

const FLAGS: Readonly<Record<string, number>> = {
  i: RE2JS.CASE_INSENSITIVE,
  m: RE2JS.MULTILINE,
  s: RE2JS.DOTALL,
};

/**
 * Compiles a pattern in RE2's syntax, which takes time linear in the text whatever the pattern: one that a person or a
 * request brings can't hang the process, as JavaScript's own can. The price: no back-references, no look-around.
 * `flags` are of `i`, `m` and `s`. REGEX_INVALID names what is wrong and where.
 */
export function compileRegex(pattern: string, flags = ""): Regex {
  const bits = [...flags].reduce((all, flag) => all | flagOf(pattern, flag), 0);
  try {
    const compiled = RE2JS.compile(pattern, bits);
    return { test: (text) => compiled.test(text) };
  } catch (error) {
    if (!(error instanceof RE2JSSyntaxException)) throw error;
    throw fail(
      GROUND_ERRORS,
      "REGEX_INVALID",
      { pattern, problem: error.error, position: positionOf(pattern, error.input) },
      error,
    );
  }
}

function flagOf(pattern: string, flag: string): number {
  const bit = FLAGS[flag];
  if (bit === undefined)
    throw fail(GROUND_ERRORS, "REGEX_INVALID", {
      pattern,
      problem: `unknown flag ${JSON.stringify(flag)}; known are i, m and s`,
      position: 1,
    });
  return bit;
}

/** Counted from 1. The engine tells the piece that it could not read, and the whole pattern where the end is missing. */
function positionOf(pattern: string, piece: string | null): number {
  const at = piece === null || piece === pattern ? -1 : pattern.indexOf(piece);
  return at === -1 ? pattern.length : at + 1;
}
