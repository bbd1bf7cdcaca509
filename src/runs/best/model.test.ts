import { expect, test } from "vitest";
import { directionOf } from "./model.ts";

test.each([
  "loss",
  "val_loss",
  "train/loss",
  "RMSE",
  "val.mean_squared_error",
  "latencyMs",
  "test perplexity",
])("%s is better when it is lower", (metric) => {
  expect(directionOf(metric, { chosen: {} })).toBe("lower");
});

test.each(["accuracy", "f1", "roc_auc", "neg_log_loss", "glossary", "uptime", "closs"])(
  "%s is better when it is higher",
  (metric) => {
    expect(directionOf(metric, { chosen: {} })).toBe("higher");
  },
);

test("what was chosen for a metric counts before its name", () => {
  expect(directionOf("loss", { chosen: { loss: "higher" } })).toBe("higher");
  expect(directionOf("toString", { chosen: {} })).toBe("higher");
});
