import { expect, test } from "vitest";
import type { GroupMetric, RunComparison } from "../comparison/index.ts";
import { comparisonText } from "./index.ts";

const RUNS = [
  { id: `3f2a91c7${"0".repeat(24)}`, name: "rules" },
  { id: `b1b2b3b4${"0".repeat(24)}`, name: "bayes" },
] as unknown as RunComparison["runs"];
const group = (label: string, runs: readonly string[], repeats = 0) => ({
  label,
  runs,
  repeats,
  seeds: ["seed"],
});
const ALONE = [group("rules", ["3f"]), group("bayes", ["b1"])];
const F1: GroupMetric = {
  n: 1,
  infinite: 0,
  min: 0,
  max: 1,
  mean: 0.5,
  sd: null,
  difference: null,
  noise: null,
  exceeds: null,
};
const metric = (key: string, groups: readonly GroupMetric[], best: number | null = null) =>
  ({ key, direction: "higher", best, groups }) as RunComparison["metrics"][number];
const compared = (more: Partial<RunComparison>): RunComparison => ({
  runs: RUNS,
  rows: [],
  groups: ALONE,
  metrics: [],
  ...more,
});
const fact = (key: string, values: RunComparison["rows"][number]["values"], kind = "fact") =>
  ({ kind, key, values, differs: true }) as RunComparison["rows"][number];

test("each kind of value is told as people read it, and a long one is cut", () => {
  const rows = [
    fact("durationMs", [1500, null]),
    fact("durationMs", [1500, 2], "metric"),
    fact("exitCode", [1500, 0]),
    fact("dirty", [true, false]),
    fact("commit", ["0123456789", "abcdefghij"]),
    fact("commit", ["0123456789", "short"], "data"),
    fact("x.csv", ["0123456789", "short"], "data"),
    fact("command", ["c".repeat(60), "c".repeat(61)]),
  ];
  expect(comparisonText(compared({ rows }), false)).toBe(
    [
      `                    rules (3f2a91c7)                                              bayes (b1b2b3b4)`,
      `fact    durationMs  1.5 s                                                         -`,
      `metric  durationMs  1500                                                          2`,
      `fact    exitCode    1500                                                          0`,
      `fact    dirty       yes                                                           no`,
      `fact    commit      01234567                                                      abcdefgh`,
      `data    commit      01234567                                                      short`,
      `data    x.csv       01234567                                                      short`,
      `fact    command     ${"c".repeat(60)}  ${"c".repeat(57)}...`,
    ].join("\n"),
  );
});

test("runs that nobody repeated are told without a mean, whatever they measured", () => {
  const metrics = [metric("f1", [F1, { ...F1, mean: 0.75 }], 1)];
  expect(comparisonText(compared({ metrics }), false)).toBe(
    "rules (3f2a91c7) and bayes (b1b2b3b4) do not differ",
  );
  const repeated = [group("rules", ["3f", "b1"])];
  expect(comparisonText(compared({ groups: repeated }), false)).toBe(
    "rules (3f2a91c7) and bayes (b1b2b3b4) do not differ",
  );
});

test("two runs of one attempt are one group, also where no other repeats it", () => {
  const groups = [group("rules", ["3f", "b1"])];
  const metrics = [metric("f1", [{ ...F1, sd: 0.01 }])];
  const rows = [fact("seed", ["1", "2"], "param")];
  expect(comparisonText(compared({ groups, metrics, rows }), false)).toBe(
    [
      "             rules (3f2a91c7)  bayes (b1b2b3b4)",
      "param  seed  1                 2",
      "",
      "metrics over repeats (* best; differences are from rules)",
      "      rules (2 runs)",
      "  f1  0.5 ± 0.01",
    ].join("\n"),
  );
});

test("a difference has its sign, and says whether it is within noise where that is known", () => {
  const groups = [...ALONE, group("big", ["c"], 1)];
  const metrics = [
    metric("f1", [F1, { ...F1, difference: -0.25, noise: 0.5, exceeds: false }, F1], 0),
    metric("loss", [F1, { ...F1, difference: 0, noise: null }, { ...F1, mean: null }]),
    metric("time", [
      { ...F1, mean: null, sd: 2 },
      { ...F1, difference: -2 },
      { ...F1, difference: 3, noise: 1, exceeds: true },
    ]),
  ];
  expect(comparisonText(compared({ groups, metrics }), false)).toBe(
    [
      "metrics over repeats (* best; differences are from rules)",
      "        rules (1 run)  bayes (1 run)                   big (2 runs)",
      "  f1    0.5 *          0.5  (-0.25, within noise 0.5)  0.5",
      "  loss  0.5            0.5  (+0)                       -",
      "  time  -              0.5  (-2)                       0.5  (+3, more than noise 1)",
    ].join("\n"),
  );
});

test("the code's difference follows, or why there is none between two commits", () => {
  const rows = [fact("user", ["ada", "bob"])];
  const table = [
    "            rules (3f2a91c7)  bayes (b1b2b3b4)",
    "fact  user  ada               bob",
  ].join("\n");
  const told = (code?: Parameters<typeof comparisonText>[2]) =>
    comparisonText(compared({ rows }), false, code);
  expect(told()).toBe(table);
  const none = { from: "a", to: "b", stat: "", problem: null };
  expect(told(none)).toBe(table);
  expect(told({ ...none, stat: "a | 1 +\nb | 2 -" })).toBe(
    `${table}\n\ncode\n  a | 1 +\n  b | 2 -`,
  );
  expect(told({ ...none, problem: "no repository" })).toBe(
    `${table}\n\ncode not compared: no repository`,
  );
  expect(told({ ...none, from: null, problem: "no commit" })).toBe(table);
  expect(told({ ...none, to: null, problem: "no commit" })).toBe(table);
});
