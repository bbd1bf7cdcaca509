import { expect, test } from "vitest";
import { isAliasName, isModelName, numbersOf, parseModelRef } from "./model.ts";
import { pinVariable } from "./watching/index.ts";

test("reads a model reference as people type it", () => {
  expect(parseModelRef("intent@2")).toEqual({ name: "intent", version: 2 });
  expect(parseModelRef("intent@champion")).toEqual({ name: "intent", alias: "champion" });
  expect(parseModelRef("my intent")).toEqual({ name: "my intent" });
  for (const text of [
    "",
    "@2",
    "intent@",
    "intent@0",
    "intent@latest",
    "intent@v3",
    "a/b",
    "a:b",
    "..",
  ])
    expect([text, parseModelRef(text)]).toEqual([text, undefined]);
});

test("an alias is never mistaken for a version", () => {
  expect(["champion", "the-simple_one", "A1", "é"].filter(isAliasName)).toHaveLength(4);
  expect(["latest", "v2", "7", "a b", "", "a.b"].filter(isAliasName)).toEqual([]);
  expect(isModelName("x".repeat(251))).toBe(false);
});

test("metrics without a number in JSON are left out", () => {
  expect(numbersOf({ accuracy: 0.9, loss: "NaN" })).toEqual({ accuracy: 0.9 });
});

test("the variable that pins a model is its name in capitals", () => {
  expect(pinVariable("intent-2.b é")).toBe("FETTLE_MODEL_INTENT_2_B__");
});
