import { csvLine } from "./csv.ts";
import { type Dataset, selectRows } from "./dataset.ts";
import type { IntentModel } from "./model.ts";
import { seededRandom, shuffle } from "./random.ts";

/** `confusion[actual * labels.length + predicted]` counts rows. */
export type Evaluation = {
  labels: string[];
  rows: number;
  accuracy: number;
  macroF1: number;
  confusion: Uint32Array;
  confidences: Float64Array;
};

export function evaluate(model: IntentModel, dataset: Dataset): Evaluation {
  const predicted = dataset.texts.map((text) => model.predict(text));
  return summarise(dataset, predicted);
}

/** Every row is predicted once, by a model that never saw it. */
export function crossValidate(
  dataset: Dataset,
  options: { folds: number; seed: number; train: (part: Dataset) => IntentModel },
): Evaluation {
  const predicted: Predicted[] = Array.from(dataset.texts, () => ({ intent: "", confidence: 0 }));
  for (const held of stratifiedFolds(dataset.targets, options.folds, options.seed)) {
    const isHeld = new Set(held);
    const rest = dataset.texts.map((_, row) => row).filter((row) => !isHeld.has(row));
    const model = options.train(selectRows(dataset, rest));
    for (const row of held) predicted[row] = model.predict(dataset.texts[row] ?? "");
  }
  return summarise(dataset, predicted);
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

function summarise(dataset: Dataset, predicted: readonly Predicted[]): Evaluation {
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
    ...scoresOf(confusion, labels.length),
  };
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
