import { expect, test } from "vitest";
import type { RunComparison } from "../comparison/index.ts";
import type { RunDetail } from "../model.ts";
import { comparisonText, extremesOf, listText, runText } from "./index.ts";

const RUN: RunDetail = {
  id: "3f2a91c7d0b84e6f9a1b2c3d4e5f6071",
  project: "shop",
  experiment: "shop",
  name: "rules",
  user: "ada",
  status: "FINISHED",
  startedAt: Date.UTC(2026, 10, 23, 16, 4, 9),
  endedAt: Date.UTC(2026, 10, 23, 16, 4, 10),
  durationMs: 1000,
  commit: "1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d",
  dirty: true,
  command: ["node", "train.ts"],
  data: [{ path: "data/x.csv", md5: "e5ebd4c02cefbe7955977c67ada242b7", size: 8, tracked: true }],
  params: { lr: "0.1" },
  metrics: { accuracy: 0.91234, loss: "NaN" },
  tags: { team: "ml", "mlflow.user": "ada" },
  metricSummaries: [
    {
      key: "accuracy",
      last: 0.91234,
      min: 0.5,
      max: 0.92,
      count: 3,
      lastStep: 2,
      bestMinStep: 0,
      bestMaxStep: 1,
    },
  ],
  artifactUri: "mlflow-artifacts:/1/3f/artifacts",
  notebook: null,
  exitCode: 0,
  branch: "main",
  folder: ".",
};

test("a list has the metrics that most runs share, the sorted one first", () => {
  const runs = [
    RUN,
    {
      ...RUN,
      id: "b".repeat(32),
      commit: null,
      durationMs: null,
      metrics: { accuracy: 0.8, f1: 1 },
    },
  ];
  const list = { total: 5, runs, metrics: [], params: [] };
  expect(listText(list, "f1")).toBe(
    [
      "run       name   status    started                  took   f1  accuracy  loss  commit",
      "3f2a91c7  rules  FINISHED  2026-11-23 16:04:09 UTC  1.0 s  -   0.9123    NaN   1a2b3c4+",
      "bbbbbbbb  rules  FINISHED  2026-11-23 16:04:09 UTC  -      1   0.8       -     none",
      "3 more; --limit 5 shows all",
    ].join("\n"),
  );
  expect(listText({ ...list, runs: [] }, undefined)).toContain("fettle run -- COMMAND");
});

test("a list that is sorted by a best value shows it", () => {
  const extremes = { loss: { min: 0.25, max: 3, best: 0.25 } };
  const list = { total: 1, runs: [{ ...RUN, extremes }], metrics: [], params: [] };
  const cells = (text: string) => text.split("\n").map((line) => line.split(/ {2,}/).slice(5, -1));
  expect(cells(listText(list, "best.loss"))).toEqual([
    ["best.loss", "accuracy", "loss"],
    ["0.25", "0.9123", "NaN"],
  ]);
  expect(cells(listText(list, undefined, ["max.loss", "params.lr"]))).toEqual([
    ["max.loss", "params.lr"],
    ["3", "0.1"],
  ]);
  expect(extremesOf(["best.loss", "params.lr", undefined, "max.loss", "min.f1"])).toEqual([
    "loss",
    "f1",
  ]);
});

test("a run shows all that was recorded, without the tags that repeat it", () => {
  expect(runText(RUN, [{ path: "model/model.json", folder: false, size: 2048 }])).toBe(
    `run         3f2a91c7d0b84e6f9a1b2c3d4e5f6071
name        rules
experiment  shop
project     shop
status      FINISHED, exit code 0
started     2026-11-23 16:04:09 UTC by ada
took        1.0 s
command     node train.ts
folder      .
commit      1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d on main, with changes that were not committed
data        data/x.csv  e5ebd4c02cefbe7955977c67ada242b7  8 B

parameters
  key  value
  lr   0.1

metrics
  key       last    min  max   points  last step
  accuracy  0.9123  0.5  0.92       3          2

tags
  key   value
  team  ml

artifacts
  path              size
  model/model.json  2.0 KiB`,
  );
});

test("a comparison shows what differs, and all when asked", () => {
  const comparison: RunComparison = {
    groups: [
      { label: "rules", runs: ["3f"], repeats: 0, seeds: [] },
      { label: "bayes", runs: ["bb"], repeats: 0, seeds: [] },
    ],
    metrics: [],
    runs: [RUN, { ...RUN, id: "b".repeat(32), name: "bayes" }],
    rows: [
      { kind: "fact", key: "dirty", values: [true, true], differs: false },
      { kind: "fact", key: "durationMs", values: [1000, 90], differs: true },
      { kind: "param", key: "lr", values: ["0.1", null], differs: true },
      {
        kind: "data",
        key: "data/x.csv",
        values: ["e5ebd4c02cefbe79", "aaaabbbbcccc"],
        differs: true,
      },
    ],
  };
  const lines = comparisonText(comparison, false).split("\n");
  expect(lines).toEqual([
    "                   rules (3f2a91c7)  bayes (bbbbbbbb)",
    "fact   durationMs  1.0 s             90 ms",
    "param  lr          0.1               -",
    "data   data/x.csv  e5ebd4c0          aaaabbbb",
  ]);
  expect(comparisonText(comparison, true)).toContain("dirty");
  expect(comparisonText({ ...comparison, rows: [] }, true)).toBe(
    "rules (3f2a91c7) and bayes (bbbbbbbb) do not differ",
  );
});

test("a comparison tells what repeats differ by, and whether that is more than noise", () => {
  const group = (label: string, repeats: number) => ({
    label,
    runs: [label],
    repeats,
    seeds: ["seed"],
  });
  const spread = {
    n: 3,
    infinite: 0,
    min: 0,
    max: 1,
    difference: null,
    noise: null,
    exceeds: null,
  };
  const comparison: RunComparison = {
    runs: [RUN, { ...RUN, id: "b".repeat(32), name: "bayes" }],
    rows: [],
    groups: [group("rules", 2), group("bayes", 0)],
    metrics: [
      {
        key: "f1",
        direction: "higher",
        best: 1,
        groups: [
          { ...spread, mean: 0.8, sd: 0.01 },
          { ...spread, mean: 0.9, sd: null, difference: 0.1, noise: 0.05, exceeds: true },
        ],
      },
    ],
  };
  const code = { from: "a", to: "b", stat: " train.ts | 2 +-", problem: null };
  expect(comparisonText(comparison, false, code)).toBe(
    [
      "metrics over repeats (* best; differences are from rules)",
      "      rules (3 runs)  bayes (1 run)",
      "  f1  0.8 ± 0.01      0.9 *  (+0.1, more than noise 0.05)",
      "",
      "code",
      "   train.ts | 2 +-",
    ].join("\n"),
  );
});
