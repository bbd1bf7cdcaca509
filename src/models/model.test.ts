import { expect, test } from "vitest";
import { isAliasName, isModelName, isPrompt, isWireName, parseModelRef, stageOf } from "./model.ts";
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
  expect(["x".repeat(255), "v2x", "latest2"].filter(isAliasName)).toHaveLength(3);
  expect(isAliasName("x".repeat(256))).toBe(false);
});

test.each([
  ["x", true, true],
  ["a b", true, true],
  ["x".repeat(250), true, true],
  ["x".repeat(251), true, false],
  ["x".repeat(256), true, false],
  ["x".repeat(257), false, false],
  [" a", true, false],
  ["a ", true, false],
  ["a@b", true, false],
  ["@", true, false],
  [".a", true, true],
  ["a..b", true, true],
  [".", false, false],
  ["..", false, false],
  ["..a", false, false],
  ["", false, false],
  [" ", false, false],
  ["a/b", false, false],
  ["a:b", false, false],
  ["a\\b", false, false],
  ["a\n", false, false],
  ["\ud800", false, false],
])("that %j names a model is %s for MLflow's clients and %s for others", (name, wire, own) => {
  expect([isWireName(name), isModelName(name)]).toEqual([wire, own]);
});

test("a name with an at sign is read up to the last one", () => {
  expect(parseModelRef("a@b@2")).toEqual({ name: "a@b", version: 2 });
  expect(parseModelRef("@@best")).toEqual({ name: "@", alias: "best" });
  expect(parseModelRef("a@999999999")).toEqual({ name: "a", version: 999_999_999 });
  expect(parseModelRef("a@1234567890")).toBeUndefined();
});

test("a stage and the mark of a prompt are read in any case", () => {
  expect(["none", "STAGING", "Production", "archived"].map(stageOf)).toEqual([
    "None",
    "Staging",
    "Production",
    "Archived",
  ]);
  expect(stageOf("live")).toBeUndefined();
  const marked = (value: string) => isPrompt({ "mlflow.prompt.is_prompt": value });
  expect([marked("true"), marked("TRUE"), marked("false"), isPrompt({ other: "true" })]).toEqual([
    true,
    true,
    false,
    false,
  ]);
});

test("the variable that pins a model is its name in capitals", () => {
  expect(pinVariable("intent-2.b é")).toBe("FETTLE_MODEL_INTENT_2_B__");
});
