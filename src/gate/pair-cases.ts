import type { CaseResult, Report } from "#dialogues";
import { fail } from "#ground/errors";
import { ERRORS } from "./errors.ts";
import type { CaseChange, CaseComparison } from "./model.ts";

/** The three reports of a comparison. */
export type Arms = {
  readonly champion: Report;
  readonly championAgain: Report;
  readonly candidate: Report;
};

/** Every case in all three arms, in the order of the champion's report. A case missing in one is never a pass. */
export function pairCases({ champion, championAgain, candidate }: Arms): CaseComparison[] {
  if (champion.cases.length === 0)
    throw fail(ERRORS, "GATE_NOTHING_COMPARED", { where: `report ${champion.id}` });
  const again = sameCases(champion, championAgain, "the champion's second run");
  const tried = sameCases(champion, candidate, "the candidate's run");
  return champion.cases.map((first) => {
    const second = again.get(first.id) as CaseResult;
    const trial = tried.get(first.id) as CaseResult;
    return {
      id: first.id,
      dialogue: first.dialogue,
      change: changeOf(first, second, trial),
      // Both arms read the same files; if they ever disagree, the stricter one holds.
      mustPass: first.mustPass || trial.mustPass,
      firstDivergence: firstDivergence(first, trial),
      champion: first,
      championAgain: second.outcome,
      candidate: trial,
    };
  });
}

/** The other report's cases by id, after making sure that they are the champion's, each once. */
function sameCases(champion: Report, other: Report, name: string): Map<string, CaseResult> {
  const differ = (problem: string): Error => fail(ERRORS, "GATE_SUITES_DIFFER", { problem });
  if (other.suite !== champion.suite)
    throw differ(
      `${name} had suite ${other.suite.slice(0, 12)}, the champion ${champion.suite.slice(0, 12)}`,
    );
  const ids = new Set(champion.cases.map((one) => one.id));
  if (ids.size !== champion.cases.length) throw differ("the champion's run holds a case twice");
  const found = new Map<string, CaseResult>();
  for (const one of other.cases) {
    if (found.has(one.id)) throw differ(`${name} holds case ${one.id} twice`);
    if (!ids.has(one.id)) throw differ(`${name} has case ${one.id}, which the champion never ran`);
    found.set(one.id, one);
  }
  for (const id of ids) if (!found.has(id)) throw differ(`${name} lacks case ${id}`);
  return found;
}

function changeOf(first: CaseResult, second: CaseResult, trial: CaseResult): CaseChange {
  const outcomes = [first.outcome, second.outcome, trial.outcome];
  if (outcomes.includes("error")) return "error";
  if (outcomes.includes("flaky") || first.outcome !== second.outcome) return "flaky";
  if (first.outcome === "pass") return trial.outcome === "pass" ? "same-pass" : "broken";
  return trial.outcome === "pass" ? "fixed" : "same-fail";
}

/**
 * Index of the first turn where the two arms part: in what was said, in the route, or in a check's outcome. Times and
 * stages are not looked at, since they differ between two runs of one model.
 */
export function firstDivergence(champion: CaseResult, candidate: CaseResult): number | null {
  const turns = Math.max(champion.turns.length, candidate.turns.length);
  for (let i = 0; i < turns; i += 1) {
    if (seen(champion, i) !== seen(candidate, i)) return i;
  }
  return null;
}

function seen(result: CaseResult, turn: number): string {
  const at = result.turns[turn];
  if (at === undefined) return "";
  return JSON.stringify([
    at.messages,
    at.route ?? null,
    at.checks.map((check) => [check.id, check.pass]),
  ]);
}
