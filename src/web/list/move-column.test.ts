import { expect, test } from "vitest";
import { moveColumn } from "./move-column.ts";

const specs = ["a", "b", "c"].map((key) => ({ kind: "fact", key }));
const keys = (from: number, by: number) => moveColumn(specs, from, by)?.map(({ key }) => key);

test("a column goes as far as there is room", () => {
  expect(keys(0, 1)).toEqual(["b", "a", "c"]);
  expect(keys(0, 9)).toEqual(["b", "c", "a"]);
  expect(keys(2, -2)).toEqual(["c", "a", "b"]);
});

test("one that stands at the edge, or is not there, moves nothing", () => {
  expect(keys(0, -1)).toBeUndefined();
  expect(keys(2, 1)).toBeUndefined();
  expect(keys(-1, 1)).toBeUndefined();
});
