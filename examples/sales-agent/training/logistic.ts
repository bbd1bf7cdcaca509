import type { Dataset } from "./dataset.ts";
import { fitFeatures, type SparseRows, vectoriser } from "./features.ts";
import { type LinearModel, softmax } from "./linear.ts";
import { seededRandom, shuffle } from "./random.ts";

export type Epoch = { epoch: number; loss: number; trainAccuracy: number };

export type LogisticOptions = {
  epochs: number;
  learningRate: number;
  labelSmoothing: number;
  seed: number;
  onEpoch?: (epoch: Epoch) => void;
};

export const LOGISTIC_DEFAULTS: LogisticOptions = {
  epochs: 12,
  learningRate: 2,
  labelSmoothing: 0.1,
  seed: 1,
};

export const LOGISTIC_FEATURES = {
  shape: { words: 2, charactersMin: 2, charactersMax: 4 },
  weighting: "tfidf",
  rowsMin: 2,
} as const;

/** Multinomial logistic regression by stochastic gradient descent, one row a step. */
export function trainLogistic(dataset: Dataset, options: LogisticOptions): LinearModel {
  const table = fitFeatures(dataset.texts, LOGISTIC_FEATURES);
  const rows = vectoriser(table).rows(dataset.texts);
  const labels = dataset.labels.length;
  const model: LinearModel = {
    labels: dataset.labels,
    features: table,
    weights: new Float32Array(table.buckets.length * labels),
    bias: new Float32Array(labels),
    temperature: 1,
  };
  const random = seededRandom(options.seed);
  const order = Uint32Array.from(dataset.texts, (_, row) => row);
  const pass = { model, rows, targets: dataset.targets, smoothing: options.labelSmoothing };
  for (let epoch = 1; epoch <= options.epochs; epoch += 1) {
    shuffle(order, random);
    const done = (epoch - 1) / options.epochs;
    const rateFrom = options.learningRate * (1 - done);
    const rateTo = options.learningRate * (1 - done - 1 / options.epochs);
    const { loss, hits } = onePass(pass, order, { from: rateFrom, to: rateTo });
    const count = order.length;
    options.onEpoch?.({ epoch, loss: loss / count, trainAccuracy: hits / count });
  }
  return model;
}

type Pass = { model: LinearModel; rows: SparseRows; targets: Uint16Array; smoothing: number };

// Each row is scored before it is learned from, so loss and hits are those of unseen-this-epoch rows.
function onePass(pass: Pass, order: Uint32Array, rate: { from: number; to: number }) {
  const { model, rows, targets } = pass;
  const labels = model.bias.length;
  const spread = pass.smoothing / labels;
  const scores = new Float64Array(labels);
  let loss = 0;
  let hits = 0;
  for (let step = 0; step < order.length; step += 1) {
    const row = order[step] ?? 0;
    const target = targets[row] ?? 0;
    addScores(model, rows, row, scores);
    const best = softmax(scores);
    if (best === target) hits += 1;
    loss -= Math.log(Math.max(scores[target] ?? 0, 1e-12));
    const learningRate = rate.from + ((rate.to - rate.from) * step) / order.length;
    for (let label = 0; label < labels; label += 1) {
      const wanted = (label === target ? 1 - pass.smoothing : 0) + spread;
      scores[label] = learningRate * ((scores[label] ?? 0) - wanted);
    }
    descend(model, rows, row, scores);
  }
  return { loss, hits };
}

function addScores(model: LinearModel, rows: SparseRows, row: number, scores: Float64Array): void {
  const { weights, bias } = model;
  const { offsets, columns, values } = rows;
  const labels = bias.length;
  scores.set(bias);
  const end = offsets[row + 1] ?? 0;
  for (let at = offsets[row] ?? 0; at < end; at += 1) {
    const value = values[at] as number;
    const base = (columns[at] as number) * labels;
    for (let label = 0; label < labels; label += 1) {
      (scores[label] as number) += value * (weights[base + label] as number);
    }
  }
}

function descend(model: LinearModel, rows: SparseRows, row: number, steps: Float64Array): void {
  const { weights, bias } = model;
  const { offsets, columns, values } = rows;
  const labels = bias.length;
  // Most labels are already all but ruled out; their steps are too small to pay for.
  const moved: number[] = [];
  for (let label = 0; label < labels; label += 1) {
    if (Math.abs(steps[label] ?? 0) > STEP_MIN) moved.push(label);
  }
  const end = offsets[row + 1] ?? 0;
  for (const label of moved) {
    const stepSize = steps[label] as number;
    (bias[label] as number) -= stepSize * BIAS_RATE;
    for (let at = offsets[row] ?? 0; at < end; at += 1) {
      const cell = (columns[at] as number) * labels + label;
      (weights[cell] as number) -= stepSize * (values[at] as number);
    }
  }
}

const STEP_MIN = 0.004;
const BIAS_RATE = 0.01;
