import { expect, test } from "vitest";
import { insidePath } from "./index.ts";

test("a path loses empty parts and dots, and keeps all other names", () => {
  for (const [given, path] of [
    ["a/b", "a/b"],
    ["./a//b/", "a/b"],
    ["100%", "100%"],
    ["a b/ü.txt", "a b/ü.txt"],
    ["..a/b..", "..a/b.."],
    ["", ""],
  ] as const)
    expect(insidePath(given)).toBe(path);
});

test.each([
  "..",
  "a/../b",
  "/a",
  "\\a",
  "C:/a",
  "a\\b",
  "a#b",
  "a\nb",
  "%2e%2e/a",
  "a/%252e%252e",
  "a%2fb",
  ".fettle/x",
  ".Fettle/x",
  "\ud800",
  "x".repeat(3501),
])("%j is no path of a store", (given) => {
  expect(() => insidePath(given)).toThrow("Invalid path");
});
