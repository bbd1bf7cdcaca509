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

test("a stride goes on only where the distance stays the same, and forwards", () => {
  const added = (...given: readonly (readonly [number, number, number])[]): unknown => {
    const strides: Stride[] = [];
    for (const [start, distance, count] of given) addStride(strides, { start, distance, count });
    return strides.map(({ start, distance, count }) => [start, distance, count]);
  };
  expect(added([7, 1, 1], [9, 1, 1])).toEqual([[7, 2, 2]]);
  expect(added([7, 1, 1], [9, 2, 3])).toEqual([[7, 2, 4]]);
  expect(added([7, 1, 1], [9, 3, 2])).toEqual([
    [7, 1, 1],
    [9, 3, 2],
  ]);
  expect(added([0, 2, 3], [6, 1, 1], [8, 2, 2])).toEqual([[0, 2, 6]]);
  expect(added([0, 2, 3], [6, 1, 2])).toEqual([
    [0, 2, 3],
    [6, 1, 2],
  ]);
  expect(added([0, 2, 3], [7, 2, 2])).toEqual([
    [0, 2, 3],
    [7, 2, 2],
  ]);
  // The same step once more is no step more; one of a stride of several begins another.
  expect(added([0, 2, 3], [4, 1, 1])).toEqual([[0, 2, 3]]);
  expect(added([0, 2, 3], [4, 2, 2])).toEqual([
    [0, 2, 3],
    [4, 2, 2],
  ]);
  expect(added([5, 1, 1], [3, 1, 1])).toEqual([
    [5, 1, 1],
    [3, 1, 1],
  ]);
});

test("the steps of strides and of both series are shorter where they overlap", () => {
  expect([
    ...stepsOf([
      { start: 0, distance: 2, count: 3 },
      { start: 4, distance: 1, count: 3 },
    ]),
  ]).toEqual([0, 2, 4, 5, 6]);
  const [a, none] = [Float64Array.of(1, 3), new Float64Array()];
  expect(stepsOfBoth(none, a)).toBe(a);
  expect([...stepsOfBoth(a, none)]).toEqual([1, 3]);
  expect([...stepsOfBoth(a, Float64Array.of(3, 4))]).toEqual([1, 3, 4]);
});

test("a range that holds as many steps as are wanted gives them all, one more is thinned", () => {
  const steps = Float64Array.of(2, 4, 6, 8, 10);
  const pick = (from: number, to: number, max: number) =>
    sampleSteps(steps, [2, 10, undefined], { max, range: { from, to } });
  expect(pick(4, 8, 3)).toEqual([4, 6, 8]);
  expect(pick(4, 8, 2)).toEqual([4, 6, 8]);
  expect(pick(4, 8, 1)).toEqual([4, 8]);
  expect(pick(2, 10, 2)).toEqual([2, 6, 10]);
  expect(pick(3, 3, 2)).toEqual([]);
});
