import { expect, test } from "vitest";
import type { MetricSummary, RunDetail } from "../model.ts";
import { commitText, valueText } from "./cells.ts";
import { progressLine, progressText, rowLine, runText } from "./index.ts";

const summary = (key: string, last: MetricSummary["last"], count = 1): MetricSummary => ({
  key,
  last,
  min: 0.25,
  max: 8,
  count,
  lastStep: count - 1,
  bestMinStep: 0,
  bestMaxStep: 0,
});
const run = (more: Partial<RunDetail> = {}): RunDetail => ({
  id: "3f2a91c7d0b84e6f9a1b2c3d4e5f6071",
  project: "shop",
  experiment: "intents",
  name: "rules",
  user: "ada",
  status: "RUNNING",
  startedAt: Date.UTC(2026, 10, 23, 16, 4, 9),
  endedAt: null,
  durationMs: null,
  commit: null,
  dirty: false,
  command: null,
  data: [],
  params: {},
  metrics: {},
  tags: {},
  metricSummaries: [],
  artifactUri: "",
  notebook: null,
  exitCode: null,
  branch: null,
  folder: null,
  ...more,
});

test("a run is one line: its id, name, status, how long it took, and four metrics at most", () => {
  expect(rowLine(run())).toBe("3f2a91c7  rules  RUNNING");
  const metrics = { a: 1, b: "NaN", c: 0.123456, d: 4, e: 5 } as const;
  expect(rowLine(run({ status: "FINISHED", durationMs: 90, metrics }))).toBe(
    "3f2a91c7  rules  FINISHED  90 ms  a 1  b NaN  c 0.1235  d 4",
  );
});

test("what a run logged since it was last looked at is a line with the latest step", () => {
  const before = run({ metricSummaries: [summary("f1", 0.5, 2), summary("loss", 3, 4)] });
  const after = run({
    metricSummaries: [summary("f1", 0.6, 3), summary("loss", 3, 4), summary("new", 1, 9)],
  });
  expect(progressLine(undefined, before)).toBe("step 3  f1 0.5  loss 3");
  expect(progressLine(before, after)).toBe("step 8  f1 0.6  new 1");
  expect(progressLine(before, before)).toBe("");
  expect(progressLine(before, { ...before, status: "FAILED" })).toBe("FAILED");
  expect(progressLine(before, { ...after, status: "FINISHED" })).toBe(
    "step 8  f1 0.6  new 1  FINISHED",
  );
  expect(progressLine(undefined, run({ status: "FINISHED" }))).toBe("");
});

test("a terminal gets the metrics as a table below the run", () => {
  expect(progressText(run({ metrics: { hidden: 1 } }))).toBe(
    "3f2a91c7  rules  RUNNING\n  no metrics yet",
  );
  expect(progressText(run({ metricSummaries: [summary("f1", "NaN", 3)] })).split("\n")).toEqual([
    "3f2a91c7  rules  RUNNING",
    "  metric  last  min   max  step  points",
    "  f1      NaN   0.25  8       2       3",
  ]);
});

test("what a run lacks is a dash, and what it used is told with its version", () => {
  const data = [
    { path: "a.csv", md5: "aa", size: 8, tracked: true },
    { path: "d", md5: "bb.dir", size: 2048, files: 1200, tracked: false },
  ];
  expect(runText(run({ data, notebook: "train.ipynb" }), []).split("\n")).toEqual([
    "run         3f2a91c7d0b84e6f9a1b2c3d4e5f6071",
    "name        rules",
    "experiment  intents",
    "project     shop",
    "status      RUNNING",
    "started     2026-11-23 16:04:09 UTC by ada",
    "took        -",
    "command     -",
    "folder      -",
    "commit      none",
    "data        a.csv  aa  8 B",
    "data        d  bb.dir  2.0 KiB, 1,200 files, not the content of a .dvc file",
    "notebook    train.ipynb",
  ]);
  const clean = runText(run({ commit: "abc", branch: "main" }), []);
  expect(clean).toMatch(/commit {6}abc on main$/);
  const plain = { "mlflow.user": "x", "fettle.a": "y", mlflowish: "z" };
  expect(
    runText(run({ tags: plain }), [])
      .split("\n")
      .slice(-3),
  ).toEqual(["tags", "  key        value", "  mlflowish  z"]);
});

test("a commit is shown short, with a plus where files differed from it", () => {
  expect(commitText({ commit: "1a2b3c4d5e", dirty: false })).toBe("1a2b3c4");
  expect(commitText({ commit: "1a2b3c4d5e", dirty: true })).toBe("1a2b3c4+");
  expect(commitText({ commit: null, dirty: true })).toBe("none");
  expect([null, undefined, 0, "-Infinity"].map((value) => valueText(value as never))).toEqual([
    ...["-", "-", "0", "-∞"],
  ]);
});
