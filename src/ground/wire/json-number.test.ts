import { expect, test } from "vitest";
import { isJsonNumber, jsonNumber, meantNumber, mlflowNumber, NOT_FINITE } from "./json-number.ts";

const ALL = [0, -0, 1.5, -1e308, 5e-324, Number.NaN, Infinity, -Infinity];

test("every number comes back through JSON as it was", () => {
  for (const value of ALL)
    expect(Number(JSON.parse(JSON.stringify([jsonNumber(value)]))[0])).toBe(
      // JSON writes -0 as 0.
      value === 0 ? 0 : value,
    );
  expect(ALL.slice(-3).map(jsonNumber)).toEqual(NOT_FINITE);
});

test("a word is a number only where it is one of the three", () => {
  expect([...ALL.map(jsonNumber), ...NOT_FINITE].every(isJsonNumber)).toBe(true);
  for (const given of ["nan", "inf", "+Infinity", "1", "", null, undefined, {}])
    expect(isJsonNumber(given)).toBe(false);
});

test("the largest number is read as infinity, and MLflow is answered it for one", () => {
  const largest = Number.MAX_VALUE;
  expect([largest, -largest, 1e308].map(jsonNumber)).toEqual(["Infinity", "-Infinity", 1e308]);
  expect([largest, -largest, 1].map(meantNumber)).toEqual([Infinity, -Infinity, 1]);
  expect(ALL.map(mlflowNumber)).toEqual([0, -0, 1.5, -1e308, 5e-324, "NaN", largest, -largest]);
});
