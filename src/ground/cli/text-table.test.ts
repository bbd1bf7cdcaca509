import { expect, test } from "vitest";
import { table } from "./text-table.ts";

test("columns line up, numbers to the right, and no line ends in spaces", () => {
  expect(
    table(
      ["run", "took", "points", "commit"],
      [
        ["first-attempt", "85 ms", 7, "1f8c109"],
        ["b", "2 min 3 s", 1200, ""],
      ],
    ),
  ).toBe(
    [
      "run            took       points  commit",
      "first-attempt  85 ms           7  1f8c109",
      "b              2 min 3 s    1200",
    ].join("\n"),
  );
});

test("colours take no room, and a table without rows is its head", () => {
  expect(table(["a", "b"], [["\u001b[31mxx\u001b[39m", "y"]])).toBe(
    "a   b\n\u001b[31mxx\u001b[39m  y",
  );
  expect(table(["a", "b"], [])).toBe("a  b");
});
