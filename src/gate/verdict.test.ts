import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { CaseResult, Outcome, Report } from "#dialogues";
import { sampleCase, sampleReport } from "#test/sample-report";
import type { Arms } from "./pair-cases.ts";
import { CASES_MIN, judge } from "./verdict.ts";

type Three = readonly [Outcome, Outcome, Outcome];

/** Three reports: the given cases first, filled up with cases that pass everywhere. */
function arms(special: readonly Three[], total = CASES_MIN, mayFail: readonly number[] = []): Arms {
  const all: Three[] = [...special];
  while (all.length < total) all.push(["pass", "pass", "pass"]);
  const side = (arm: 0 | 1 | 2, id: string): Report =>
    sampleReport(
      id,
      all.map((three, i) =>
        sampleCase(`case-${i}`, three[arm], { mustPass: !mayFail.includes(i) }),
      ),
    );
  return { champion: side(0, "c1"), championAgain: side(1, "c2"), candidate: side(2, "k") };
}

const SAME: Three = ["pass", "pass", "pass"];
const BROKEN: Three = ["pass", "pass", "fail"];
const FIXED: Three = ["fail", "fail", "pass"];
const STILL: Three = ["fail", "fail", "fail"];

describe("what becomes of a case", () => {
  test.each<[Three, string]>([
    [SAME, "same-pass"],
    [BROKEN, "broken"],
    [FIXED, "fixed"],
    [STILL, "same-fail"],
    [["error", "pass", "pass"], "error"],
    [["pass", "error", "pass"], "error"],
    [["pass", "pass", "error"], "error"],
    [["flaky", "error", "fail"], "error"],
    [["flaky", "pass", "pass"], "flaky"],
    [["pass", "flaky", "fail"], "flaky"],
    [["pass", "pass", "flaky"], "flaky"],
    [["pass", "fail", "pass"], "flaky"],
    [["fail", "pass", "fail"], "flaky"],
  ])("%j is %s", (three, change) => {
    expect(judge(arms([three])).cases[0]?.change).toBe(change);
  });
});

