import { expect, test } from "vitest";
import { checkText, checkTextLength, cutText, isLonger } from "./text-length.ts";

test("a character outside the first 65,536 counts once, and is never cut in half", () => {
  expect(cutText("\u{1f600}\u{1f600}\u{1f600}", 2)).toBe("\u{1f600}\u{1f600}");
  expect(cutText("a\u{1f600}b", 2)).toBe("a\u{1f600}");
  expect(cutText("abc", 3)).toBe("abc");
  expect([isLonger("\u{1f600}".repeat(3), 3), isLonger("abcd", 3)]).toEqual([false, true]);
});

test("a text that is too long is refused with its beginning alone", () => {
  checkTextLength("\u{1f600}".repeat(100), "key", 100);
  expect(() => checkTextLength("x".repeat(101), "key", 100)).toThrow(
    `Invalid value "${"x".repeat(50)}" for parameter 'key' supplied: exceeds the maximum length of 100 characters`,
  );
});

test("a name holds no NUL and no half of a character", () => {
  checkText("\u{1f600}", "name", 10);
  for (const bad of ["a\0b", "\ud83d"])
    expect(() => checkText(bad, "name", 10)).toThrow("no NUL and no half of a character");
});
