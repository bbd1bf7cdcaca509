import { expect, test } from "vitest";
import { trainModel, trainParams } from "./train-model.ts";

const dataset = {
  labels: ["price", "trial"],
  texts: ["what does it cost", "free trial"],
  targets: Uint16Array.of(0, 1),
};

test("a run's parameters name everything that one needs to repeat it", () => {
  expect(trainParams(dataset, { model: "logistic", epochs: 3, seed: 9 })).toEqual({
    model: "logistic",
    seed: 9,
    rows: 2,
    labels: 2,
    features: "words 1-2, characters 2-4, tfidf",
    calibrated: false,
    epochs: 3,
    learning_rate: 2,
    label_smoothing: 0.1,
  });
});

test("a parameter that a model does not have is not reported", () => {
  expect(trainParams(dataset, { model: "rules", epochs: 3, seed: 9 })).toEqual({
    model: "rules",
    seed: 9,
    rows: 2,
    labels: 2,
    features: "keywords",
  });
});

test("only logistic regression has epochs to report", () => {
  const seen: string[] = [];
  for (const model of ["rules", "bayes", "logistic"] as const) {
    trainModel(dataset, {
      model,
      epochs: 2,
      seed: 1,
      onEpoch: ({ epoch }) => seen.push(`${model} ${epoch}`),
    });
  }
  expect(seen).toEqual(["logistic 1", "logistic 2"]);
});
