import fc from "fast-check";
import { expect, test } from "vitest";
import { lowerBound, sampleSteps } from "./sample-steps.ts";
import { addStride, type Stride, stepsOf, stepsOfBoth } from "./strides.ts";

const ascending = fc
  .array(fc.integer({ min: -50, max: 50 }), { maxLength: 60 })
  .map((list) => list.sort((a, b) => a - b));
const distinct = (...lists: (readonly number[])[]) =>
  [...new Set(lists.flat())].sort((a, b) => a - b);

test("strides give back the steps that were added, each once", () => {
  fc.assert(
    fc.property(ascending, (steps) => {
      const strides: Stride[] = [];
      for (const start of steps) addStride(strides, { start, distance: 1, count: 1 });
      expect([...stepsOf(strides)]).toEqual(distinct(steps));
    }),
  );
});

test("blocks of even steps that follow one another are one stride", () => {
  const strides: Stride[] = [];
  addStride(strides, { start: 0, distance: 5, count: 512 });
  addStride(strides, { start: 2560, distance: 5, count: 100 });
  addStride(strides, { start: 3060, distance: 1, count: 1 });
  expect(strides).toEqual([{ start: 0, distance: 5, count: 613 }]);
  addStride(strides, { start: 3061, distance: 1, count: 3 });
  expect(strides).toHaveLength(2);
});

test("the steps of two series are those that either has, each once", () => {
  fc.assert(
    fc.property(ascending, ascending, (a, b) => {
      const both = stepsOfBoth(Float64Array.from(distinct(a)), Float64Array.from(distinct(b)));
      expect([...both]).toEqual(distinct(a, b));
    }),
  );
});

test("a sample is spread over its range, with the ends that lie there", () => {
  const steps = Float64Array.from({ length: 100 }, (_, i) => i);
  const sample = { max: 4, range: undefined };
  expect(sampleSteps(steps, [0, 33, 99, undefined], sample)).toEqual([0, 25, 33, 50, 75, 99]);
  const range = { from: 10, to: 13 };
  expect(sampleSteps(steps, [9, 13], { max: 4, range })).toEqual([10, 11, 12, 13]);
  expect(sampleSteps(steps, [9, 14], { max: 2, range })).toEqual([10, 12, 13]);
  expect(sampleSteps(new Float64Array(), [], sample)).toEqual([]);
});

test("a bound is found where the first number is that is not below it", () => {
  fc.assert(
    fc.property(ascending, fc.integer({ min: -60, max: 60 }), (sorted, bound) => {
      expect(lowerBound(sorted, bound)).toBe(sorted.filter((one) => one < bound).length);
    }),
  );
});
