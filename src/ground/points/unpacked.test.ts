import { expect, test } from "vitest";
import { byTime, joined, part } from "./unpacked.ts";

const of = (...points: readonly (readonly [number, number, number])[]) => ({
  steps: Float64Array.from(points, ([step]) => step),
  times: Float64Array.from(points, ([, time]) => time),
  values: Float64Array.from(points, ([, , value]) => value),
});

test("lists of points as one are all of them, in their order", () => {
  const a = of([0, 5, 1], [1, 6, 2]);
  const b = of([2, 7, 3]);
  expect(joined([a, of(), b])).toEqual(of([0, 5, 1], [1, 6, 2], [2, 7, 3]));
  expect(joined([])).toEqual(of());
});

test("a part shows the bytes of the whole, without a copy", () => {
  const whole = of([0, 5, 1], [1, 6, 2], [2, 7, 3]);
  expect(part(whole, 1)).toEqual(of([1, 6, 2], [2, 7, 3]));
  expect(part(whole, 0, 1)).toEqual(of([0, 5, 1]));
  expect(part(whole, 1).steps.buffer).toBe(whole.steps.buffer);
});

test("points by time go by step and value where times are the same", () => {
  const given = of([2, 7, 1], [1, 9, 4], [3, 5, 0], [1, 7, 2], [1, 7, 1]);
  expect(byTime(given)).toEqual(of([3, 5, 0], [1, 7, 1], [1, 7, 2], [2, 7, 1], [1, 9, 4]));
});
