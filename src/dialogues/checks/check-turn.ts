import type { CheckResult, Expectation } from "../model.ts";
import { calls } from "./calls.ts";
import { contains } from "./contains.ts";
import type { Evidence, Found } from "./found.ts";
import { maxWords } from "./max-words.ts";
import { not } from "./not.ts";
import { regex } from "./regex.ts";
import { route } from "./route.ts";
import { stage } from "./stage.ts";
import { state } from "./state.ts";
import { within } from "./within.ts";

/**
 * All checks of a turn, decisions before words. `where` is the turn's number from 1, or `after`. Each id is
 * `<where>.<kind>`, with the tool's or the state's name behind it, or `#n` for the n-th text of a list.
 */
export function checkTurn(
  where: number | "after",
  expected: Expectation,
  evidence: Evidence,
): CheckResult[] {
  const { says = {} } = expected;
  const results: CheckResult[] = [];
  const add = (kind: string, found: Found | readonly Found[]): void => {
    const all = Array.isArray(found) ? (found as readonly Found[]) : [found as Found];
    for (const [i, { name, ...rest }] of all.entries()) {
      const suffix = name === undefined ? (i === 0 ? "" : `#${i + 1}`) : `.${name}`;
      results.push({ id: `${where}.${kind}${suffix}`, kind, ...rest });
    }
  };
  if (expected.route !== undefined) add("route", route(expected.route, evidence));
  if (expected.stage !== undefined) add("stage", stage(expected.stage, evidence));
  if (expected.calls !== undefined) add("calls", calls(expected.calls, evidence));
  if (expected.state !== undefined) add("state", state(expected.state, evidence));
  if (says.contains !== undefined) add("contains", contains(says.contains, evidence));
  if (says.not !== undefined) add("not", not(says.not, evidence));
  if (says.regex !== undefined) add("regex", regex(says.regex, evidence));
  if (says.maxWords !== undefined) add("maxWords", maxWords(says.maxWords, evidence));
  if (expected.withinMs !== undefined) add("within", within(expected.withinMs, evidence));
  return results;
}
