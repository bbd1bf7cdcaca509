import { expect, test } from "vitest";
import { alignSeries, dropForLog, rangeOf } from "./series.ts";

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

test("the range skips gaps and is unknown for a line of gaps", () => {
  expect(rangeOf([null, 3, -1, null])).toEqual([-1, 3]);
  expect(rangeOf([null])).toBeUndefined();
});
