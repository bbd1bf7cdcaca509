import { expect, test } from "vitest";
import { assignSlots } from "./use-slots.ts";

test("a row keeps its element while it is in sight, and leaves it to one that comes in", () => {
  const first = assignSlots(new Map(), [0, 1, 2, 3]);
  expect([...first]).toEqual([
    [0, 0],
    [1, 1],
    [2, 2],
    [3, 3],
  ]);
  const scrolled = assignSlots(first, [2, 3, 4, 5]);
  expect([...scrolled]).toEqual([
    [2, 2],
    [3, 3],
    [4, 0],
    [5, 1],
  ]);
});

test("the focused row keeps its element however far the others go", () => {
  const first = assignSlots(new Map(), [4, 5, 6]);
  const far = assignSlots(first, [5, 900, 901, 902]);
  expect(far.get(5)).toBe(first.get(5));
  expect(new Set(far.values()).size).toBe(4);
});
