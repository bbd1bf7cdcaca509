import type { CaseResult, Outcome, Report } from "#dialogues";

/** A case as a runner would have it, with what the test says about it. */
export function sampleCase(
  id: string,
  outcome: Outcome,
  more: Partial<CaseResult> = {},
): CaseResult {
  return {
    id,
    dialogue: id,
    file: `${id}.yaml`,
    line: 1,
    tags: [],
    mustPass: true,
    outcome,
    turns: [],
    after: [],
    ms: 1,
    ...more,
  };
}

/** A report of these cases, with true counts. */
export function sampleReport(
  id: string,
  cases: readonly CaseResult[],
  more: Partial<Report> = {},
): Report {
  const of = (outcome: Outcome): number => cases.filter((one) => one.outcome === outcome).length;
  return {
    id,
    project: "shop",
    suite: "a".repeat(64),
    arm: { label: id, models: { intent: 1 }, commit: null },
    startedAt: 0,
    endedAt: 1,
    counts: {
      pass: of("pass"),
      fail: of("fail"),
      error: of("error"),
      flaky: of("flaky"),
      total: cases.length,
    },
    cases,
    ...more,
  };
}