describe("the truth table", () => {
  test("row 1: another suite, a missing, a foreign or a double case is an error, never a pass", () => {
    const good = arms([]);
    const cut = { ...good.candidate, cases: good.candidate.cases.slice(1) };
    const twice = {
      ...good.candidate,
      cases: [...good.candidate.cases, ...good.candidate.cases.slice(0, 1)],
    };
    const foreign = {
      ...good.candidate,
      cases: [...good.candidate.cases, sampleCase("elsewhere", "pass")],
    };
    const other = { ...good.championAgain, suite: "b".repeat(64) };
    const code = "GATE_SUITES_DIFFER";
    expect(() => judge({ ...good, candidate: cut })).toThrow(expect.objectContaining({ code }));
    expect(() => judge({ ...good, candidate: twice })).toThrow(expect.objectContaining({ code }));
    expect(() => judge({ ...good, candidate: foreign })).toThrow(expect.objectContaining({ code }));
    expect(() => judge({ ...good, championAgain: other })).toThrow(
      expect.objectContaining({ code }),
    );
    expect(() => judge({ ...good, championAgain: cut })).toThrow(
      "the champion's second run lacks case case-0",
    );
  });

  test("row 1: what differs is told, and in whose run", () => {
    const good = arms([], 2);
    const [first, second] = good.champion.cases as [CaseResult, CaseResult];
    const of = (arm: Report, ...cases: CaseResult[]): Report => ({ ...arm, cases });
    const { champion, championAgain, candidate } = good;
    for (const [changed, problem] of [
      [{ champion: of(champion, first, first) }, "the champion's run holds a case twice"],
      [
        { championAgain: of(championAgain, first, second, first) },
        "the champion's second run holds case case-0 twice",
      ],
      [
        { candidate: of(candidate, first, second, sampleCase("new", "pass")) },
        "the candidate's run has case new, which the champion never ran",
      ],
      [{ candidate: of(candidate, second) }, "the candidate's run lacks case case-0"],
      [
        { candidate: { ...candidate, suite: "b".repeat(64) } },
        `the candidate's run had suite ${"b".repeat(12)}, the champion ${"a".repeat(12)}`,
      ],
    ] as const)
      expect(() => judge({ ...good, ...changed })).toThrow(
        expect.objectContaining({
          code: "GATE_SUITES_DIFFER",
          message: `these reports can't be compared: ${problem}`,
        }),
      );
    expect(() => judge(arms([], 0))).toThrow("report c1: no case ran");
  });

  test("reasons name five cases at most, and are in the plural where there are more", () => {
    const reason = (...given: Parameters<typeof arms>) => judge(arms(...given)).reasons;
    const names = "case-0, case-1, case-2, case-3, case-4";
    expect(reason(Array<Three>(5).fill(BROKEN))[0]).toBe(
      `The candidate breaks 5 must-pass cases (${names}), which the champion passes every time.`,
    );
    expect(reason(Array<Three>(6).fill(BROKEN))[0]).toContain(
      `6 must-pass cases (${names} and 1 more)`,
    );
    expect(reason([], 1)).toEqual(["1 case is too few; the gate wants 20."]);
    expect(reason(Array<Three>(20).fill(STILL))).toEqual([
      "The champion passes no must-pass case, so the candidate broke none.",
    ]);
  });

  test("row 2: no case is an error", () => {
    expect(() => judge(arms([], 0))).toThrow(
      expect.objectContaining({ code: "GATE_NOTHING_COMPARED", exit: 5 }),
    );
  });

  test("row 3: a break is no reject where the champion differs from itself as often", () => {
    const dice: Three[] = [
      ["pass", "fail", "pass"],
      ["fail", "pass", "pass"],
      ["pass", "fail", "fail"],
    ];
    const judged = judge(arms([BROKEN, ...dice]));
    expect(judged.verdict).toBe("inconclusive");
    expect(judged.reasons[0]).toBe(
      "The champion differs from itself in 3 of 20 cases, so the break in case case-0 may be chance.",
    );
    expect(judge(arms([BROKEN, ...dice], 30)).verdict).toBe("reject");
  });

  test("row 3: more breaks than chance makes are reject, though the champion is flaky", () => {
    const dice = Array<Three>(4).fill(["pass", "fail", "pass"]);
    const breaks = (n: number): Three[] => [...dice, ...Array<Three>(n).fill(BROKEN)];
    expect(judge(arms(breaks(5), 30)).verdict).toBe("inconclusive");
    expect(judge(arms(breaks(8), 30)).verdict).toBe("reject");
  });

  test("row 4: one broken must-pass case is reject, and the reason names it", () => {
    const judged = judge(arms([BROKEN]));
    expect(judged.verdict).toBe("reject");
    expect(judged.reasons).toEqual([
      "The candidate breaks must-pass case case-0, which the champion passes every time.",
    ]);
  });

  test("row 4: a break outweighs any number of fixes", () => {
    const judged = judge(arms([BROKEN, ...Array<Three>(15).fill(FIXED)]));
    expect(judged.verdict).toBe("reject");
    expect(judged.counts).toEqual({
      total: 20,
      fixed: 15,
      broken: 1,
      same: 4,
      flaky: 0,
      errors: 0,
    });
  });

  test("row 4: reject wins over errors, flakes and too few cases, which are told", () => {
    const judged = judge(arms([BROKEN, ["pass", "pass", "error"], ["pass", "fail", "pass"]], 3));
    expect(judged.verdict).toBe("reject");
    expect(judged.reasons).toHaveLength(4);
  });

  test("row 5: an error is inconclusive", () => {
    const judged = judge(arms([["pass", "pass", "error"]]));
    expect(judged.verdict).toBe("inconclusive");
    expect(judged.reasons[0]).toContain("In case case-0 the agent gave no answer");
  });

  test("row 6: a champion that differs from itself is inconclusive, though the candidate fails there", () => {
    expect(judge(arms([["pass", "fail", "fail"]])).verdict).toBe("inconclusive");
    expect(judge(arms([["flaky", "flaky", "fail"]])).verdict).toBe("inconclusive");
    expect(judge(arms([["pass", "pass", "flaky"]])).reasons).toEqual([
      "Case case-0 ended differently though nothing had changed, so a change there proves nothing.",
    ]);
  });

  test("row 7: 19 cases are inconclusive, 20 are promote", () => {
    expect(judge(arms([], 19)).reasons).toEqual(["19 cases are too few; the gate wants 20."]);
    expect(judge(arms([], 19)).verdict).toBe("inconclusive");
    expect(judge(arms([], 20)).verdict).toBe("promote");
  });

  test("row 8: a suite whose cases may all fail promotes nothing", () => {
    const all = Array.from({ length: 20 }, (_, i) => i);
    expect(judge(arms([], 20, all)).verdict).toBe("inconclusive");
  });

  test("row 9: nothing broken is promote, fixes and old failures are no matter", () => {
    const judged = judge(arms([FIXED, STILL]));
    expect(judged.verdict).toBe("promote");
    expect(judged.reasons).toEqual([
      "The candidate keeps all 18 must-pass cases that the champion passes and fixes 1 more.",
    ]);
  });

  test("row 9: a broken case tagged may-fail is told and does not stop the candidate", () => {
    const judged = judge(arms([BROKEN], 21, [0]));
    expect(judged.verdict).toBe("promote");
    expect(judged.reasons[1]).toBe("Case case-0 broke too, and may: tagged may-fail.");
  });
});

