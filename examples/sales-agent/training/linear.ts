import { type FeatureTable, vectoriser } from "./features.ts";

/**
 * One weight per n-gram and label, `weights[column * labels + label]`, and one bias per label.
 * Scores are divided by `temperature`, which is 1 until the model is calibrated: above 1 makes it less
 * sure of itself, below 1 surer; which label wins stays the same.
 */
export type LinearModel = {
  labels: string[];
  features: FeatureTable;
  weights: Float32Array;
  bias: Float32Array;
  temperature: number;
};

export type Prediction = { intent: string; confidence: number; scores: Record<string, number> };

/** Turns scores into probabilities in place and returns the place of the highest. */
export function softmax(scores: Float64Array): number {
  let best = 0;
  for (let i = 1; i < scores.length; i += 1) {
    if ((scores[i] as number) > (scores[best] as number)) best = i;
  }
  const highest = scores[best] ?? 0;
  let sum = 0;
  for (let i = 0; i < scores.length; i += 1) {
    const power = Math.exp((scores[i] as number) - highest);
    scores[i] = power;
    sum += power;
  }
  for (let i = 0; i < scores.length; i += 1) scores[i] = (scores[i] as number) / sum;
  return best;
}

export function linearPredictor(model: LinearModel): (text: string) => Prediction {
  const { weights, bias, labels, temperature } = model;
  const vectors = vectoriser(model.features);
  return (text) => {
    const { columns, values } = vectors.rows([text]);
    const scores = Float64Array.from(bias);
    columns.forEach((column, at) => {
      const value = values[at] ?? 0;
      for (let label = 0; label < scores.length; label += 1) {
        (scores[label] as number) += value * (weights[column * scores.length + label] as number);
      }
    });
    scores.forEach((score, label) => {
      scores[label] = score / temperature;
    });
    const best = softmax(scores);
    return {
      intent: labels[best] ?? "",
      confidence: scores[best] ?? 0,
      scores: Object.fromEntries(labels.map((label, place) => [label, scores[place] ?? 0])),
    };
  };
}
