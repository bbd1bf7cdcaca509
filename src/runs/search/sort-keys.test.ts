import { expect, test } from "vitest";
import { ordering } from "./sort-keys.ts";

test.each([
  ["startedAt", "attribute", "start_time", "last"],
  ["durationMs", "attribute", "duration", "last"],
  ["metrics.val/loss", "metric", "val/loss", "last"],
  ["best.f1", "metric", "f1", "best"],
  ["count.a.b", "metric", "a.b", "count"],
  ["params.lr", "param", "lr", "last"],
  ["tags.team", "tag", "team", "last"],
])("runs are sorted by %s", (sort, target, key, part) => {
  expect(ordering(sort, "asc")).toEqual({ field: { target, key, part }, descending: false });
  expect(ordering(sort, "desc")).toMatchObject({ descending: true });
});

test.each([
  ["startdAt", "try startedAt"],
  ["zzz", "or metrics., min., max., best., params. or tags. with a key"],
  ["toString", "runs can't be sorted by it"],
  ["constructor.a", "runs can't be sorted by it"],
])("a key that nothing is sorted by says which there are: %s", (sort, problem) => {
  expect(() => ordering(sort, "asc")).toThrow(problem);
});