describe("judge", () => {
  const outcome = fc.constantFrom<Outcome>("pass", "fail", "error", "flaky");
  const threes = fc.array(fc.tuple(outcome, outcome, outcome), { minLength: 1, maxLength: 60 });

  test("never promotes where a case that the champion passes twice fails", () => {
    fc.assert(
      fc.property(threes, (special) => {
        const judged = judge(arms(special, special.length));
        const broke = special.some(([a, b, c]) => a === "pass" && b === "pass" && c === "fail");
        expect(judged.verdict === "promote" && broke).toBe(false);
        expect(judged.verdict === "reject" && !broke).toBe(false);
        const { total, fixed, broken, same, flaky, errors } = judged.counts;
        expect(fixed + broken + same + flaky + errors).toBe(total);
        expect(judged.reasons.length).toBeGreaterThan(0);
      }),
    );
  });

  test("never rejects a deterministic model against itself", () => {
    fc.assert(
      fc.property(fc.array(outcome, { minLength: 20, maxLength: 60 }), (outcomes) => {
        const judged = judge(arms(outcomes.map((o) => [o, o, o] as const)));
        expect(judged.verdict).not.toBe("reject");
        expect(judged.statistics.difference).toBe(0);
      }),
    );
  });

  test("prints what 20 unchanged cases prove: not 12 points worse", () => {
    expect(judge(arms([])).statistics).toEqual({
      mcnemarP: 1,
      tangoLower: expect.closeTo(-0.119, 3),
      difference: 0,
    });
  });

  test("counts the statistics on the cases that came out clearly", () => {
    const judged = judge(arms([FIXED, FIXED, BROKEN, ["error", "pass", "pass"]], 24));
    expect(judged.statistics.difference).toBeCloseTo(1 / 23, 10);
    expect(judged.statistics.mcnemarP).toBe(1);
  });

  test("says nothing certain where every case is an error", () => {
    const judged = judge(arms(Array<Three>(20).fill(["error", "error", "error"])));
    expect(judged.statistics).toEqual({ mcnemarP: 1, tangoLower: -1, difference: 0 });
  });
});

