import { expect, it } from "vitest";
import { comparePairs, type Pair, turns } from "./compare-pairs.ts";

const figures = (rate: number, ms: number) => [
  { name: "rate", unit: "1/s", better: "more" as const, value: rate },
  { name: "wait", unit: "ms", better: "less" as const, value: ms },
];
const pair = (ours: [number, number], theirs: [number, number]): Pair => ({
  ours: figures(...ours),
  theirs: figures(...theirs),
});

it("lets each side go first in every other pair", () => {
  expect(turns(3)).toEqual([
    ["ours", "theirs"],
    ["theirs", "ours"],
    ["ours", "theirs"],
  ]);
});

it("tells ratios by which more is better, whichever way the figure goes", () => {
  const { figures: compared, all } = comparePairs([pair([200, 5], [100, 10])]);
  expect(compared.map(({ name, ratio }) => [name, ratio.median])).toEqual([
    ["rate", 2],
    ["wait", 2],
  ]);
  expect(all.median).toBeCloseTo(2);
  expect(comparePairs([pair([50, 10], [100, 5])]).all.median).toBeCloseTo(0.5);
});

it("takes the median of the pairs' ratios, not the ratio of the medians", () => {
  // The machine was twice as slow for the whole of the second pair.
  const { figures: compared } = comparePairs([
    pair([100, 1], [100, 1]),
    pair([55, 1], [50, 1]),
    pair([110, 1], [100, 1]),
  ]);
  expect(compared[0]).toEqual({
    name: "rate",
    unit: "1/s",
    better: "more",
    ours: 100,
    theirs: 100,
    ratio: { median: 1.1, min: 1, max: 1.1 },
  });
});

it("counts two zeros as equal, and refuses what one side did not measure", () => {
  expect(comparePairs([pair([1, 0], [1, 0])]).all.median).toBe(1);
  expect(() => comparePairs([{ ours: figures(1, 1), theirs: figures(1, 1).slice(1) }])).toThrow(
    'theirs measured no "rate"',
  );
  expect(() => comparePairs([pair([Number.NaN, 1], [1, 1])])).toThrow('ours measured no "rate"');
});
