import { expect, test } from "vitest";
import { PredictionCache } from "./cache.ts";
import type { LoadedIntent } from "./model.ts";
import { preprocess } from "./preprocessing.ts";

function version(number: number): LoadedIntent {
  const predict = () => ({ intent: "price", confidence: 1, scores: {} });
  return { name: "intent", version: number, model: { kind: "rules", labels: [], predict } };
}

const prediction = { intent: "price", confidence: 0.9, scores: {} };

test("finds what was asked in another spelling of the same text", () => {
  const cache = new PredictionCache();
  cache.put(preprocess("How much?"), version(1), prediction);
  expect(cache.get(preprocess("  how MUCH???"), version(1))).toBe(prediction);
  expect(cache.get(preprocess("how many?"), version(1))).toBeUndefined();
});

test("a new version never answers with what the old one thought", () => {
  const cache = new PredictionCache();
  cache.put(preprocess("How much?"), version(1), prediction);
  expect(cache.get(preprocess("How much?"), version(2))).toBeUndefined();
});

test("holds no more than it may, the latest", () => {
  const cache = new PredictionCache(2);
  for (const text of ["a", "b", "a", "c"]) cache.put(preprocess(text), version(1), prediction);
  const kept = ["a", "b", "c"].filter((text) => cache.get(preprocess(text), version(1)));
  expect(kept).toEqual(["a", "c"]);
});
