/**
 * The gate's rule, as a pure function of three reports: the champion, the champion once more, the candidate.
 *
 * What becomes of a case (pair-cases.ts):
 *
 * | champion | champion again | candidate | change                                                |
 * |----------|----------------|-----------|-------------------------------------------------------|
 * | error in any of the three             | error: says nothing about the product                 |
 * | flaky in any, or the first two differ | flaky: it changes by itself, so a change proves nothing |
 * | pass     | pass           | pass      | same-pass                                             |
 * | pass     | pass           | fail      | broken                                                |
 * | fail     | fail           | pass      | fixed                                                 |
 * | fail     | fail           | fail      | same-fail                                             |
 *
 * What follows; the first row that fits decides:
 *
 * | # | where                                                                   | verdict           |
 * |---|-------------------------------------------------------------------------|-------------------|
 * | 1 | suites or case ids differ, a case is missing or double                  | error, no verdict |
 * | 2 | no case                                                                 | error, no verdict |
 * | 3 | a must-pass case is broken, and the champion differs from itself so     |                   |
 * |   | often (over 10 % of the cases, 3 at least) that the breaks may be luck  | inconclusive      |
 * | 4 | a must-pass case is broken, whatever else happened                      | reject            |
 * | 5 | a case is an error                                                      | inconclusive      |
 * | 6 | a case is flaky                                                         | inconclusive      |
 * | 7 | fewer than 20 cases                                                     | inconclusive      |
 * | 8 | no case is must-pass: nothing could have been rejected                  | inconclusive      |
 * | 9 | else; broken cases tagged may-fail are told, and don't decide           | promote           |
 *
 * Row 3 is there for agents that answer by chance. On recorded runs of such an agent (tau-bench, 50 tasks) a model
 * compared with itself "breaks" up to 5 cases, so that row 4 alone would reject 11 of 12 times; with row 3 it never does.
 *
 * The bound and the p-value decide nothing: they say how much these cases prove about talks that nobody wrote down.
 */
import { binomialAtLeast, mcnemar, type PairedCells, tangoLower } from "#ground/statistics";
import type {
  CaseChange,
  CaseComparison,
  ComparisonCounts,
  ComparisonStatistics,
  Verdict,
} from "./model.ts";
import { type Arms, pairCases } from "./pair-cases.ts";

/** With fewer cases the gate does not promote: none of 20 changed proves no more than "not 12 points worse". */
export const CASES_MIN = 20;

/** A champion that differs from itself in a larger share of the cases (and in 3 at least) answers by chance. */
const OWN_CHANGES_MAX = 0.1;

/** Breaks that chance makes this seldom are the candidate's. */
const LUCK_MAX = 0.05;

/** What the gate makes of three reports. */
export type Judgement = {
  readonly verdict: Verdict;
  readonly reasons: readonly string[];
  readonly counts: ComparisonCounts;
  readonly statistics: ComparisonStatistics;
  readonly cases: readonly CaseComparison[];
};

/** Pairs the cases and gives the verdict; GATE_SUITES_DIFFER where the reports can't be paired. */
export function judge(arms: Arms): Judgement {
  const cases = pairCases(arms);
  const number = (change: CaseChange): number => withChange(cases, change).length;
  return {
    ...decide(cases),
    counts: {
      total: cases.length,
      fixed: number("fixed"),
      broken: number("broken"),
      same: number("same-pass") + number("same-fail"),
      flaky: number("flaky"),
      errors: number("error"),
    },
    statistics: measure({
      both: number("same-pass"),
      onlyFirst: number("fixed"),
      onlySecond: number("broken"),
      neither: number("same-fail"),
    }),
    cases,
  };
}

function decide(cases: readonly CaseComparison[]): { verdict: Verdict; reasons: string[] } {
  const broken = withChange(cases, "broken").filter((one) => one.mustPass);
  const doubts = doubtsOf(cases);
  const notes = notesOf(cases);
  if (broken.length === 0)
    return doubts.length === 0
      ? { verdict: "promote", reasons: [praise(cases), ...notes] }
      : { verdict: "inconclusive", reasons: [...doubts, ...notes] };
  if (mayBeLuck(cases, broken.length)) {
    const own = cases.filter(differsFromItself).length;
    return {
      verdict: "inconclusive",
      reasons: [
        `The champion differs from itself in ${own} of ${cases.length} cases, so ${these(broken, "the break in case", "breaks in cases")} may be chance.`,
        ...doubts,
        ...notes,
      ],
    };
  }
  return {
    verdict: "reject",
    reasons: [
      `The candidate breaks ${these(broken, "must-pass case", "must-pass cases")}, which the champion passes every time.`,
      ...doubts,
      ...notes,
    ],
  };
}

