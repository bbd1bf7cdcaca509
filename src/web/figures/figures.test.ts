import { expect, test } from "vitest";
import {
  count,
  formatBytes,
  formatDuration,
  formatFigure,
  formatNumber,
  formatPoints,
  formatTime,
} from "./figures.ts";

test("numbers keep four significant digits and show what JSON cannot carry", () => {
  expect(
    [0.912345, 12, 1234.567, 0.00001234, 5e9, "NaN", "-Infinity", Number.MAX_VALUE, null].map(
      formatNumber,
    ),
  ).toEqual(["0.9123", "12", "1234.6", "1.23e-5", "5.00e9", "NaN", "-∞", "∞", "–"]);
});

test("figures of a column keep their zeros, whole numbers have none", () => {
  expect([0.887, 0.0726, 2.5, 12, 1234.5, "NaN", null].map(formatFigure)).toEqual([
    "0.8870",
    "0.07260",
    "2.500",
    "12",
    "1234.5",
    "NaN",
    "–",
  ]);
});

test("durations name two units at most", () => {
  expect([0.42, 840, 3240, 250_000, 7_500_000, 273_600_000].map(formatDuration)).toEqual([
    "0.4 ms",
    "840 ms",
    "3.2 s",
    "4 min 10 s",
    "2 h 5 min",
    "3 d 4 h",
  ]);
});

test("times grow shorter the nearer they are", () => {
  const now = new Date(2026, 10, 23, 15, 0, 0).getTime();
  expect(formatTime(new Date(2026, 10, 23, 14, 2, 11).getTime(), now)).toBe("14:02:11");
  expect(formatTime(new Date(2026, 9, 3, 14, 2, 11).getTime(), now)).toBe("3 Oct 14:02");
  expect(formatTime(new Date(2025, 9, 3, 14, 2, 11).getTime(), now)).toBe("3 Oct 2025");
});

test("sizes, counts and points read as people say them", () => {
  expect([12, 1_240, 999_600, 48_000_000].map(formatBytes)).toEqual([
    "12 B",
    "1.2 kB",
    "1.0 MB",
    "48 MB",
  ]);
  expect(count(1, "run")).toBe("1 run");
  expect(count(4312, "run")).toBe("4,312 runs");
  expect([0.042, -0.12, 0].map(formatPoints)).toEqual(["+4.2 points", "−12 points", "0 points"]);
});
