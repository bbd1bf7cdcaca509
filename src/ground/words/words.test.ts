import { expect, test } from "vitest";
import { nearest } from "./nearest.ts";
import { bytes, count, duration, number } from "./words.ts";

test("writes numbers as a person reads them", () => {
  expect([count(0), count(999), count(1234567)]).toEqual(["0", "999", "1,234,567"]);
  expect([bytes(0), bytes(1023), bytes(1536), bytes(20 * 1024 ** 3)]).toEqual([
    "0 B",
    "1023 B",
    "1.5 KiB",
    "20 GiB",
  ]);
  expect([number(3), number(0.123456), number(0.00001), number(Number.NaN)]).toEqual([
    "3",
    "0.1235",
    "1.000e-5",
    "NaN",
  ]);
});

test("writes durations in the unit that fits", () => {
  expect([0, 85.4, 4200, 192_000, 7_500_000].map(duration)).toEqual([
    "0 ms",
    "85 ms",
    "4.2 s",
    "3 min 12 s",
    "2 h 5 min",
  ]);
});

test("a duration just below the next unit is told in that one", () => {
  const ms = [999.4, 999.5, 59_949, 59_950, 179_499, 179_500, 3_599_499, 3_599_500];
  expect(ms.map(duration)).toEqual([
    "999 ms",
    "1.0 s",
    "59.9 s",
    "1 min 0 s",
    "2 min 59 s",
    "3 min 0 s",
    "59 min 59 s",
    "1 h 0 min",
  ]);
});

test("a size is told in the unit that fits, whole where it is large", () => {
  const sizes = [1, 1024, 10 * 1024 - 1, 10 * 1024, 1024 ** 2 - 1, 1024 ** 2, 1.5 * 1024 ** 4];
  expect([...sizes, 5000 * 1024 ** 4].map(bytes)).toEqual([
    ...["1 B", "1.0 KiB", "10.0 KiB", "10 KiB", "1024 KiB", "1.0 MiB", "1.5 TiB", "5000 TiB"],
  ]);
});

test("a number has four digits that count, and an exponent where it is very small or large", () => {
  const numbers = [1e-4, -0.00009, 1234.56, -9_999_999.5, 10_000_000.5, 12_345_678, -0.5];
  expect(numbers.map(number)).toEqual([
    ...["0.0001", "-9.000e-5", "1235", "-10000000", "1.000e+7", "12345678", "-0.5"],
  ]);
  expect([Number.POSITIVE_INFINITY, "-Infinity" as const, "NaN" as const].map(number)).toEqual([
    ...["∞", "-∞", "NaN"],
  ]);
});

test("the nearest word is at most two edits away, or a third of its length", () => {
  const known = ["list", "show", "compare", "accuracy"];
  const pairs = [
    ["lst", "list"],
    ["lits", "list"],
    ["LIST", undefined],
    ["shwo", "show"],
    ["s", undefined],
    ["compere", "compare"],
    ["xompareyz", "compare"],
    ["xomporeyzz", undefined],
    ["acuracy", "accuracy"],
    ["", undefined],
  ] as const;
  expect(pairs.map(([typed]) => [typed, nearest(typed, known)])).toEqual(pairs);
  expect(nearest("ab", ["abcd", "abc", "abx"])).toBe("abc");
});
