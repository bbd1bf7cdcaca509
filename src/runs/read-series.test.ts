import { expect, test } from "vitest";
import { reduceToPixels } from "./read-series.ts";

const series = (values: readonly number[]) =>
  values.map((value, step) => ({ step, timestamp: step, value }));

test("keeps the first, lowest, highest and last point of each pixel column, in order", () => {
  const points = series([5, 9, 1, 4, 4, 5, 3, 3, 3, 3]);
  expect(reduceToPixels(points, 2).map((point) => point.step)).toEqual([0, 1, 2, 4, 5, 6, 9]);
});

test("leaves a series alone that is short enough", () => {
  const points = series([1, 2, 3, 4]);
  expect(reduceToPixels(points, 1)).toBe(points);
});

test("finds the lowest and highest past NaN", () => {
  const points = series([Number.NaN, 2, 7, 1, Number.NaN, 3]);
  expect(reduceToPixels(points, 1).map((point) => point.step)).toEqual([0, 2, 3, 5]);
});

test("keeps every extreme of a long series at a chart's width", () => {
  const points = series(Array.from({ length: 20_000 }, (_, i) => (i === 7777 ? 99 : Math.sin(i))));
  const kept = reduceToPixels(points, 300);
  expect(kept.length).toBeLessThanOrEqual(1200);
  expect(kept.some((point) => point.value === 99)).toBe(true);
});
