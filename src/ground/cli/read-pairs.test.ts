import { expect, test } from "vitest";
import { readPairs } from "./read-pairs.ts";

test("reads key=value, where the value may hold anything", () => {
  expect(readPairs("run", "param", ["lr=0.1", "filter=a=b", "empty=", "lr=0.1"])).toEqual({
    lr: "0.1",
    filter: "a=b",
    empty: "",
  });
});

test("refuses text without a key and a key with two values", () => {
  expect(() => readPairs("run", "param", ["lr"])).toThrow('--param is "lr"; expected key=value');
  expect(() => readPairs("run", "tag", ["=x"])).toThrow('--tag is "=x"');
  expect(() => readPairs("run", "param", ["lr=1", "lr=2"])).toThrow(
    "--param lr is given twice, as 1 and as 2",
  );
});
