import { expect, test } from "vitest";
import { filterOfGroup, isFilter, viewOf } from "./read-runs.ts";

test("an empty address shows the newest runs first", () => {
  expect(viewOf({})).toEqual({
    text: "",
    status: "",
    project: undefined,
    experiment: undefined,
    group: [],
    onlyDiffering: false,
    sort: { key: "startedAt", descending: true },
    ignored: [],
  });
});

test("what the address says wrongly is named and left out", () => {
  const view = viewOf({
    sort: "-colour",
    status: "asleep",
    q: "bayes",
    group: "params.model,moon",
    cols: "metrics.loss,moon",
  });
  expect(view.ignored).toEqual([
    "status=asleep",
    "sort=-colour",
    "group=params.model,moon",
    "cols=moon",
  ]);
  expect(view.group).toEqual(["params.model"]);
  expect(view.sort.key).toBe("startedAt");
  expect(view.text).toBe("bayes");
});

test("a comparison is a filter, a word is looked for", () => {
  expect(
    ["metrics.accuracy > 0.9", "params.model = 'bayes'", "tags.team LIKE 'a%'"].map(isFilter),
  ).toEqual([true, true, true]);
  expect(["bayes", "train.ts", "in the morning"].map(isFilter)).toEqual([false, false, false]);
});

test("a group's runs are found by a filter beside the one there is", () => {
  const by = [
    { key: "params.model", value: "it's" },
    { key: "tags.a b", value: null },
  ];
  expect(filterOfGroup("", { by })).toBe(`params.model = 'it''s' AND NOT has:tags."a b"`);
  expect(filterOfGroup("metrics.a > 1 OR x = 2", { by: by.slice(0, 1) })).toBe(
    "(metrics.a > 1 OR x = 2) AND params.model = 'it''s'",
  );
});
