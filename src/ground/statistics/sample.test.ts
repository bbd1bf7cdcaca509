import { expect, test } from "vitest";
import { differenceNoise, type Sample, sampleOf } from "./sample.ts";

const noise = (a: readonly number[], b: readonly number[]) =>
  differenceNoise(sampleOf(a) as Sample, sampleOf(b) as Sample);

test("a sample has a mean, and from two values on a variance", () => {
  expect(sampleOf([])).toBeUndefined();
  expect(sampleOf([2])).toEqual({ n: 1, mean: 2, variance: null });
  expect(sampleOf([1, 2, 6])).toEqual({ n: 3, mean: 3, variance: 7 });
});

test("the noise of two repeated samples is Welch's", () => {
  // By scipy.stats.ttest_ind(equal_var=False).confidence_interval(): 0.1 +- 0.014127.
  expect(noise([0.8, 0.81, 0.79, 0.8], [0.9, 0.91, 0.89, 0.9])).toBeCloseTo(0.014127, 5);
  expect(noise([1, 1], [2, 2])).toBe(0);
});

test("where one alone was repeated its spread stands for the other's, and none is none", () => {
  // t of 0.975 with 1 degree of freedom, times the root of 0.02 * (1 / 2 + 1).
  expect(noise([0.5, 0.7], [0.61])).toBeCloseTo(12.7062 * Math.sqrt(0.03), 3);
  expect(noise([0.61], [0.5, 0.7])).toBeCloseTo(12.7062 * Math.sqrt(0.03), 3);
  expect([noise([1], [2, 2]), noise([1], [2])]).toEqual([0, null]);
});
