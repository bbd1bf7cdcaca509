import { expect, test } from "vitest";
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
