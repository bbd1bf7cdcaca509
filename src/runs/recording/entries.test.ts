import { expect, test } from "vitest";
import { metricEntry, pairEntry } from "./entries.ts";

const refusal = (act: () => unknown) => {
  try {
    return act();
  } catch (error) {
    const { code, message } = error as { code: string; message: string };
    return `${code}: ${message}`;
  }
};
const metric = (key: unknown, value: unknown, step: unknown = 0) =>
  refusal(() => metricEntry(key as string, value, step, 7));
const pair = (kind: "params" | "tags", key: unknown, value: unknown) =>
  refusal(() => pairEntry(kind, key as string, value));

test("a metric goes as its number, and as a word where JSON has none", () => {
  for (const [value, wire] of [
    [0, 0],
    [-0.5, -0.5],
    [Number.NaN, "NaN"],
    [Number.POSITIVE_INFINITY, "Infinity"],
    [Number.NEGATIVE_INFINITY, "-Infinity"],
  ])
    expect(metric("loss", value, -3)).toEqual({
      kind: "metrics",
      item: { key: "loss", value: wire, timestamp: 7, step: -3 },
    });
});

test("a parameter or a tag is text, whatever simple value it was", () => {
  for (const [value, text] of [
    ["", ""],
    ["a", "a"],
    [0.1, "0.1"],
    [false, "false"],
  ]) {
    const item = { key: "lr", value: text };
    expect(pair("params", "lr", value)).toEqual({ kind: "params", item });
    expect(pair("tags", "lr", value)).toEqual({ kind: "tags", item });
  }
});

test("what can't be logged is refused with what it is and what it should be", () => {
  const invalid = (what: string) => `RUNS_LOGGED_INVALID: ${what}`;
  expect(metric("loss", "0.5")).toBe(invalid('metric "loss" is "0.5"; expected a number'));
  expect(metric("loss", null)).toBe(invalid('metric "loss" is null; expected a number'));
  for (const [step, shown] of [
    [0.5, "0.5"],
    ["1", '"1"'],
    [Number.NaN, "NaN"],
  ])
    expect(metric("loss", 1, step)).toBe(
      invalid(`the step of metric "loss" is ${shown}; expected a whole number`),
    );
  expect(metric("", 1)).toBe(
    invalid('the name of a metric "" is ""; expected text that is not empty'),
  );
  expect(metric(3, 1)).toBe(
    invalid('the name of a metric "3" is 3; expected text that is not empty'),
  );
  expect(pair("params", "", 1)).toBe(
    invalid('the name of a parameter "" is ""; expected text that is not empty'),
  );
  expect(pair("tags", undefined, 1)).toBe(
    invalid('the name of a tag "undefined" is undefined; expected text that is not empty'),
  );
  for (const [kind, what] of [
    ["params", "parameter"],
    ["tags", "tag"],
  ] as const)
    expect(pair(kind, "k", undefined)).toBe(
      invalid(`${what} "k" is undefined; expected text, a number, true or false`),
    );
});
