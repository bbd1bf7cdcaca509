import { expect, test } from "vitest";
import { nextSort, parseSort, writeSort } from "./column.ts";

test("a sort survives the address", () => {
  for (const text of ["-metrics.loss", "name"]) {
    const sort = parseSort(text);
    expect(sort && writeSort(sort)).toBe(text);
  }
  expect([parseSort(undefined), parseSort(""), parseSort("-")]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});

test("numbers sort from the largest first, names from A, a second click turns round", () => {
  expect(nextSort(undefined, "metrics.loss", true)).toEqual({
    key: "metrics.loss",
    descending: true,
  });
  expect(nextSort(undefined, "name", false)).toEqual({ key: "name", descending: false });
  expect(nextSort({ key: "name", descending: false }, "name", false)).toEqual({
    key: "name",
    descending: true,
  });
});
