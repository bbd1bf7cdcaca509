import { expect, test } from "vitest";
import { isFilter, viewOf } from "./read-runs.ts";

test("an empty address shows the newest runs first", () => {
  expect(viewOf({})).toEqual({
    text: "",
    status: "",
    project: undefined,
    sort: { key: "startedAt", descending: true },
    ignored: [],
  });
});

test("what the address says wrongly is named and left out", () => {
  const view = viewOf({ sort: "-colour", status: "asleep", q: "bayes" });
  expect(view.ignored).toEqual(["status=asleep", "sort=-colour"]);
  expect(view.sort.key).toBe("startedAt");
  expect(view.text).toBe("bayes");
});

test("a comparison is a filter, a word is looked for", () => {
  expect(
    ["metrics.accuracy > 0.9", "params.model = 'bayes'", "tags.team LIKE 'a%'"].map(isFilter),
  ).toEqual([true, true, true]);
  expect(["bayes", "train.ts", "in the morning"].map(isFilter)).toEqual([false, false, false]);
});
