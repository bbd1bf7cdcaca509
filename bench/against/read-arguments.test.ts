import { expect, it } from "vitest";
import { readArguments } from "./read-arguments.ts";

const KNOWN = ["search", "tracking"];
const read = (...words: string[]) => readArguments(words, KNOWN);

it("reads benchmarks alone, and two builds in turns", () => {
  expect(read()).toEqual({ names: [], pairs: 5, json: false });
  expect(read("search", "tracking")).toMatchObject({ names: ["search", "tracking"] });
  expect(read("search", "--against", "ec97f0c", "--pairs", "3", "--json")).toEqual({
    names: ["search"],
    against: "ec97f0c",
    pairs: 3,
    json: true,
  });
});

it("says of what it can't read what was expected", () => {
  expect(read("serach")).toEqual({
    error: 'no benchmark "serach"; there are search, tracking',
  });
  expect(read("search", "--pairs", "3")).toEqual({
    error: "--pairs and --json go with --against COMMIT",
  });
  expect(read("--against", "ec97f0c")).toEqual({
    error: "--against needs a benchmark: one of search, tracking",
  });
  for (const pairs of ["0", "2.5", "some"])
    expect(read("search", "--against", "x", "--pairs", pairs)).toEqual({
      error: `--pairs is "${pairs}", and must be a whole number from 1 to 999`,
    });
  expect(read("search", "--agianst", "x")).toMatchObject({
    error: expect.stringContaining("--agianst"),
  });
});
