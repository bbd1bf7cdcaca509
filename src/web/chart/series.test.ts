import { expect, test } from "vitest";
import { alignSeries, dropForLog, nearestPlace, rangeOf, smooth, valueAt } from "./series.ts";

test("lines of different steps share one axis, gaps stay gaps", () => {
  expect(
    alignSeries([
      { label: "a", xs: [0, 2], ys: [1, null] },
      { label: "b", xs: [1, 2], ys: [5, 6] },
    ]),
  ).toEqual([
    [0, 1, 2],
    [1, undefined, null],
    [undefined, 5, 6],
  ]);
});

test("a logarithmic axis leaves out zero and below, and counts what it left out", () => {
  const { series, dropped } = dropForLog([{ label: "a", xs: [0, 1, 2, 3], ys: [1, 0, -2, null] }]);
  expect(dropped).toBe(2);
  expect(series[0]?.ys).toEqual([1, null, null, null]);
});

test("a gap says what it holds", () => {
  const line = { ys: [1, null, null], gaps: new Map([[1, "-Infinity"]]) };
  expect([0, 1, 2].map((place) => valueAt(line, place))).toEqual(["1", "-∞", "NaN"]);
});

test("the range skips gaps and is unknown for a line of gaps", () => {
  expect(rangeOf([null, 3, -1, null])).toEqual([-1, 3]);
  expect(rangeOf([null])).toBeUndefined();
});

test("smoothing keeps the raw line, the gaps and the level, and fades with distance and not with count", () => {
  const xs = Array.from({ length: 200 }, (_, i) => i);
  const noisy = { label: "a", xs, ys: xs.map((x) => (x === 50 ? null : x % 2 === 0 ? 1 : 3)) };
  const { ys, raw } = smooth(noisy, 0.9);
  expect(raw).toBe(noisy.ys);
  expect(ys[0]).toBe(1);
  expect(ys[50]).toBeNull();
  expect(ys[199]).toBeCloseTo(2, 0);
  const jump = smooth({ label: "b", xs: [0, 1, 2, 1000], ys: [0, 0, 0, 10] }, 0.5);
  expect(jump.ys[3]).toBeCloseTo(10, 6);
  expect(smooth(noisy, 0)).toBe(noisy);
});

test("the nearest point is found from either side", () => {
  expect([-5, 4, 6, 99].map((x) => nearestPlace([0, 5, 10], x))).toEqual([0, 1, 1, 2]);
  expect(nearestPlace([], 1)).toBeUndefined();
});
