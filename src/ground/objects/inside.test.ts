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

test("a path is as long as can be, and climbs however often it is decoded", () => {
  expect(insidePath("x".repeat(3500))).toHaveLength(3500);
  expect(insidePath(`${"é".repeat(1750)}`)).toHaveLength(1750);
  const again = (times: number): string =>
    Array.from({ length: times }).reduce<string>((text) => text.replaceAll("%", "%25"), "%2e%2e");
  for (const times of [0, 1, 2, 3, 4, 9])
    expect(() => insidePath(`a/${again(times)}/b`)).toThrow("Invalid path");
  for (const [given, kept] of [
    ["a%zz", "a%zz"],
    ["50%25", "50%25"],
    ["%41", "%41"],
    ["a/.fettle", "a/.fettle"],
    ["./a./.b", "a./.b"],
    ["%2e/a", undefined],
    ["a/%2e", undefined],
    ["a%5cb", undefined],
    ["a%00", undefined],
    ["c:", undefined],
    ["a\u007f", undefined],
    [".fettlex/a", undefined],
  ] as const)
    if (kept === undefined) expect(() => insidePath(given)).toThrow("Invalid path");
    else expect(insidePath(given)).toBe(kept);
});

test("a refused path is told by its first 200 signs", () => {
  const told = (given: string) => {
    try {
      insidePath(given);
    } catch (error) {
      const { code, status, facts } = error as Record<string, unknown>;
      return { code, status, facts };
    }
    return undefined;
  };
  expect(told(`/${"x".repeat(300)}`)).toEqual({
    code: "PATH_INVALID",
    status: 400,
    facts: { path: `/${"x".repeat(199)}` },
  });
});
