import { expect, test } from "vitest";
import { blockOf } from "./block.ts";
import { unpackBlock } from "./block-codec.ts";
import { isBlockOf, isByTime, steadily } from "./heads.ts";
import { Pending } from "./pending.ts";
import { PointList } from "./point-list.ts";

const listOf = (...given: readonly (readonly [number, number])[]): PointList => {
  const list = new PointList();
  for (const [step, time] of given) list.add(step, time, 1);
  return list;
};

test("a block may have grown since its head was read, and never at its beginning", () => {
  const block = blockOf(listOf([1, 5], [2, 6], [3, 7]), 0, 3);
  const points = unpackBlock(block.data);
  expect(isBlockOf(points, block)).toBe(true);
  expect(isBlockOf(points, { ...block, points: 2 })).toBe(true);
  expect(isBlockOf(points, { ...block, points: 4 })).toBe(false);
  expect(isBlockOf(points, { ...block, first: { ...block.first, timestamp: 4 } })).toBe(false);
});

test("blocks lie by time where no time goes back, in them and between them", () => {
  const list = listOf([1, 1], [2, 2], [3, 2], [4, 1]);
  const [low, high] = [blockOf(list, 0, 2), blockOf(list, 2, 3)];
  expect(isByTime([low, high])).toBe(true);
  expect(isByTime([high, low])).toBe(false);
  expect(isByTime([blockOf(list, 0, 4)])).toBe(false);
});

test("a read is tried again until it is whole, and not for ever", async () => {
  let tried = 0;
  expect(await steadily(async () => (++tried < 3 ? undefined : "whole"))).toBe("whole");
  await expect(steadily(async () => undefined)).rejects.toMatchObject({ code: "POINTS_DAMAGED" });
});

test("what waits is counted by points and by metrics, and a run is seen when its last point came", () => {
  const pending = new Pending();
  pending.add(pending.run(1, 20), 7, 1, 1, 1);
  pending.add(pending.run(1, 10), 7, 2, 2, 2);
  pending.add(pending.run(2, 30), 7, 1, 1, 1);
  expect(pending).toMatchObject({ points: 3, metrics: 2 });
  expect([...pending.runs].map(([run, { seenAt }]) => [run, seenAt])).toEqual([
    [1, 20],
    [2, 30],
  ]);
});
