import { expect, test } from "vitest";
import type { CaseResult, Report } from "../model.ts";
import { junit } from "./junit.ts";
import { reportText } from "./report-text.ts";

const check = { id: "2.route", kind: "route", expected: "route price", actual: "route smalltalk" };
const turn = {
  user: "How much?",
  messages: ["Hello <you> & \u0000"],
  calls: [],
  stages: [],
  ms: 12,
};

function caseOf(more: Partial<CaseResult>): CaseResult {
  return {
    id: "d/price",
    dialogue: "price",
    file: "d.yaml",
    line: 3,
    tags: [],
    mustPass: true,
    outcome: "pass",
    turns: [],
    after: [],
    ms: 20,
    ...more,
  };
}

const report: Report = {
  id: "f".repeat(32),
  project: "shop",
  suite: "0".repeat(64),
  arm: { label: "intent@2", models: { intent: 2 }, commit: null },
  startedAt: 0,
  endedAt: 1234,
  counts: { pass: 1, fail: 1, error: 1, flaky: 1, total: 4 },
  cases: [
    caseOf({}),
    caseOf({
      id: "d/price#2",
      outcome: "fail",
      turns: [
        { ...turn, user: "Hi", checks: [{ ...check, pass: true }] },
        { ...turn, answeredBy: "heuristics", cache: "hit", checks: [{ ...check, pass: false }] },
      ],
      after: [
        {
          id: "after.state.x",
          kind: "state",
          pass: false,
          expected: "x is 1",
          actual: "no state told",
        },
      ],
    }),
    caseOf({ id: "d/hang", dialogue: "hang", outcome: "error", error: 'turn 1: nothing\n"here"' }),
    caseOf({
      id: "d/odd",
      dialogue: "odd",
      outcome: "flaky",
      repeat: { times: 3, passed: 1, need: 2 },
    }),
  ],
};

test("shows each turn that broke, and the counts", () => {
  expect(reportText(report, (_, text) => text)).toBe(
    `FAIL   price  d.yaml:3, phrasing 2
       turn 2  user   How much?
               agent  Hello <you> & \ufffd
               answered by heuristics from the cache in 12 ms
             x route: expected: route price; actual: route smalltalk
       at the end
             x state: expected: x is 1; actual: no state told

ERROR  hang  d.yaml:3
       turn 1: nothing
       "here"

FLAKY  odd  d.yaml:3
       passed 1 of 3 times; 2 were needed

1 passed, 1 failed, 1 flaky, 1 error of 4 dialogues with intent@2 in 1.2 s`,
  );
});

test("writes JUnit that any reader takes", () => {
  expect(junit(report)).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<testsuites tests="4" failures="2" errors="1" time="1.234">
  <testsuite name="shop" id="${"f".repeat(32)}" timestamp="1970-01-01T00:00:00.000Z" tests="4" failures="2" errors="1" skipped="0" time="1.234">
    <testcase classname="d.yaml" name="d/price" file="d.yaml" line="3" time="0.020"/>
    <testcase classname="d.yaml" name="d/price#2" file="d.yaml" line="3" time="0.020">
      <failure message="the dialogue broke">turn 2, user: How much?
turn 2, agent: Hello &lt;you&gt; &amp; \ufffd
route: expected: route price; actual: route smalltalk
at the end: state: expected: x is 1; actual: no state told</failure>
    </testcase>
    <testcase classname="d.yaml" name="d/hang" file="d.yaml" line="3" time="0.020">
      <error message="turn 1: nothing&#10;&quot;here&quot;"/>
    </testcase>
    <testcase classname="d.yaml" name="d/odd" file="d.yaml" line="3" time="0.020">
      <failure message="flaky: passed 1 of 3 times; 2 were needed"></failure>
    </testcase>
  </testsuite>
</testsuites>
`);
});
