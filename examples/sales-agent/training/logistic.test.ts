import { expect, test } from "vitest";
import { linearPredictor } from "./linear.ts";
import { type Epoch, LOGISTIC_DEFAULTS, trainLogistic } from "./logistic.ts";

const dataset = {
  labels: ["deny", "price", "trial"],
  texts: [
    "what does it cost",
    "the cost please",
    "cost per month",
    "start a free trial",
    "trial please",
    "is the trial free",
    "no thanks",
    "no not now",
    "not now please",
  ],
  targets: Uint16Array.of(1, 1, 1, 2, 2, 2, 0, 0, 0),
};

function train(seed: number) {
  const epochs: Epoch[] = [];
  const onEpoch = (epoch: Epoch) => epochs.push(epoch);
  const model = trainLogistic(dataset, { ...LOGISTIC_DEFAULTS, seed, onEpoch });
  return { model, epochs };
}

test("learns the training rows, and the loss falls from that of a guess", () => {
  const { model, epochs } = train(1);
  const predict = linearPredictor(model);
  const intents = dataset.texts.map((text) => dataset.labels.indexOf(predict(text).intent));
  expect(intents).toEqual([...dataset.targets]);
  expect(epochs.map((epoch) => epoch.epoch)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
  expect(epochs.at(-1)?.loss).toBeLessThan(0.5 * (epochs[0]?.loss ?? 0));
  expect(epochs.at(-1)?.trainAccuracy).toBe(1);
});

test("the same seed gives the same weights, another seed others", () => {
  expect(train(7).model.weights).toEqual(train(7).model.weights);
  expect(train(7).model.weights).not.toEqual(train(8).model.weights);
});

test("probabilities sum to one, and a message of unknown words is near a guess", () => {
  const predict = linearPredictor(train(1).model);
  const { scores } = predict("no trial please");
  expect(Object.values(scores).reduce((sum, score) => sum + score)).toBeCloseTo(1, 9);
  expect(predict("ζζζ").confidence).toBeLessThan(0.45);
});
