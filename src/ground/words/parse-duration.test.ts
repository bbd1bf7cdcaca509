import { expect, test } from "vitest";
import { parseDuration } from "./parse-duration.ts";

test.each([
  ["800ms", 800],
  ["2s", 2000],
  ["1.5 min", 90_000],
  ["1h", 3_600_000],
  [" 0ms ", 0],
])("reads %s", (text, ms) => {
  expect(parseDuration(text)).toBe(ms);
});

test.each(["", "2", "s", "2 seconds", "-1s", "1e3ms", "2s 3s"])("refuses %j", (text) => {
  expect(parseDuration(text)).toBeUndefined();
});
