import { expect, test } from "vitest";
import type { Dataset } from "./dataset.ts";
import { confusionCsv, crossValidate, evaluate, quantile, stratifiedFolds } from "./evaluate.ts";
import type { IntentModel } from "./model.ts";

// Knows exactly the texts it was trained on, and says "a" to all others.
function memorise(part: Dataset): IntentModel {
  return {
    kind: "rules",
    labels: part.labels,
    predict(text) {
      const row = part.texts.indexOf(text);
      const intent = (row === -1 ? "a" : part.labels[part.targets[row] ?? 0]) ?? "";
      return { intent, confidence: row === -1 ? 0 : 1, scores: {} };
    },
  };
}

const dataset: Dataset = {
  labels: ["a", "b"],
  texts: Array.from({ length: 10 }, (_, row) => `row ${row}`),
  targets: Uint16Array.of(0, 0, 0, 0, 0, 0, 0, 0, 1, 1),
};

test("accuracy, macro F1 and the confusion table count every row", () => {
  const result = evaluate(memorise({ ...dataset, texts: [] }), dataset);
  expect(result.accuracy).toBe(0.8);
  expect(result.macroF1).toBeCloseTo((2 * 8) / 18 / 2, 12);
  expect(confusionCsv(result)).toBe("actual,a,b\na,8,0\nb,2,0\n");
});

test("cross-validation never predicts a row with a model that saw it", () => {
  expect(evaluate(memorise(dataset), dataset).accuracy).toBe(1);
  const result = crossValidate(dataset, { folds: 5, seed: 1, train: memorise });
  expect(result.rows).toBe(10);
  expect([...result.confidences]).toEqual(Array(10).fill(0));
});

test("folds hold every row once and share each label evenly", () => {
  const targets = Uint16Array.from({ length: 100 }, (_, row) => (row % 4 === 0 ? 1 : 0));
  const folds = stratifiedFolds(targets, 5, 3);
  expect(folds.flat().sort((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, i) => i));
  const counts = folds.map((rows) => rows.filter((row) => targets[row] === 1).length);
  expect(counts).toEqual([5, 5, 5, 5, 5]);
  expect(stratifiedFolds(targets, 5, 3)).toEqual(folds);
  expect(stratifiedFolds(targets, 5, 4)).not.toEqual(folds);
});

test("a quantile is one of the numbers", () => {
  expect(quantile(Float64Array.of(5, 1, 4, 2, 3), 0.5)).toBe(3);
  expect(quantile(Float64Array.of(5, 1, 4, 2, 3), 1)).toBe(5);
});
