import { describe, expect, test } from "vitest";
import type { CaseResult } from "#dialogues";
import { sampleCase } from "#test/sample-report";
import { firstDivergence } from "./pair-cases.ts";

describe("firstDivergence", () => {
  const turn = (text: string, pass = true, route = "price", ms = 1) => ({
    user: "hello",
    messages: [text],
    route,
    calls: [],
    stages: [{ name: "model", ms }],
    ms,
    checks: [{ id: "1.route", kind: "route", pass, expected: "price", actual: route }],
  });

  test("finds the first turn where words, route or a check differ", () => {
    const champion = sampleCase("a", "pass", { turns: [turn("one"), turn("two"), turn("three")] });
    const at = (turns: CaseResult["turns"]): number | null =>
      firstDivergence(champion, sampleCase("a", "fail", { turns }));
    expect(at([turn("one"), turn("other"), turn("three")])).toBe(1);
    expect(at([turn("one"), turn("two"), turn("three", true, "demo")])).toBe(2);
    expect(at([turn("one", false), turn("two"), turn("three")])).toBe(0);
    expect(at([turn("one"), turn("two", true, "price", 900), turn("three")])).toBe(null);
  });

  test("is the first turn that one arm did not reach", () => {
    const champion = sampleCase("a", "pass", { turns: [turn("one"), turn("two")] });
    const candidate = sampleCase("a", "error", { turns: [turn("one")] });
    expect(firstDivergence(champion, candidate)).toBe(1);
    expect(firstDivergence(candidate, champion)).toBe(1);
    expect(firstDivergence(candidate, candidate)).toBe(null);
  });

  test("is one where a check was added, or a route is told by one alone", () => {
    const silent = { ...turn("one"), route: undefined } as never;
    const more = { ...turn("one"), checks: [...turn("one").checks, ...turn("one").checks] };
    const at = (one: CaseResult["turns"], other: CaseResult["turns"]) =>
      firstDivergence(
        sampleCase("a", "pass", { turns: one }),
        sampleCase("a", "pass", { turns: other }),
      );
    expect([
      at([turn("one")], [silent]),
      at([silent], [silent]),
      at([turn("one")], [more]),
    ]).toEqual([0, null, 0]);
  });
});
