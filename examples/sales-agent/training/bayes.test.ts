import { expect, test } from "vitest";
import { trainBayes } from "./bayes.ts";
import { linearPredictor } from "./linear.ts";

const dataset = {
  labels: ["price", "trial"],
  texts: ["how much is it", "what does it cost", "the cost please", "free trial", "try it"],
  targets: Uint16Array.of(0, 0, 0, 1, 1),
};

test("learns which words belong to which label", () => {
  const predict = linearPredictor(trainBayes(dataset));
  expect(predict("cost?").intent).toBe("price");
  expect(predict("a trial").intent).toBe("trial");
});

test("without a known n-gram the answer is the share of rows", () => {
  const { scores } = linearPredictor(trainBayes(dataset))("ζ");
  expect(scores["price"]).toBeCloseTo(4 / 7, 5);
  expect(scores["trial"]).toBeCloseTo(3 / 7, 5);
});
