import { csvLine } from "./csv.ts";
import { type Dataset, selectRows } from "./dataset.ts";
import type { IntentModel, Prediction } from "./model.ts";
import { seededRandom, shuffle } from "./random.ts";

/**
 * `confusion[actual * labels.length + predicted]` counts rows. `calibrationError` is how far confidence
 * and the share of hits lie apart, on average: 0.1 where a model is right 8 times of 10 and says 0.9.
 */
export type Evaluation = {
  labels: string[];
  rows: number;
  accuracy: number;
  macroF1: number;
  confusion: Uint32Array;
  confidences: Float64Array;
  calibrationError: number;
};

/** One prediction a row, each by a model that never saw the row, and the rows of each fold. */
export type HeldOut = { predictions: Prediction[]; folds: number[][] };

type FoldOptions = { folds: number; seed: number; train: (part: Dataset) => IntentModel };

export function evaluate(model: IntentModel, dataset: Dataset): Evaluation {
  const predicted = dataset.texts.map((text) => model.predict(text));
  return summarise(dataset, predicted);
}

/** Every row is predicted once, by a model that never saw it. */
export function predictHeldOut(dataset: Dataset, { folds, seed, train }: FoldOptions): HeldOut {
  const predictions: Prediction[] = [];
  const groups = stratifiedFolds(dataset.targets, folds, seed);
  for (const held of groups) {
    const isHeld = new Set(held);
    const rest = dataset.texts.map((_, row) => row).filter((row) => !isHeld.has(row));
    const model = train(selectRows(dataset, rest));
    for (const row of held) predictions[row] = model.predict(dataset.texts[row] ?? "");
  }
  return { predictions, folds: groups };
}

export function crossValidate(dataset: Dataset, options: FoldOptions): Evaluation {
  return summarise(dataset, predictHeldOut(dataset, options).predictions);
}

/** Row numbers in `folds` groups, each with the same share of every label. */
export function stratifiedFolds(targets: Uint16Array, folds: number, seed: number): number[][] {
  const random = seededRandom(seed);
  const order = Array.from(targets, (_, row) => row);
  shuffle(order, random);
  order.sort((a, b) => (targets[a] ?? 0) - (targets[b] ?? 0));
  const groups: number[][] = Array.from({ length: folds }, () => []);
  order.forEach((row, place) => {
    groups[place % folds]?.push(row);
  });
  return groups;
}

/** The confusion table: one line for each actual label, one column for each predicted one. */
export function confusionCsv({ labels, confusion }: Evaluation): string {
  const lines = labels.map((label, actual) =>
    csvLine([label, ...confusion.slice(actual * labels.length, (actual + 1) * labels.length)]),
  );
  return `${[csvLine(["actual", ...labels]), ...lines].join("\n")}\n`;
}

/** The pairs most often mistaken for each other, worst first. */
export function worstConfusions({ labels, confusion }: Evaluation, count: number) {
  return Array.from(confusion, (rows, cell) => ({
    actual: labels[Math.floor(cell / labels.length)] ?? "",
    predicted: labels[cell % labels.length] ?? "",
    rows,
  }))
    .filter((pair) => pair.actual !== pair.predicted && pair.rows > 0)
    .sort((a, b) => b.rows - a.rows)
    .slice(0, count);
}

/** The value below which the share `q` of the numbers lies (nearest rank). */
export function quantile(numbers: Float64Array, q: number): number {
  const sorted = numbers.toSorted();
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? 0;
}

type Predicted = { intent: string; confidence: number };

export function summarise(dataset: Dataset, predicted: readonly Predicted[]): Evaluation {
  const { labels, targets } = dataset;
  const confusion = new Uint32Array(labels.length * labels.length);
  const places = new Map(labels.map((label, place) => [label, place]));
  predicted.forEach(({ intent }, row) => {
    const place = places.get(intent);
    if (place === undefined) throw new Error(`the model predicted "${intent}", which is no label`);
    const cell = (targets[row] ?? 0) * labels.length + place;
    confusion[cell] = (confusion[cell] ?? 0) + 1;
  });
  const confidences = Float64Array.from(predicted, ({ confidence }) => confidence);
  return {
    labels,
    rows: targets.length,
    confusion,
    confidences,
    calibrationError: calibrationErrorOf(
      predicted.map(({ intent }, row) => places.get(intent) === targets[row]),
      confidences,
    ),
    ...scoresOf(confusion, labels.length),
  };
}

const CALIBRATION_BINS = 10;

/** Expected calibration error over bins of equal width. */
function calibrationErrorOf(hits: readonly boolean[], confidences: Float64Array): number {
  const gaps = new Float64Array(CALIBRATION_BINS);
  confidences.forEach((confidence, row) => {
    const bin = Math.min(CALIBRATION_BINS - 1, Math.floor(confidence * CALIBRATION_BINS));
    gaps[bin] = (gaps[bin] ?? 0) + (hits[row] ? 1 : 0) - confidence;
  });
  const gap = gaps.reduce((sum, value) => sum + Math.abs(value), 0);
  return hits.length === 0 ? 0 : gap / hits.length;
}

function scoresOf(confusion: Uint32Array, labels: number): { accuracy: number; macroF1: number } {
  let hits = 0;
  let rows = 0;
  let f1Sum = 0;
  let present = 0;
  for (let label = 0; label < labels; label += 1) {
    let actual = 0;
    let predicted = 0;
    for (let other = 0; other < labels; other += 1) {
      actual += confusion[label * labels + other] ?? 0;
      predicted += confusion[other * labels + label] ?? 0;
    }
    const hit = confusion[label * labels + label] ?? 0;
    hits += hit;
    rows += actual;
    // A label with neither rows nor predictions has no F1 to average.
    if (actual + predicted === 0) continue;
    present += 1;
    f1Sum += (2 * hit) / (actual + predicted);
  }
  return { accuracy: rows === 0 ? 0 : hits / rows, macroF1: present === 0 ? 0 : f1Sum / present };
}