/**
 * Whether an agent that answers by chance would break as many cases compared with itself. Were the candidate the
 * champion, then of the cases that fail in one of the three runs and pass in two, a third would fail in the candidate's
 * by chance, as in each of the champion's.
 */
function mayBeLuck(cases: readonly CaseComparison[], broken: number): boolean {
  const own = cases.filter(differsFromItself).length;
  if (own <= OWN_CHANGES_MAX * Math.max(cases.length, CASES_MIN)) return false;
  const failedOnce = cases.filter((one) => {
    const outcomes = [one.champion.outcome, one.championAgain, one.candidate.outcome];
    return (
      one.mustPass && outcomes.filter((o) => o === "pass").length === 2 && outcomes.includes("fail")
    );
  });
  return binomialAtLeast(broken, failedOnce.length, 1 / 3) > LUCK_MAX;
}

/** The champion's own two runs did not agree, or one of them did not agree with itself. */
function differsFromItself(one: CaseComparison): boolean {
  const pair = [one.champion.outcome, one.championAgain];
  return !pair.includes("error") && (pair[0] !== pair[1] || pair.includes("flaky"));
}

/** What keeps the gate from saying promote, though nothing broke. */
function doubtsOf(cases: readonly CaseComparison[]): string[] {
  const doubts: string[] = [];
  const errors = withChange(cases, "error");
  const flaky = withChange(cases, "flaky");
  if (errors.length > 0)
    doubts.push(
      `In ${these(errors, "case", "cases")} the agent gave no answer that could be checked, which says nothing about the model.`,
    );
  if (flaky.length > 0)
    doubts.push(
      `${these(flaky, "Case", "cases")} ended differently though nothing had changed, so a change there proves nothing.`,
    );
  if (cases.length < CASES_MIN)
    doubts.push(
      `${cases.length} ${cases.length === 1 ? "case is" : "cases are"} too few; the gate wants ${CASES_MIN}.`,
    );
  if (!cases.some((one) => one.mustPass))
    doubts.push("Every case is tagged may-fail, so nothing could have stopped the candidate.");
  return doubts;
}

/** What a person should know, though it decides nothing. */
function notesOf(cases: readonly CaseComparison[]): string[] {
  const allowed = withChange(cases, "broken").filter((one) => !one.mustPass);
  if (allowed.length === 0) return [];
  return [`${these(allowed, "Case", "cases")} broke too, and may: tagged may-fail.`];
}

function praise(cases: readonly CaseComparison[]): string {
  const passes = withChange(cases, "same-pass").filter((one) => one.mustPass).length;
  const fixed = withChange(cases, "fixed").length;
  const kept =
    passes === 0
      ? "The champion passes no must-pass case, so the candidate broke none"
      : `The candidate keeps all ${passes} must-pass cases that the champion passes`;
  return fixed === 0 ? `${kept}.` : `${kept} and fixes ${fixed} more.`;
}

function withChange(cases: readonly CaseComparison[], change: CaseChange): CaseComparison[] {
  return cases.filter((one) => one.change === change);
}

const NAMED_MAX = 5;

/** `case a/b`, or `3 cases (a/b, c/d, e/f)`; the sixth and those after it are counted. */
function these(cases: readonly CaseComparison[], one: string, many: string): string {
  const ids = cases.map((each) => each.id);
  if (ids.length === 1) return `${one} ${ids[0]}`;
  const rest = ids.length > NAMED_MAX ? ` and ${ids.length - NAMED_MAX} more` : "";
  return `${ids.length} ${many} (${ids.slice(0, NAMED_MAX).join(", ")}${rest})`;
}

/** The candidate as the first arm: a positive difference is an improvement. */
function measure(cells: PairedCells): ComparisonStatistics {
  const compared = cells.both + cells.onlyFirst + cells.onlySecond + cells.neither;
  return {
    mcnemarP: mcnemar(cells.onlySecond, cells.onlyFirst).exact,
    tangoLower: tangoLower(cells),
    difference: compared === 0 ? 0 : (cells.onlyFirst - cells.onlySecond) / compared,
  };
}
