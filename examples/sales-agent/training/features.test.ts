import { expect, test } from "vitest";
import { fitFeatures, vectoriser } from "./features.ts";

const shape = { words: 1, charactersMin: 1, charactersMax: 0 };

test("keeps only n-grams that enough texts have", () => {
  const table = fitFeatures(["red blue", "red green", "red red"], {
    shape,
    weighting: "counts",
    rowsMin: 2,
  });
  expect(table.buckets).toHaveLength(1);
  expect([...vectoriser(table).rows(["red red blue"]).values]).toEqual([2]);
});

test("TF-IDF rows have length one and weigh the rare word above the common one", () => {
  const texts = ["red blue", "red green", "red"];
  const table = fitFeatures(texts, { shape, weighting: "tfidf", rowsMin: 1 });
  const { values } = vectoriser(table).rows(["red blue"]);
  expect(Math.hypot(...values)).toBeCloseTo(1, 6);
  expect(Math.max(...values) / Math.min(...values)).toBeCloseTo(1 + Math.log(2), 6);
});

test("a text without a known n-gram is an empty row", () => {
  const table = fitFeatures(["red"], { shape, weighting: "tfidf", rowsMin: 1 });
  expect([...vectoriser(table).rows(["blue", "red"]).offsets]).toEqual([0, 0, 1]);
});
