import { expect, it } from "vitest";
import { mutantOf } from "./mutant.ts";
import { countOf, sectionsOf, shareCaught } from "./report-mutants.ts";
import type { Outcome, Tried } from "./try-mutants.ts";

const tried = (slice: string, outcome: Outcome): Tried => ({
  mutant: mutantOf(`src/${slice}/end.ts`, "a;\nif (a || b) go();\n", {
    start: 7,
    end: 13,
    replacement: "true",
    kind: "condition always true",
  }),
  outcome,
  by: outcome === "caught" ? "src/runs/end.test.ts" : "",
});

it("leaves equivalents out of the share, and counts what no test comes by as lost", () => {
  const all = [
    tried("runs", "caught"),
    tried("runs", "equivalent"),
    tried("runs", "survived"),
    tried("data", "not reached"),
  ];
  expect(countOf(all)).toEqual({
    made: 4,
    caught: 1,
    survived: 1,
    "not reached": 1,
    equivalent: 1,
  });
  expect(shareCaught(countOf(all))).toBeCloseTo(1 / 3);
  expect(shareCaught(countOf([tried("runs", "equivalent")]))).toBe(1);
  const [bySlice, survivors, byHand] = sectionsOf(all, [tried("runs", "caught")]);
  expect(bySlice?.rows).toEqual([
    ["data", "1", "0", "0", "1", "0", "0 %"],
    ["runs", "3", "1", "1", "0", "1", "50 %"],
    ["all", "4", "1", "1", "1", "1", "33 %"],
  ]);
  expect(survivors?.rows[0]).toEqual([
    "src/runs/end.ts:2",
    "condition always true",
    "`if (a \\|\\| b) go();`",
    "`if (true) go();`",
    "survived",
  ]);
  expect(byHand?.rows).toEqual([
    ["src/runs/end.ts:2", "condition always true", "caught", "src/runs/end.test.ts"],
  ]);
});
