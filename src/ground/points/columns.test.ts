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

const pointOf = (step: number, timestamp: number, value: number) => ({ step, timestamp, value });

test("a chart over time goes by times, and a column holds what its width does", () => {
  const columns = new Columns("time", 100, 199, 10);
  expect([100, 109, 110, 199].map((at) => columns.columnOf(pointOf(0, at, 0)))).toEqual([
    ...[0, 0, 1, 9],
  ]);
  columns.addAll({ steps: [9, 8, 7], times: [100, 109, 110], values: [1, 2, 3] });
  columns.end();
  columns.end();
  expect(columns.points).toEqual([pointOf(9, 100, 1), pointOf(8, 109, 2), pointOf(7, 110, 3)]);
});

test("stretches that fall on one column are drawn as one, each point once", () => {
  const drawn = (...values: readonly (readonly (number | undefined)[])[]) => {
    const columns = new Columns("step", 0, 99, 1);
    for (const [i, [first, low, high, last]] of values.entries()) {
      const at = (offset: number, value: number | undefined) =>
        value === undefined ? undefined : pointOf(10 * i + offset, 0, value);
      columns.add({
        first: pointOf(10 * i, 0, first ?? Number.NaN),
        low: at(2, low),
        high: at(1, high),
        last: pointOf(10 * i + 3, 0, last ?? Number.NaN),
      });
    }
    columns.end();
    return columns.points.map(({ step, value }) => [step, value]);
  };
  expect(drawn([5, 1, 9, 5])).toEqual([
    [0, 5],
    [1, 9],
    [2, 1],
    [3, 5],
  ]);
  expect(drawn([5, 1, 9, 5], [5, 1, 9, 6])).toEqual([
    [0, 5],
    [1, 9],
    [2, 1],
    [13, 6],
  ]);
  expect(drawn([5, 1, 9, 5], [5, 0, 10, 6])).toEqual([
    [0, 5],
    [11, 10],
    [12, 0],
    [13, 6],
  ]);
  expect(drawn([], [5, 0, 10, 6])).toEqual([
    [0, Number.NaN],
    [11, 10],
    [12, 0],
    [13, 6],
  ]);
  expect(drawn([5, 1, 9, 5], [])).toEqual([
    [0, 5],
    [1, 9],
    [2, 1],
    [13, Number.NaN],
  ]);
});

test("what is the first, the last, the lowest and the highest at once is drawn once", () => {
  const same = pointOf(3, 3, 7);
  const columns = new Columns("step", 0, 9, 1);
  columns.add({ first: same, last: same, low: same, high: same });
  columns.end();
  expect(columns.points).toEqual([same]);
  const flat = new Columns("step", 0, 9, 1);
  const middle = pointOf(4, 4, 7);
  flat.add({ first: same, last: pointOf(5, 5, 7), low: middle, high: middle });
  flat.end();
  expect(flat.points).toEqual([same, middle, pointOf(5, 5, 7)]);
});

test("points of one step go by time between the first and the last, and by value at last", () => {
  for (const [axis, low, high] of [
    ["step", pointOf(1, 5, 0), pointOf(1, 4, 9)],
    ["time", pointOf(5, 1, 0), pointOf(4, 1, 9)],
  ] as const) {
    const columns = new Columns(axis, 0, 9, 1);
    columns.add({ first: pointOf(0, 0, 1), last: pointOf(9, 9, 1), low, high });
    columns.end();
    expect(columns.points.slice(1, 3)).toEqual([high, low]);
  }
  const columns = new Columns("step", 0, 9, 1);
  const [low, high] = [pointOf(1, 1, 0), pointOf(1, 1, 9)];
  columns.add({ first: pointOf(0, 0, 1), last: pointOf(9, 9, 1), low, high });
  columns.end();
  expect(columns.points.slice(1, 3)).toEqual([low, high]);
});
