import { expect, test } from "vitest";
import { Columns } from "./columns.ts";

const reduced = (values: readonly number[], px: number) => {
  const columns = new Columns("step", 0, values.length - 1, px);
  const steps = values.map((_, step) => step);
  columns.addAll({ steps, times: steps, values });
  columns.end();
  return columns.points;
};

test("keeps the first, lowest, highest and last point of each pixel column, in order", () => {
  const points = reduced([5, 9, 1, 4, 4, 5, 3, 3, 3, 3], 2);
  expect(points.map((point) => point.step)).toEqual([0, 1, 2, 4, 5, 6, 9]);
});

test("finds the lowest and highest past NaN", () => {
  const points = reduced([Number.NaN, 2, 7, 1, Number.NaN, 3], 1);
  expect(points.map((point) => point.step)).toEqual([0, 2, 3, 5]);
});

test("keeps every extreme of a long series at a chart's width", () => {
  const values = Array.from({ length: 20_000 }, (_, i) => (i === 7777 ? 99 : Math.sin(i)));
  const kept = reduced(values, 300);
  expect(kept.length).toBeLessThanOrEqual(1200);
  expect(kept.some((point) => point.value === 99)).toBe(true);
});
