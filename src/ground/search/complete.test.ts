import { expect, test } from "vitest";
import { complete, type Vocabulary } from "./complete.ts";
import { ATTRIBUTE, METRIC, TAG, text, time } from "./grammar.ts";

const HATS: Vocabulary = {
  grammar: {
    of: "hats",
    prefixes: { ...METRIC, ...TAG, ...ATTRIBUTE, box: "box" },
    attributes: {
      name: text("name"),
      made: time("made"),
      worn: { key: "worn", kind: "duration" },
    },
    targets: {
      metric: { kind: "number" },
      tag: { kind: "text" },
      box: { kind: "text", keys: ["size", "colour"] },
    },
    words: true,
  },
  first: [
    { text: "metrics.", kind: "key" },
    { text: "name", kind: "key" },
    { text: "NOT ", kind: "keyword" },
  ],
  keys: async (target) => (target === "metric" ? ["brim", "in mm", "a`b"] : []),
  values: async (field, start, max) =>
    field.key === "name"
      ? ["bowler", "boater", "it's"].filter((one) => one.startsWith(start)).slice(0, max)
      : [],
};
const texts = async (filter: string, at?: number) =>
  (await complete(HATS, { text: filter, at }, 0)).suggestions.map((one) => one.text);

test("a condition begins with what the vocabulary says, and then has the keys there are", async () => {
  expect(await texts("")).toEqual(["metrics.", "name", "NOT "]);
  expect(await texts("na")).toEqual(["name"]);
  expect(await texts("metrics.")).toEqual(["metrics.brim", "metrics.`in mm`", 'metrics."a`b"']);
  expect(await texts("best.br")).toEqual(["best.brim"]);
  expect(await texts("has:metrics.br")).toEqual(["has:metrics.brim"]);
  expect(await texts("box.")).toEqual(["box.size", "box.colour"]);
  for (const none of ["attribute.", "hat.", "constructor."]) expect(await texts(none)).toEqual([]);
});

test("comparators are those that the kind of a value has", async () => {
  expect(await texts("name ")).toContain("LIKE ");
  expect(await texts("made ")).toContain("<= ");
  expect(await texts("made ")).not.toContain("LIKE ");
  expect(await texts("metrics.brim ")).toEqual(expect.arrayContaining(["> ", "IS NULL "]));
});

test("values are typed as they must be, with the quotes that they need", async () => {
  expect(await texts("name = ")).toEqual(["'bowler'", "'boater'", `"it's"`]);
  expect(await texts("name = 'bo")).toEqual(["'bowler'", "'boater'"]);
  expect(await texts("made > ")).toContain("-7d");
  expect(await texts("worn > ")).toEqual(["1min", "1h", "1d"]);
  expect(await texts("metrics.brim > ")).toEqual([]);
});

test("a condition is followed by AND and OR, and a word behind it may become one", async () => {
  expect(await texts("name = 'bowler' ")).toEqual(expect.arrayContaining(["AND ", "OR "]));
  expect(await texts("name = 'bowler' a")).toContain("AND ");
});

test("only what stands before the cursor counts, and a suggestion takes the place of its last word", async () => {
  const found = await complete(HATS, { text: "metrics.br > 3", at: 10 }, 0);
  expect(found).toMatchObject({ from: 0, to: 10, problem: undefined });
  expect(found.suggestions).toEqual([{ text: "metrics.brim", kind: "key" }]);
});

test("what is wrong with the whole text is told, and where", async () => {
  const { problem } = await complete(HATS, { text: "metrik.brim > 1" }, 0);
  expect(problem).toEqual({ at: 0, message: expect.stringContaining("did you mean metric?") });
});
