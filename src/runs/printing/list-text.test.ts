import { expect, test } from "vitest";
import type { RunRow } from "../model.ts";
import { listText } from "./index.ts";

const row = (id: string, more: Partial<RunRow> = {}): RunRow =>
  ({
    id: id.repeat(32),
    name: id,
    status: "FINISHED",
    startedAt: 0,
    durationMs: 90,
    commit: null,
    dirty: false,
    params: {},
    metrics: {},
    tags: {},
    ...more,
  }) as RunRow;
const told = (runs: readonly RunRow[], ...more: [string?, string[]?]) => {
  const list = { total: runs.length, runs, metrics: [], params: [] };
  return listText(list, more[0], more[1])
    .split("\n")
    .map((line) => line.split(/ {2,}/).slice(5, -1));
};

test("the four metrics that most runs have are columns, equally common ones by name", () => {
  const runs = [
    row("a", { metrics: { e: 1, d: 2, c: 3, b: 4, a: 5 } }),
    row("b", { metrics: { e: 6, c: 7 } }),
    row("c", { metrics: { e: 8 } }),
  ];
  expect(told(runs)).toEqual([
    ["e", "c", "a", "b"],
    ["1", "3", "5", "4"],
    ["6", "7", "-", "-"],
    ["8", "-", "-", "-"],
  ]);
  expect(told(runs, "d")[0]).toEqual(["d", "e", "c", "a"]);
  // What no run measured is a fact, or a parameter: no column of its own.
  expect(told(runs, "startedAt")[0]).toEqual(["e", "c", "a", "b"]);
  expect(told([row("a")])).toEqual([[], []]);
});

test("columns that were asked for stand as they were asked, with a dash for what a run lacks", () => {
  const runs = [
    row("a", {
      params: { lr: "0.1", "metrics.x": "p" },
      tags: { lr: "tag" },
      metrics: { lr: 3, "a.b": 4 },
      extremes: { lr: { min: 1, max: 9, best: 1 } },
    }),
    row("b"),
  ];
  const columns = ["tags.lr", "params.lr", "lr", "metrics.lr", "a.b", "params.metrics.x"];
  expect(told(runs, "lr", columns)).toEqual([
    columns,
    ["tag", "0.1", "3", "3", "4", "p"],
    ["-", "-", "-", "-", "-", "-"],
  ]);
  const parts = ["best.lr", "min.lr", "max.lr", "min.other"];
  expect(told(runs, undefined, parts)).toEqual([parts, ["1", "1", "9", "-"], ["-", "-", "-", "-"]]);
  expect(told(runs, undefined, [])).toEqual([[], [], []]);
});

test("a list that is whole says nothing of more, and one that is not says how to see all", () => {
  const list = { total: 1, runs: [row("a")], metrics: [], params: [] };
  const table = [
    "run       name  status    started                  took   commit",
    "aaaaaaaa  a     FINISHED  1970-01-01 00:00:00 UTC  90 ms  none",
  ].join("\n");
  expect(listText(list, undefined)).toBe(table);
  expect(listText({ ...list, total: 2 }, undefined)).toBe(`${table}\n1 more; --limit 2 shows all`);
});
