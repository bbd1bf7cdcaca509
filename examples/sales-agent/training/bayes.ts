import type { Dataset } from "./dataset.ts";
import { fitFeatures, vectoriser } from "./features.ts";
import type { LinearModel } from "./linear.ts";

export const BAYES_FEATURES = {
  shape: { words: 2, charactersMin: 2, charactersMax: 4 },
  weighting: "counts",
  rowsMin: 1,
} as const;

const SMOOTHING = 0.2;

/**
 * Multinomial naive Bayes. Its n-grams overlap, so it counts the same evidence many times over and
 * its confidence lies close to 0 or 1 even where it is wrong.
 */
export function trainBayes(dataset: Dataset): LinearModel {
  const features = fitFeatures(dataset.texts, BAYES_FEATURES);
  const { offsets, columns, values } = vectoriser(features).rows(dataset.texts);
  const labels = dataset.labels.length;
  const weights = new Float32Array(features.buckets.length * labels);
  const totals = new Float64Array(labels);
  const rowsOf = new Float64Array(labels);
  dataset.targets.forEach((target, row) => {
    rowsOf[target] = (rowsOf[target] ?? 0) + 1;
    for (let at = offsets[row] ?? 0; at < (offsets[row + 1] ?? 0); at += 1) {
      const cell = (columns[at] ?? 0) * labels + target;
      const count = values[at] ?? 0;
      weights[cell] = (weights[cell] ?? 0) + count;
      totals[target] = (totals[target] ?? 0) + count;
    }
  });
  const unseen = SMOOTHING * features.buckets.length;
  for (let cell = 0; cell < weights.length; cell += 1) {
    const total = totals[cell % labels] ?? 0;
    weights[cell] = Math.log(((weights[cell] ?? 0) + SMOOTHING) / (total + unseen));
  }
  const bias = Float32Array.from(rowsOf, (rows) =>
    Math.log((rows + 1) / (dataset.texts.length + labels)),
  );
  return { labels: dataset.labels, features, weights, bias, temperature: 1 };
}
