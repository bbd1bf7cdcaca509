import { expect, test } from "vitest";
import { columnWords } from "./column-words.ts";

const WORDS = columnWords(
  [
    ["metrics.", "metric"],
    ["tags.", "tag"],
  ],
  "fact",
  ["name", "size"],
);

test("columns are read as they were written, widths and all", () => {
  const specs = [
    { kind: "metric", key: "a,b~c%" },
    { kind: "fact", key: "size", width: 140 },
    { kind: "tag", key: "team" },
  ] as const;
  expect(WORDS.read(WORDS.write(specs))).toEqual({ specs, unknown: [] });
});

test("no column at all can be told from none chosen", () => {
  expect(WORDS.write([])).toBe("none");
  expect(WORDS.read("none")).toEqual({ specs: [], unknown: [] });
});

test("what is no column is named, and what stands twice counts once", () => {
  const { specs, unknown } = WORDS.read("size,colour,size,metrics.,tags.x~abc");
  expect(specs).toEqual([
    { kind: "fact", key: "size" },
    { kind: "tag", key: "x" },
  ]);
  expect(unknown).toEqual(["colour", "metrics."]);
});
