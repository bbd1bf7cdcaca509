import { isDeepStrictEqual } from "node:util";
import type { Evidence, Found } from "./found.ts";
import { inWords } from "./in-words.ts";

/** At each dotted path of the state stands this value. */
export function state(wanted: Readonly<Record<string, unknown>>, evidence: Evidence): Found[] {
  return Object.entries(wanted).map(([path, expected]) => {
    const actual = at(evidence.state, path);
    return {
      name: path,
      pass: isDeepStrictEqual(actual, expected),
      expected: `${path} is ${inWords(expected)}`,
      actual: evidence.state === undefined ? "no state told" : `${path} is ${inWords(actual)}`,
    };
  });
}

/** The value at a path; a key that holds the dots itself goes first. */
function at(value: unknown, path: string): unknown {
  if (typeof value !== "object" || value === null) return undefined;
  if (Object.hasOwn(value, path)) return (value as Record<string, unknown>)[path];
  for (let dot = path.indexOf("."); dot !== -1; dot = path.indexOf(".", dot + 1)) {
    const key = path.slice(0, dot);
    if (!Object.hasOwn(value, key)) continue;
    const found = at((value as Record<string, unknown>)[key], path.slice(dot + 1));
    if (found !== undefined) return found;
  }
  return undefined;
}
