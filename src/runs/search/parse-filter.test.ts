import { expect, test } from "vitest";
import { type Condition, type Ordering, parseFilter, parseOrder } from "./index.ts";

const READ: readonly (readonly [string, Condition[]])[] = [
  ["", []],
  ["metrics.acc > 0.9", [{ target: "metric", key: "acc", comparator: ">", value: 0.9 }]],
  ["metric.`a b` <= -1e-3", [{ target: "metric", key: "a b", comparator: "<=", value: -0.001 }]],
  [
    "params.model = 'bayes' and tags.\"mlflow.user\" LIKE 'a%'",
    [
      { target: "param", key: "model", comparator: "=", value: "bayes" },
      { target: "tag", key: "mlflow.user", comparator: "LIKE", value: "a%" },
    ],
  ],
  [
    'tags.mlflow.source.name != "x"',
    [{ target: "tag", key: "mlflow.source.name", comparator: "!=", value: "x" }],
  ],
  [
    "status = 'FINISHED'",
    [{ target: "attribute", key: "status", comparator: "=", value: "FINISHED" }],
  ],
  [
    "attributes.created >= 5",
    [{ target: "attribute", key: "start_time", comparator: ">=", value: 5 }],
  ],
  [
    "run_id IN ('a', 'b')",
    [{ target: "attribute", key: "run_id", comparator: "IN", value: ["a", "b"] }],
  ],
  [
    "params.x IS NOT NULL",
    [{ target: "param", key: "x", comparator: "IS NOT NULL", value: undefined }],
  ],
  ["params.x = 'it''s AND'", [{ target: "param", key: "x", comparator: "=", value: "it's AND" }]],
  ["metrics.val/loss<2", [{ target: "metric", key: "val/loss", comparator: "<", value: 2 }]],
  ["params.1 = 'one'", [{ target: "param", key: "1", comparator: "=", value: "one" }]],
];

for (const [filter, conditions] of READ)
  test(`reads ${filter || "an empty filter"}`, () => {
    expect(parseFilter(filter)).toEqual(conditions);
  });

const REFUSED: readonly (readonly [string, RegExp])[] = [
  ["metrics.acc > 'x'", /expected a number/],
  ["metrics.acc LIKE 'x'", /can't compare a number/],
  ["params.x > 'a'", /can't compare text/],
  ["params.x = 3", /expected a quoted string/],
  ["metrics.a > 1 OR metrics.b > 1", /OR is not supported/],
  ["metrics.a > 1 metrics.b > 1", /expected AND/],
  ["metrik.a > 1", /did you mean metric\?/],
  ["statsu = 'x'", /did you mean status\?/],
  ["metrics.a >", /got the end/],
  ["metrics.a ; 1", /cannot read/],
  ["(metrics.a > 1)", /expected a name/],
  ["constructor.x = 'a'", /can't be searched/],
  ["toString = 'a'", /no attribute/],
];

for (const [filter, problem] of REFUSED)
  test(`refuses ${filter}`, () => {
    expect(() => parseFilter(filter)).toThrow(problem);
  });

test("reads orders", () => {
  const wanted: readonly (readonly [string, Ordering])[] = [
    ["metrics.acc DESC", { target: "metric", key: "acc", descending: true }],
    ["start_time", { target: "attribute", key: "start_time", descending: false }],
    ["params.`a b` asc", { target: "param", key: "a b", descending: false }],
  ];
  for (const [order, ordering] of wanted) expect(parseOrder(order)).toEqual(ordering);
  expect(() => parseOrder("metrics.acc UP")).toThrow(/expected ASC or DESC/);
});

test("reads hostile digits, quotes and spaces in linear time, and refuses what is too long", () => {
  const n = 19_000;
  const started = performance.now();
  for (const text of [
    "1".repeat(n),
    "1.".repeat(n / 2),
    "'".repeat(n),
    " ".repeat(n),
    "1e".repeat(n / 2),
  ])
    for (const read of [parseFilter, parseOrder])
      try {
        read(`${text}x`);
      } catch {
        // Only the time matters.
      }
  expect(performance.now() - started).toBeLessThan(1000);
  expect(() => parseOrder("a".repeat(30_000))).toThrow(/at most 20000/);
});
