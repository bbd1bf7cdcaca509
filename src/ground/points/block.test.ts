import { expect, test } from "vitest";
import { BLOCK_POINTS, blockEnds, blockOf } from "./block.ts";
import { packBlock, unpackBlock } from "./block-codec.ts";
import { comparePoints, compareValues, PointList } from "./point-list.ts";

type Triple = readonly [step: number, time: number, value: number];
const listOf = (...given: readonly Triple[]): PointList => {
  const list = new PointList();
  for (const [step, time, value] of given) list.add(step, time, value);
  return list;
};
const point = ([step, timestamp, value]: Triple) => ({ step, timestamp, value });

test("a block says what its own part of a list holds", () => {
  const given: Triple[] = [
    [0, 99, 99],
    [2, 10, Number.NaN],
    [4, 30, 5],
    [6, 20, 1],
    [8, 20, 5],
    [10, 40, 1],
    [99, 0, -99],
  ];
  const list = listOf(...given);
  const { data, ...head } = blockOf(list, 1, 6);
  const [, first, high, low, , last] = given.map(point);
  expect(head).toEqual({
    ...{ first, last, low, high, fromAt: 10, toAt: 40, points: 5 },
    ...{ ordered: false, even: true },
  });
  expect(unpackBlock(data).steps).toEqual(Float64Array.of(2, 4, 6, 8, 10));
});

test("a block of one point, of NaN alone, of one step twice and of uneven steps", () => {
  const told = (...given: readonly Triple[]) => {
    const { low, high, ordered, even, points } = blockOf(listOf(...given), 0, given.length);
    return { low: low?.value, high: high?.value, ordered, even, points };
  };
  const one = { low: 1, high: 1, ordered: true, even: true, points: 1 };
  expect(told([5, 5, 1])).toEqual(one);
  const none = { low: undefined, high: undefined };
  expect(told([5, 5, Number.NaN])).toEqual({ ...one, ...none });
  expect(told([5, 5, 1], [5, 5, 2])).toMatchObject({ high: 2, ordered: true, even: false });
  expect(told([5, 5, 2], [6, 4, 1], [8, 4, 3])).toMatchObject({
    ...{ low: 1, high: 3, ordered: false, even: false, points: 3 },
  });
});

test("at its end a metric has full blocks but for the last, elsewhere they are alike", () => {
  expect(BLOCK_POINTS).toBe(512);
  expect(blockEnds(0, 512, true)).toEqual([512]);
  expect(blockEnds(10, 1035, true)).toEqual([522, 1034, 1035]);
  expect(blockEnds(10, 1035, false)).toEqual([352, 694, 1035]);
  expect(blockEnds(7, 7, true)).toEqual([]);
});

test("a packed block begins with its version, the kinds of its columns and its count", () => {
  const head = (...given: readonly Triple[]) => [
    ...packBlock(listOf(...given), 0, given.length).subarray(0, 8),
  ];
  const huge = 2 ** 50 + 1;
  expect(head([1, 7, 0])).toEqual([1, 0, 0, 1, 1, 0, 0, 0]);
  expect(head([1, 7, 0], [2, 9, 0], [3, 8, 0])).toEqual([1, 0, 1, 1, 3, 0, 0, 0]);
  expect(head([huge, -huge, 0], [huge + 1, 0, 0])).toEqual([1, 2, 2, 1, 2, 0, 0, 0]);
  expect(head([huge - 1, 1 - huge, 0])).toEqual([1, 0, 0, 1, 1, 0, 0, 0]);
  const foreign = packBlock(listOf([1, 7, 0]), 0, 1);
  [foreign[0], foreign[3]] = [2, 0];
  expect(() => unpackBlock(foreign)).toThrow("its version is 2");
});

test("points go by step, time and value; NaN counts as 0 and comes after it", () => {
  const sorted: Triple[] = [
    [1, 9, 9],
    [2, 1, 9],
    [2, 2, -1],
    [2, 2, 0],
    [2, 2, Number.NaN],
    [2, 2, 1],
  ];
  const points = sorted.map(point);
  expect(points.toReversed().sort(comparePoints)).toEqual(points);
  expect(compareValues(Number.NaN, Number.NaN)).toBe(0);
  expect(compareValues(-0, 0)).toBe(0);
  expect([compareValues(Number.NaN, 0), compareValues(0, Number.NaN)]).toEqual([1, -1]);
});
