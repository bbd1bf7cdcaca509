import { expect, test } from "vitest";
import { loadModel, withTemperature } from "./model.ts";
import { trainModel } from "./train-model.ts";

const dataset = {
  labels: ["price", "trial"],
  texts: ["what does it cost", "cost please", "free trial", "trial please"],
  targets: Uint16Array.of(0, 0, 1, 1),
};

function saved(model: "rules" | "bayes" | "logistic") {
  return JSON.parse(JSON.stringify(trainModel(dataset, { model, epochs: 12, seed: 1 })));
}

test.each(["rules", "bayes", "logistic"] as const)(
  "a %s model predicts after a round trip",
  (kind) => {
    const model = loadModel(saved(kind));
    expect([model.kind, model.labels]).toEqual([kind, ["price", "trial"]]);
    const { intent, confidence, scores } = model.predict("the cost?");
    expect(intent).toBe("price");
    expect(confidence).toBe(scores["price"]);
  },
);

test("what is no model, of another version or cut short is refused", () => {
  expect(() => loadModel({})).toThrow('expected "format": "tally-intent-model"');
  expect(() => loadModel(null)).toThrow("not an intent model");
  expect(() => loadModel({ ...saved("bayes"), version: 2 })).toThrow("expected version 1");
  expect(() => loadModel({ ...saved("bayes"), weights: "AAAAAA==" })).toThrow("found 1;");
});

test("a temperature changes how sure a model is and never what it says", () => {
  const plain = loadModel(saved("bayes"));
  const cooler = loadModel(withTemperature(saved("bayes"), 5));
  const [before, after] = [plain.predict("the cost?"), cooler.predict("the cost?")];
  expect(after.intent).toBe(before.intent);
  expect(after.confidence).toBeLessThan(before.confidence);
  expect(() => loadModel({ ...saved("bayes"), temperature: 0 })).toThrow("found 0;");
  expect(withTemperature(saved("rules"), 5)).toEqual(saved("rules"));
});
