import type { Dataset } from "./dataset.ts";
import type { HeldOut } from "./evaluate.ts";
import type { Prediction } from "./model.ts";

export type Calibration = {
  /** For the model trained on all rows. */
  temperature: number;
  /** The held-out predictions on the new scale, each fold with a temperature found on the others. */
  predictions: Prediction[];
};

/**
 * Puts a model's confidences on the scale of what they mean, so that of the messages with confidence
 * 0.7 about seven in ten are right (temperature scaling). A product that compares a confidence with a
 * threshold relies on that, and accuracy does not show it.
 */
export function calibrate(dataset: Dataset, { predictions, folds }: HeldOut): Calibration {
  const { labels, targets } = dataset;
  const logs = predictions.map(({ scores }) => labels.map((label) => logOf(scores[label])));
  const fit = (rows: readonly number[]) =>
    temperatureOf(
      rows.map((row) => logs[row] ?? []),
      rows.map((row) => targets[row] ?? 0),
    );
  const scaled: Prediction[] = [];
  for (const held of folds) {
    const temperature = fit(folds.filter((fold) => fold !== held).flat());
    for (const row of held) {
      const prediction = predictions[row];
      if (prediction !== undefined) scaled[row] = rescale(prediction, temperature);
    }
  }
  return { temperature: fit(folds.flat()), predictions: scaled };
}

/** The temperature with the lowest mean log loss, to three digits, by golden-section search on its logarithm. */
function temperatureOf(logs: readonly number[][], targets: readonly number[]): number {
  const loss = (logTemperature: number) => meanLogLoss(logs, targets, Math.exp(logTemperature));
  let [low, high] = [Math.log(TEMPERATURE_MIN), Math.log(TEMPERATURE_MAX)];
  while (high - low > 1e-4) {
    const step = (high - low) * GOLDEN;
    if (loss(high - step) <= loss(low + step)) high = low + step;
    else low = high - step;
  }
  return Number(Math.exp((low + high) / 2).toPrecision(3));
}

const TEMPERATURE_MIN = 0.05;
const TEMPERATURE_MAX = 1000;
const GOLDEN = (Math.sqrt(5) - 1) / 2;

function meanLogLoss(
  logs: readonly number[][],
  targets: readonly number[],
  temperature: number,
): number {
  let loss = 0;
  logs.forEach((row, at) => {
    const sum = row.reduce((total, log) => total + Math.exp(log / temperature), 0);
    loss += Math.log(sum) - (row[targets[at] ?? 0] ?? 0) / temperature;
  });
  return loss / Math.max(1, logs.length);
}

function rescale({ intent, scores }: Prediction, temperature: number): Prediction {
  const powers = Object.entries(scores).map(
    ([label, score]) => [label, Math.exp(logOf(score) / temperature)] as const,
  );
  const sum = powers.reduce((total, [, power]) => total + power, 0);
  const rescaled = Object.fromEntries(powers.map(([label, power]) => [label, power / sum]));
  return { intent, confidence: rescaled[intent] ?? 0, scores: rescaled };
}

// A label that naive Bayes all but rules out has a probability too small for a number.
function logOf(probability: number | undefined): number {
  return Math.log(Math.max(probability ?? 0, Number.MIN_VALUE));
}
