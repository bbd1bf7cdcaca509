import { expect, it } from "vitest";
import { chooseMutants, shareOf } from "./choose-mutants.ts";
import { findMutants } from "./find-mutants.ts";
import { equivalentOf, knownMutant, staleEquivalents } from "./judge-equivalents.ts";
import { readArguments } from "./read-arguments.ts";

const FILE = "src/runs/end-run.ts";
const SOURCE = "export const more = (a: number) => a > 1;\n";
const all = findMutants(FILE, SOURCE);
const entry = {
  file: FILE,
  before: "export const more = (a: number) => a > 1;",
  after: "export const more = (a: number) => a >= 1;",
  because: "a is never 1",
};

it("knows a mutant that is listed as equivalent, and an entry that is no mutant's any more", () => {
  expect(all.map((mutant) => equivalentOf(mutant, [entry])?.because)).toEqual([
    "a is never 1",
    undefined,
  ]);
  expect(staleEquivalents([entry], all, ["runs"])).toEqual([]);
  expect(staleEquivalents([{ ...entry, after: "" }], all, ["runs"])).toEqual([
    `equivalents.ts: no mutant of ${FILE} has the line \`${entry.before}\``,
  ]);
  expect(staleEquivalents([{ ...entry, after: "" }], all, ["data"])).toEqual([]);
});

it("makes a change by hand where its text stands once, and says so where it does not", () => {
  const known = { means: "one is more", file: FILE, find: "a > 1", replace: "a >= 1" };
  expect(knownMutant(known, SOURCE)).toMatchObject({ line: 1, after: entry.after });
  expect(knownMutant(known, undefined)).toBe(
    'known.ts: there is no src/runs/end-run.ts ("one is more")',
  );
  expect(knownMutant({ ...known, find: "a" }, SOURCE)).toBe(
    'known.ts: src/runs/end-run.ts has the text 2 times, not once ("one is more")',
  );
});

it("draws the same for the same seed, and at least 20 a slice and 200 in all", () => {
  const many = Array.from({ length: 50 }, (_, line) => ({ ...all[0], line })) as typeof all;
  const lines = (seed: string) => chooseMutants(many, 10, seed).map(({ line }) => line);
  expect(lines("a")).toEqual(lines("a"));
  expect(lines("a")).not.toEqual(lines("b"));
  expect(new Set(lines("a")).size).toBe(10);
  expect([7, 10, 25].map(shareOf)).toEqual([29, 20, 20]);
});

it("reads what is asked for, and says what it can't read", () => {
  const read = (...words: string[]) => readArguments(words, ["data", "runs"]);
  expect(read()).toEqual({ slices: ["data", "runs"] });
  expect(read("runs", "--seed", "x", "--each", "5")).toEqual({
    slices: ["runs"],
    seed: "x",
    each: 5,
  });
  expect(read("run")).toEqual({ error: 'no slice "run"; there are data, runs' });
  expect(read("--each", "many")).toEqual({
    error: '--each is "many", and must be a whole number up to 9999',
  });
});
