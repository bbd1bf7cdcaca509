import { expect, test } from "vitest";
import { figureOf, sortGroups } from "./group-figure.ts";
import type { RunGroup } from "./read-runs.ts";

const group = (
  model: string,
  runs: number,
  churn?: readonly [number, number, number],
): RunGroup => {
  const [mean, min, max] = churn ?? [];
  const stats = { mean, min, max, best: min, sd: 1, runs } as RunGroup["metrics"][string];
  return {
    by: [{ key: "params.model", value: model }],
    runs,
    newest: runs,
    metrics: churn === undefined ? {} : { churn: stats },
  };
};
const bayes = group("bayes", 3, [5, 1, 9]);
const rules = group("rules", 2, [4, 3, 5]);
const none = group("neural", 1);
const all = [rules, none, bayes];

const sorted = (key: string, descending = false) =>
  sortGroups(all, { key, descending }).map(({ by }) => by[0]?.value);

test("groups are sorted by the figure that their column shows", () => {
  expect(sorted("metrics.churn")).toEqual(["rules", "bayes", "neural"]);
  expect(sorted("min.churn")).toEqual(["bayes", "rules", "neural"]);
  expect(sorted("max.churn")).toEqual(["rules", "bayes", "neural"]);
  expect(sorted("best.churn", true)).toEqual(["rules", "bayes", "neural"]);
  expect(sorted("params.model")).toEqual(["bayes", "neural", "rules"]);
  expect(sorted("name", true)).toEqual(["rules", "neural", "bayes"]);
  expect(sorted("startedAt")).toEqual(["neural", "rules", "bayes"]);
});

test("a column that says nothing of groups sorts them by their size", () => {
  expect(figureOf(bayes, "durationMs")).toBeNull();
  expect(sorted("durationMs", true)).toEqual(["bayes", "rules", "neural"]);
});
