import fc from "fast-check";
import { expect, test } from "vitest";
import { FettleError } from "#ground/errors";
import { compileRegex } from "./compile-regex.ts";

test("finds a pattern anywhere in a text", () => {
  const regex = compileRegex("\\$\\d+");
  expect(regex.test("It is $380 a month.")).toBe(true);
  expect(regex.test("It is free.")).toBe(false);
});

test("takes flags", () => {
  expect(compileRegex("PRICE", "i").test("the price")).toBe(true);
  expect(compileRegex("^b$", "m").test("a\nb")).toBe(true);
  expect(() => compileRegex("a", "g")).toThrow('unknown flag "g"');
});

test.each([
  ["a(?=b)", "invalid or unsupported Perl syntax at position 2"],
  ["(ab", "missing closing ) at position 3"],
  ["x\\1", "invalid escape sequence at position 2"],
  ["ab\\", "trailing backslash at end of expression at position 3"],
])("says what is wrong with %s and where", (pattern, problem) => {
  expect(() => compileRegex(pattern)).toThrow(problem);
});

test("answers for a pattern that hangs a backtracking engine", () => {
  expect(compileRegex("^(a+)+$").test(`${"a".repeat(5000)}!`)).toBe(false);
});

test("throws nothing but its own error, whatever the pattern", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 12 }), (pattern) => {
      try {
        compileRegex(pattern).test("a text");
      } catch (error) {
        expect(error).toBeInstanceOf(FettleError);
      }
    }),
    { numRuns: 500 },
  );
});