describe("reasons", () => {
  const all = Array.from({ length: 20 }, (_, i) => i);
  const told = (...given: Parameters<typeof arms>) => {
    const { verdict, reasons } = judge(arms(...given));
    return [verdict, ...reasons];
  };
  const flaky = "ended differently though nothing had changed, so a change there proves nothing.";
  const silent =
    "the agent gave no answer that could be checked, which says nothing about the model.";
  const few = (n: number) => `${n} cases are too few; the gate wants 20.`;
  const breaks = (what: string) =>
    `The candidate breaks ${what}, which the champion passes every time.`;

  test("of a reject are followed by every doubt and note, in order", () => {
    const special: Three[] = [
      BROKEN,
      BROKEN,
      ["pass", "pass", "error"],
      ["error", "pass", "pass"],
      ["pass", "pass", "flaky"],
      ["flaky", "flaky", "pass"],
      BROKEN,
    ];
    expect(told(special, 7, [6])).toEqual([
      "reject",
      breaks("2 must-pass cases (case-0, case-1)"),
      `In 2 cases (case-2, case-3) ${silent}`,
      `2 cases (case-4, case-5) ${flaky}`,
      few(7),
      "Case case-6 broke too, and may: tagged may-fail.",
    ]);
  });

  test("of an inconclusive verdict tell what may fail and did", () => {
    expect(told([BROKEN, BROKEN], 3, [0, 1])).toEqual([
      ...["inconclusive", few(3), "2 cases (case-0, case-1) broke too, and may: tagged may-fail."],
    ]);
    expect(told([], 20, all)).toEqual([
      ...["inconclusive"],
      "Every case is tagged may-fail, so nothing could have stopped the candidate.",
    ]);
    const dice = Array<Three>(3).fill(["pass", "fail", "pass"]);
    expect(told([BROKEN, BROKEN, ...dice, BROKEN], 20, [5])).toEqual([
      "inconclusive",
      "The champion differs from itself in 3 of 20 cases, so 2 breaks in cases (case-0, case-1) may be chance.",
      `3 cases (case-2, case-3, case-4) ${flaky}`,
      "Case case-5 broke too, and may: tagged may-fail.",
    ]);
  });

  test("of a promotion count what must pass and was kept", () => {
    expect(told([FIXED, FIXED, BROKEN], 22, [2, 3])).toEqual([
      "promote",
      "The candidate keeps all 18 must-pass cases that the champion passes and fixes 2 more.",
      "Case case-2 broke too, and may: tagged may-fail.",
    ]);
    expect(told([FIXED, ...Array<Three>(19).fill(STILL)])).toEqual([
      "promote",
      "The champion passes no must-pass case, so the candidate broke none and fixes 1 more.",
    ]);
  });
});

describe("chance", () => {
  const dice: Three = ["pass", "fail", "pass"];
  const verdict = (special: readonly Three[], total: number, mayFail: readonly number[] = []) =>
    judge(arms(special, total, mayFail)).verdict;

  test("is thought of where over a tenth of the cases differ by themselves, and three at least", () => {
    const own = (n: number, total: number) =>
      verdict([BROKEN, ...Array<Three>(n).fill(dice)], total);
    expect([own(2, 8), own(3, 8), own(2, 20), own(3, 20)]).toEqual([
      ...["reject", "inconclusive", "reject", "inconclusive"],
    ]);
    expect([own(3, 29), own(3, 30), own(4, 30)]).toEqual([
      ...["inconclusive", "reject", "inconclusive"],
    ]);
  });

  test("counts a case that is flaky in either of the champion's runs, and none that is an error", () => {
    const of = (one: Three) => verdict([BROKEN, one, one, one], 20);
    const both: Three = ["flaky", "flaky", "pass"];
    const differing: Three[] = [
      both,
      ["flaky", "pass", "fail"],
      ["pass", "flaky", "pass"],
      ["fail", "pass", "pass"],
    ];
    expect(differing.map(of)).toEqual(differing.map(() => "inconclusive"));
    expect([of(["error", "pass", "pass"]), of(["pass", "error", "fail"])]).toEqual([
      ...["reject", "reject"],
    ]);
  });
});

test("what is compared is told case by case, in the champion's order", () => {
  const { cases } = judge(arms([BROKEN, FIXED], 2, [1]));
  expect(
    cases.map(({ champion, candidate, ...rest }) => [rest, champion.id, candidate.id]),
  ).toEqual([
    [
      {
        ...{ id: "case-0", dialogue: "case-0", change: "broken", mustPass: true },
        ...{ firstDivergence: null, championAgain: "pass" },
      },
      "case-0",
      "case-0",
    ],
    [
      {
        ...{ id: "case-1", dialogue: "case-1", change: "fixed", mustPass: false },
        ...{ firstDivergence: null, championAgain: "fail" },
      },
      "case-1",
      "case-1",
    ],
  ]);
  const strict = arms([BROKEN], 1, [0]);
  const candidate = {
    ...strict.candidate,
    cases: strict.candidate.cases.map((one) => ({ ...one, mustPass: true })),
  };
  expect(judge({ ...strict, candidate }).cases[0]?.mustPass).toBe(true);
});
