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

const whole = async (filter: string, at?: number, of: Vocabulary = HATS) => {
  const { from, to, suggestions } = await complete(of, { text: filter, at }, 0);
  return [from, to, suggestions];
};
const kinds = (kind: string, ...texts: string[]) => texts.map((one) => ({ text: one, kind }));

test("each place has its own suggestions, whole and in order, where they would stand", async () => {
  const signs = ["= ", "!= ", "< ", "<= ", "> ", ">= ", "IS NULL ", "IS NOT NULL "];
  expect(await whole("made ")).toEqual([5, 5, kinds("comparator", ...signs)]);
  expect(await whole("name ")).toEqual([
    5,
    5,
    [
      ...kinds("comparator", "= ", "!= "),
      { text: "~ ", kind: "comparator", note: "fits a regular expression" },
      ...kinds("comparator", "!~ ", "LIKE ", "ILIKE ", "IN ", "NOT IN ", "IS NULL "),
      ...kinds("comparator", "IS NOT NULL "),
    ],
  ]);
  expect(await whole("made > ")).toEqual([
    7,
    7,
    [
      { text: "-1h", kind: "value", note: "an hour ago" },
      { text: "-1d", kind: "value", note: "a day ago" },
      { text: "-7d", kind: "value", note: "a week ago" },
      { text: "today", kind: "value", note: "since midnight, UTC" },
    ],
  ]);
  expect(await whole("worn > ")).toEqual([7, 7, kinds("value", "1min", "1h", "1d")]);
  expect(await whole("name = 'bo")).toEqual([7, 10, kinds("value", "'bowler'", "'boater'")]);
  expect(await whole("name = 'x' ")).toEqual([11, 11, kinds("keyword", "AND ", "OR ")]);
  expect(await whole("has:")).toEqual([
    0,
    4,
    [...kinds("key", "has:metrics.", "has:name"), { text: "has:NOT ", kind: "keyword" }],
  ]);
  expect(await whole("name = 'x' AND na")).toEqual([15, 17, kinds("key", "name")]);
  expect(await whole("name = 'x' o")).toEqual([11, 12, kinds("keyword", "OR ")]);
  expect(await whole("metrics.brim")).toEqual([0, 12, []]);
  expect(await whole("METRICS.br")).toEqual([0, 10, []]);
  expect(await whole("metrics.`in")).toEqual([0, 11, kinds("key", "metrics.`in mm`")]);
  expect(await whole("name", 99)).toEqual([0, 4, []]);
  expect(await whole("name > ", 2)).toEqual([0, 2, kinds("key", "name")]);
});

test("at most 50 are suggested, and a target that names its keys has these alone", async () => {
  const many: Vocabulary = {
    ...HATS,
    keys: async () => Array.from({ length: 60 }, (_, i) => `k${i}`),
    values: async (_field, start, max) => [start, String(max)],
  };
  const found = await complete(many, { text: "metrics.k" }, 0);
  expect([found.suggestions.length, found.suggestions[49]?.text]).toEqual([50, "metrics.k49"]);
  expect(await whole("tags.k", undefined, many)).toMatchObject([0, 6, { length: 50 }]);
  const values = async (typed: string) =>
    (
      await complete(
        {
          ...many,
          values: async (field, start, max) => [`${start}${max}${field.target}${field.key}`],
        },
        { text: typed },
        0,
      )
    ).suggestions;
  expect(await values("tags.a = 'x")).toEqual(kinds("value", "'x50taga'"));
  expect(await values('tags.a = "x')).toEqual(kinds("value", "'x50taga'"));
});

test("without metrics in a grammar no part of them is suggested", async () => {
  const bare: Vocabulary = {
    ...HATS,
    grammar: { ...HATS.grammar, prefixes: { ...TAG }, targets: { tag: { kind: "text" } } },
    keys: async (target) => [target],
  };
  expect(await whole("best.", undefined, bare)).toEqual([0, 5, []]);
  expect(await whole("tags.", undefined, bare)).toEqual([0, 5, kinds("key", "tags.tag")]);
  const asked = async (text: string) => (await complete(HATS, { text }, 0)).problem;
  expect(await asked("name = 'x'")).toBeUndefined();
  expect(await asked("name = 'x' AND made > soon")).toEqual({
    at: 22,
    message: expect.stringMatching(/^expected a time: .*, got "soon"$/),
  });
});
