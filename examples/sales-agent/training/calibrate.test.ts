import { expect, test } from "vitest";
import { calibrate } from "./calibrate.ts";
import type { Dataset } from "./dataset.ts";
import { stratifiedFolds, summarise } from "./evaluate.ts";
import type { Prediction } from "./model.ts";

const ROWS = 200;
const SHARE_RIGHT = 0.8;

const dataset: Dataset = {
  labels: ["a", "b"],
  texts: Array.from({ length: ROWS }, (_, row) => `row ${row}`),
  targets: Uint16Array.from({ length: ROWS }, (_, row) => row % 2),
};

/** Right for eight rows of ten of each label, and always as sure as it is told to be. */
function heldOut(confidence: number) {
  const predictions = dataset.texts.map((_, row): Prediction => {
    const right = Math.floor(row / 2) % 10 < SHARE_RIGHT * 10;
    const intent = (row % 2 === 0) === right ? "a" : "b";
    const other = 1 - confidence;
    const scores = {
      a: intent === "a" ? confidence : other,
      b: intent === "b" ? confidence : other,
    };
    return { intent, confidence, scores };
  });
  return { predictions, folds: stratifiedFolds(dataset.targets, 5, 1) };
}

test.each([
  ["too sure", 0.999],
  ["sure beyond what a number can say", 1],
  ["too modest", 0.55],
])("a model that is %s comes to mean what it says", (_, confidence) => {
  const before = heldOut(confidence);
  const { predictions, temperature } = calibrate(dataset, before);
  expect(temperature > 1).toBe(confidence > SHARE_RIGHT);
  for (const prediction of predictions) expect(prediction.confidence).toBeCloseTo(SHARE_RIGHT, 1);
  const after = summarise(dataset, predictions);
  // What is left is that the folds differ from each other.
  expect(after.calibrationError).toBeLessThan(0.1);
  expect(summarise(dataset, before.predictions).calibrationError).toBeGreaterThan(0.15);
  expect(after.accuracy).toBe(SHARE_RIGHT);
});

test("a model that means what it says is left as it is", () => {
  expect(calibrate(dataset, heldOut(SHARE_RIGHT)).temperature).toBeCloseTo(1, 1);
});
