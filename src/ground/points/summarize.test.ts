import { expect, test } from "vitest";
import { PointList } from "./point-list.ts";
import { summarize } from "./summarize.ts";

test("the last is by step and time, not by place; lowest and highest pass NaN by", () => {
  const list = new PointList();
  list.add(3, 10, Number.NaN);
  list.add(4, 5, 2);
  list.add(4, 9, 7);
  list.add(1, 99, -1);
  list.add(2, 1, 7);
  expect(summarize(list)).toEqual({
    last: { step: 4, timestamp: 9, value: 7 },
    low: { step: 1, timestamp: 99, value: -1 },
    high: { step: 4, timestamp: 9, value: 7 },
    points: 5,
  });
});

test("where all are NaN there is neither a lowest nor a highest", () => {
  const list = new PointList();
  list.add(0, 0, Number.NaN);
  expect(summarize(list)).toMatchObject({ low: undefined, high: undefined, points: 1 });
});
