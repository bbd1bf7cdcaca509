import { expect, test } from "vitest";
import { rowChoice } from "./row-choice.ts";

const row = (id: string) => ({ id, name: `row ${id}` });

test("rows are chosen once, in the order they came, and taken out again", () => {
  const choice = rowChoice(5);
  choice.put([row("a"), row("b")], true);
  choice.put([row("b"), row("c")], true);
  expect(choice.now().map(({ id }) => id)).toEqual(["a", "b", "c"]);
  choice.put([row("a"), row("x")], false);
  expect(choice.now().map(({ id }) => id)).toEqual(["b", "c"]);
  choice.none();
  expect(choice.now()).toEqual([]);
});

test("what finds no place any more is counted", () => {
  const choice = rowChoice(2);
  expect(choice.put([row("a")], true)).toBe(0);
  expect(choice.put([row("a"), row("b"), row("c"), row("d")], true)).toBe(2);
  expect(choice.now().map(({ id }) => id)).toEqual(["a", "b"]);
});
