import type { ExpectedCalls } from "../model.ts";
import type { Evidence, Found } from "./found.ts";
import { inWords } from "./in-words.ts";

/** Each tool was called with at least these arguments, or never. */
export function calls(wanted: ExpectedCalls, evidence: Evidence): Found[] {
  return Object.entries(wanted).map(([name, expected]) => {
    const made = evidence.calls.filter((call) => call.name === name);
    const actual =
      made.length === 0
        ? `${name} was not called${othersInWords(evidence)}`
        : made.map((call) => `${name} ${inWords(call.arguments)}`).join(", ");
    if (expected === "never")
      return { name, pass: made.length === 0, expected: `never calls ${name}`, actual };
    return {
      name,
      pass: made.some((call) => holds(call.arguments, expected)),
      expected:
        Object.keys(expected).length === 0
          ? `calls ${name}`
          : `calls ${name} with ${inWords(expected)}`,
      actual,
    };
  });
}

function othersInWords(evidence: Evidence): string {
  const names = [...new Set(evidence.calls.map((call) => call.name))];
  return names.length === 0 ? "" : `; only ${names.join(", ")}`;
}

/** Whether `actual` holds all of `expected`: objects may hold more, lists and single values are equal. */
function holds(actual: unknown, expected: unknown): boolean {
  if (Array.isArray(expected))
    return (
      Array.isArray(actual) &&
      actual.length === expected.length &&
      expected.every((item, i) => holds(actual[i], item))
    );
  if (typeof expected !== "object" || expected === null) return actual === expected;
  if (typeof actual !== "object" || actual === null || Array.isArray(actual)) return false;
  return Object.entries(expected).every(
    ([key, value]) =>
      Object.hasOwn(actual, key) && holds((actual as Record<string, unknown>)[key], value),
  );
}
