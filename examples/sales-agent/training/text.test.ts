import { expect, test } from "vitest";
import { ngramBuckets, tokens } from "./text.ts";

test("tokens keep apostrophes inside words, numbers, and marks that carry intent", () => {
  expect(tokens("Can’t I pay €12/user?")).toEqual(["can't", "i", "pay", "€", "12", "user", "?"]);
  expect(tokens("...")).toEqual([]);
});

test("word n-grams count every run of up to the given length", () => {
  const shape = { words: 2, charactersMin: 1, charactersMax: 0 };
  expect(ngramBuckets("a b c", shape)).toHaveLength(5);
});

test("character n-grams stay within a word and its two edges", () => {
  const shape = { words: 0, charactersMin: 2, charactersMax: 3 };
  const apart = [...ngramBuckets("hi", shape), ...ngramBuckets("you", shape)];
  expect(ngramBuckets("hi you", shape)).toEqual(apart);
  expect(ngramBuckets("hi", shape)).toHaveLength(5);
});

test("a typo keeps most of a word's character n-grams", () => {
  const shape = { words: 0, charactersMin: 2, charactersMax: 4 };
  const right = new Set(ngramBuckets("integration", shape));
  const wrong = new Set(ngramBuckets("integrasion", shape));
  expect([...right].filter((bucket) => wrong.has(bucket)).length).toBeGreaterThan(right.size / 2);
});
