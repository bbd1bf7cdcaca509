import { expect, test } from "vitest";
import { seededRandom, shuffle } from "./random.ts";

test("the same seed gives the same numbers, spread over 0 to 1", () => {
  const first = seededRandom(5);
  const numbers = Array.from({ length: 10_000 }, first);
  const again = seededRandom(5);
  expect(Array.from({ length: 10_000 }, again)).toEqual(numbers);
  const tenths = Array(10).fill(0);
  for (const number of numbers) tenths[Math.floor(number * 10)] += 1;
  expect(Math.min(...tenths)).toBeGreaterThan(900);
  expect(Math.max(...tenths)).toBeLessThan(1100);
});

test("a shuffle moves every number and loses none", () => {
  const numbers = Array.from({ length: 50 }, (_, i) => i);
  const shuffled = [...numbers];
  shuffle(shuffled, seededRandom(1));
  expect(shuffled).not.toEqual(numbers);
  expect(shuffled.toSorted((a, b) => a - b)).toEqual(numbers);
});
