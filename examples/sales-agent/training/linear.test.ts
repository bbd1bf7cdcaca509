import { expect, test } from "vitest";
import { softmax } from "./linear.ts";

test("softmax keeps the order, sums to one and survives huge scores", () => {
  const scores = Float64Array.of(999, 1000, -1000);
  expect(softmax(scores)).toBe(1);
  expect(scores[0]).toBeCloseTo(1 / (1 + Math.E), 12);
  expect(scores[1]).toBeCloseTo(Math.E / (1 + Math.E), 12);
  expect(scores[2]).toBe(0);
});
