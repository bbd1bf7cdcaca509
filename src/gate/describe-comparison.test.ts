import { describe, expect, test } from "vitest";
import type { CaseResult, CheckResult } from "#dialogues";
import { sampleCase } from "#test/sample-report";
import { describeComparison, nextStep } from "./describe-comparison.ts";
import type { CaseChange, CaseComparison, Comparison } from "./model.ts";

const check = (pass: boolean, expected: string, actual: string): CheckResult => ({
  id: "1.check",
  kind: "check",
  pass,
  expected,
  actual,
});
const turn = (user: string, messages: string[], checks: CheckResult[] = []) => ({
  user,
  messages,
  calls: [],
  stages: [],
  checks,
  ms: 1,
});

function paired(
  id: string,
  change: CaseChange,
  candidate: Partial<CaseResult> = {},
  champion: Partial<CaseResult> = {},
  mustPass = true,
): CaseComparison {
  return {
    id,
    dialogue: id,
    change,
    mustPass,
    firstDivergence: null,
    champion: sampleCase(id, "pass", champion),
    championAgain: "pass",
    candidate: sampleCase(id, "fail", candidate),
  };
}

const comparison = (
  cases: readonly CaseComparison[],
  more: Partial<Comparison> = {},
): Comparison => {
  const of = (...changes: CaseChange[]): number =>
    cases.filter(({ change }) => changes.includes(change)).length;
  return {
    id: "c".repeat(32),
    project: "shop",
    model: "intent",
    champion: 1,
    candidate: 2,
    createdAt: 0,
    suite: "s",
    verdict: "reject",
    reasons: ["Because."],
    counts: {
      total: cases.length,
      fixed: of("fixed"),
      broken: of("broken"),
      same: of("same-pass", "same-fail"),
      flaky: of("flaky"),
      errors: of("error"),
    },
    statistics: { mcnemarP: 0.25, tangoLower: -0.125, difference: -0.05 },
    metrics: [],
    cases,
    reports: { champion: "1", championAgain: "2", candidate: "3" },
    ...more,
  };
};

/** Each part by itself, a coloured word between its colour's angle brackets. */
const parts = (one: Comparison): string[] =>
  describeComparison(one, (format, text) => `<${format} ${text}>`).split("\n\n");

test("metrics are told side by side with their change, a missing one by a dash", () => {
  const metrics = [
    { key: "f1", champion: 0.5, candidate: 0.75 },
    { key: "loss", champion: 2, candidate: 1 },
    { key: "new", champion: null, candidate: 1 },
    { key: "old", champion: 1, candidate: null },
    { key: "same", champion: 1, candidate: 1 },
  ];
  expect(parts(comparison([], { metrics }))[0]?.split("\n")).toEqual([
    "metric  champion  candidate  change",
    "f1      0.5       0.75       +0.25",
    "loss    2         1          -1",
    "new     -         1          -",
    "old     1         -          -",
    "same    1         1          0",
  ]);
});

test("fixed, flaky and errors are listed with why, and what did not change is not", () => {
  const cases = [
    paired("same", "same-pass"),
    paired("good", "fixed"),
    { ...paired("odd", "flaky", { outcome: "pass" }), championAgain: "fail" as const },
    paired("mute", "error", { error: "no answer" }, { error: "not asked" }),
    paired("dead", "error", {}, { error: "it ended" }),
    paired("late", "error"),
  ];
  expect(parts(comparison(cases)).slice(0, 4)).toEqual([
    "<green fixed> (1)\n  good",
    "<yellow flaky> (1)\n  odd: pass, fail, pass",
    "<yellow errors> (3)\n  mute: candidate: no answer\n  dead: champion: it ended\n  late: in the champion's second run",
    "6 cases: 1 same, 1 fixed, 0 broken, 1 flaky, 3 errors\n" +
      "change -5.0 points; at most 12.5 points worse with 95 % certainty (Tango); McNemar's exact p 0.25",
  ]);
});

test("a broken case shows the turns that failed with both arms' words, and what failed after the last", () => {
  const broken = paired(
    "a/b",
    "broken",
    {
      file: "d.yaml",
      line: 7,
      turns: [
        turn("hi", ["hello"], [check(true, "says hello", "hello")]),
        {
          ...turn("price", [], [check(false, "route price", "route other")]),
          answeredBy: "model",
        },
        turn(
          "again",
          ["no", "way"],
          [check(false, 'says "yes"', '"no" "way"'), check(true, "fine", "fine")],
        ),
      ],
      after: [check(false, "state paid", "state open"), check(true, "calls pay", "pay")],
    },
    { turns: [turn("hi", ["hello"]), turn("price", ["$40"])] },
    false,
  );
  expect(parts(comparison([broken]))[0]?.split("\n")).toEqual([
    "<red broken (1)>",
    "  <bold a/b>  (may-fail)  <dim d.yaml:7>",
    "    turn 2",
    '      user       "price"',
    '      champion   "$40"',
    "      candidate  nothing  (answered by model)",
    "      expected   route price",
    "      actual     route other",
    "    turn 3",
    '      user       "again"',
    "      champion   did not come this far",
    '      candidate  "no" "way"',
    '      expected   says "yes"',
    "    after the last turn",
    "      expected   state paid",
    "      actual     state open",
  ]);
});

describe("long lists are cut, and say by how much:", () => {
  const many = (count: number, change: CaseChange): string[] =>
    (
      parts(comparison(Array.from({ length: count }, (_, i) => paired(`c${i}`, change))))[0] ?? ""
    ).split("\n");

  test("20 broken cases are shown, the 21st is counted", () => {
    expect(many(20, "broken")).toHaveLength(21);
    expect(many(20, "broken").at(-1)).toContain("c19");
    expect(many(22, "broken").slice(-2)).toEqual([
      expect.stringContaining("c19"),
      "  and 2 more: fettle gate show --json has all",
    ]);
  });

  test("50 of the others are named, the 51st is counted", () => {
    expect(many(50, "fixed")).toHaveLength(51);
    expect(many(50, "fixed").at(-1)).toBe("  c49");
    expect(many(53, "fixed").slice(-2)).toEqual(["  c49", "  and 3 more"]);
  });
});

test("an improvement has its sign, no harm is no negative number, nothing compared says so", () => {
  const statistics = { mcnemarP: 1, tangoLower: 0.02, difference: 0.1 };
  expect(parts(comparison([paired("a", "fixed")], { statistics }))[1]).toContain(
    "change +10.0 points; at most 0.0 points worse",
  );
  for (const change of ["fixed", "broken", "same-fail"] as const)
    expect(parts(comparison([paired("a", change)])).join()).toContain("change -5.0 points");
  expect(parts(comparison([paired("a", "error")]))[1]).toBe(
    "1 cases: 0 same, 0 fixed, 0 broken, 0 flaky, 1 errors\nno case could be compared",
  );
});

test.each([
  ["promote", "green", "fettle promote intent@2"],
  [
    "reject",
    "red",
    "the champion stays; after a change, register a new version and fettle compare intent",
  ],
  [
    "inconclusive",
    "yellow",
    'remove what is in the way, then fettle compare intent@2; or decide yourself: fettle promote intent@2 --override --reason "..."',
  ],
] as const)(
  "the verdict %s comes last, with its reasons and the next step",
  (verdict, colour, next) => {
    const one = comparison([], { verdict, reasons: ["First.", "Second."] });
    expect(nextStep(one)).toBe(next);
    expect(parts(one).at(-1)).toBe(
      `verdict: <${colour} ${verdict}>\n  First.\n  Second.\nnext: ${next}`,
    );
  },
);
