import type { Evidence, Found } from "./found.ts";
import { saidInWords } from "./in-words.ts";
import { plain } from "./plain.ts";

/** Each of these words stands in the reply; small and capital letters and the kind of space don't matter. */
export function contains(wanted: readonly string[], evidence: Evidence): Found[] {
  const text = plain(evidence.messages.join("\n"));
  return wanted.map((words) => ({
    pass: text.includes(plain(words)),
    expected: `says ${JSON.stringify(words)}`,
    actual: saidInWords(evidence.messages),
  }));
}
