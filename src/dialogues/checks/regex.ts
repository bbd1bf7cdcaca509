import { compileRegex, type Regex } from "#ground/regex";
import type { Evidence, Found } from "./found.ts";
import { saidInWords } from "./in-words.ts";

/** Compiling costs more than matching, and a thousand cases share a few patterns. */
const compiled = new Map<string, Regex>();

/** Each pattern is found in the reply, its messages joined by line breaks. */
export function regex(patterns: readonly string[], evidence: Evidence): Found[] {
  const text = evidence.messages.join("\n");
  return patterns.map((pattern) => {
    let one = compiled.get(pattern);
    if (one === undefined) {
      one = compileRegex(pattern);
      compiled.set(pattern, one);
    }
    return {
      pass: one.test(text),
      expected: `says something that fits /${pattern}/`,
      actual: saidInWords(evidence.messages),
    };
  });
}
