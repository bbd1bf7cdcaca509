import { describe, expect, test } from "vitest";
import {
  ATTRIBUTE,
  type Grammar,
  METRIC,
  parseOrderBy,
  parseSearch,
  TAG,
  text,
  time,
} from "./index.ts";

const TALKS: Grammar = {
  of: "talks",
  prefixes: { ...METRIC, ...TAG, ...ATTRIBUTE, set: "dataset" },
  attributes: { name: text("name"), begun: time("begun"), started: time("begun") },
  targets: {
    metric: { kind: "number" },
    tag: { kind: "text" },
    dataset: { kind: "text", keys: ["name", "digest"] },
  },
  words: false,
};
const WORDY: Grammar = { ...TALKS, words: true };
const PLAIN: Grammar = { ...TALKS, prefixes: { ...TAG }, targets: { tag: { kind: "text" } } };

/** What is wrong and where, from 1 on. */
function refusal(filter: string, grammar = TALKS): readonly unknown[] {
  try {
    parseSearch(filter, grammar, 0);
  } catch (error) {
    const { facts, message } = error as { facts: Record<string, unknown>; message: string };
    expect(message).toBe(
      `Invalid filter ${JSON.stringify(facts["filter"])} at ${facts["at"]}: ${facts["problem"]}`,
    );
    return [facts["at"], facts["problem"]];
  }
  throw new Error(`taken: ${filter}`);
}
const long = "y".repeat(80);
const cut = (length: number) => JSON.stringify("y".repeat(length));

test.each([
  [
    "metrik.a > 1",
    1,
    '"metrik" can\'t be searched in talks; expected metric, tag, attribute, dataset; did you mean metric?',
  ],
  [
    ` ${long}.a > 1`,
    2,
    `${cut(60)} can't be searched in talks; expected metric, tag, attribute, dataset`,
  ],
  ["  nome = 'x'", 3, 'there is no attribute "nome"; did you mean name?'],
  ["attr.zzzz = 'x'", 1, 'there is no attribute "zzzz"; there are name, begun'],
  [`attr.${long} = 'x'`, 1, `there is no attribute ${cut(60)}; there are name, begun`],
  [`set.${long} = 'x'`, 1, `a dataset has no ${cut(60)}, only name, digest`],
  ["tag.a <=> 'x'", 7, "there is no comparator <=>"],
  [`tag.a ${"<".repeat(12)} 'x'`, 7, "there is no comparator <<<<<<<<<<"],
  ["metric.a ~ '1'", 10, "RLIKE can't compare a number; use =, !=, <, <=, > or >="],
  ["tag.a between 1", 7, "there is no BETWEEN; write a >= 1 AND a <= 2"],
  ["tag.a IS 'x'", 7, "expected a comparator after tag.a; has:tag.a asks whether it is there"],
  ["tag.a NOT 'x'", 7, "expected a comparator after tag.a; has:tag.a asks whether it is there"],
  ["tag.a < 'x'", 9, "< can't compare text; expected a number, or LIKE and RLIKE"],
  ["tag.a = x", 9, "expected a quoted string such as 'text', got \"x\""],
  ["tag.a IN 'x'", 10, "expected a list such as ('a', 'b'), got \"'\""],
  ["tag.a IN ('x' 'y')", 15, 'expected , or ), got "\'"'],
  ["tag.a IN (x)", 11, "expected a quoted string such as 'text', got \"x\""],
  ["tag.a IN ()", 11, "expected a quoted string such as 'text', got \")\""],
  ["tag.a IN ('x',", 15, "expected a quoted string such as 'text', got the end"],
  ["has: name", 5, 'expected a name after has:, got " "'],
  ["has:", 5, "expected a name after has:, got the end"],
  ["has:nome", 5, 'there is no attribute "nome"; did you mean name?'],
  ["NOT", 4, "NOT needs a condition after it"],
  ["()", 3, "there is nothing between ( and )"],
  ["(name = 'x'", 12, "expected ), got the end"],
  ["name = 'x')", 11, 'expected AND or OR, got ")"'],
  ["name = 'x' OR", 14, "OR needs a condition on both sides"],
  ["OR name = 'x'", 1, "OR needs a condition on both sides"],
  ["name = 'x' OR OR name = 'y'", 14, "OR needs a condition on both sides"],
  ["name = 'x", 8, "the quote ' is not closed"],
  ["'a'.b = 'x'", 4, 'expected a comparator, got ".b"'],
  [
    "`metric`.a",
    11,
    "expected a comparator after `metric`.a; has:`metric`.a asks whether it is there",
  ],
  ["foo.`a`", 8, "expected a comparator after foo.`a`"],
  [
    `metric.${long}`,
    88,
    `expected a comparator after metric.${"y".repeat(53)}; has:metric.${"y".repeat(53)} asks whether it is there`,
  ],
  [`\`${long}\``, 83, `expected a comparator after \`${"y".repeat(59)}`],
  ["nome", 1, 'expected a condition, got "nome"; did you mean name?'],
  [long, 1, `expected a condition, got ${cut(40)}`],
  [
    "begun > 'never'",
    16,
    'expected a time: milliseconds, a date such as 2026-11-01, or a span before now such as -7d, got "never"',
  ],
  [
    "begun > 2026-13-01",
    19,
    'expected a time: milliseconds, a date such as 2026-11-01, or a span before now such as -7d, got "2026-13-01"',
  ],
])("%s is refused at %i: %s", (filter, at, problem) => {
  expect(refusal(filter)).toEqual([at, problem]);
});

test("a long filter is told by its first 200 letters", () => {
  const filter = `nome = '${"x".repeat(300)}'`;
  try {
    parseSearch(filter, TALKS, 0);
  } catch (error) {
    expect((error as { facts: unknown }).facts).toMatchObject({
      filter: `${filter.slice(0, 200)}...`,
    });
    return;
  }
  throw new Error("taken");
});

test("without metrics in a grammar its parts are no prefixes", () => {
  expect(refusal("best.a > 1", PLAIN)).toEqual([
    ...[1, '"best" can\'t be searched in talks; expected tag'],
  ]);
  expect(refusal("constructor.a > 1", PLAIN)[0]).toBe(1);
  expect(refusal("constructor = 'x'", PLAIN)[1]).toContain('no attribute "constructor"');
});

describe("what is taken", () => {
  const taken = (filter: string, grammar = TALKS) => parseSearch(filter, grammar, 0);
  const compared = (key: string, comparator: string, value: unknown, rest = {}) => ({
    ...{ kind: "compare", field: { target: "attribute", key, part: "last" } },
    ...{ comparator, negated: false, value, ...rest },
  });

  test("is the same tree however it is spaced and spelled", () => {
    const tree = compared("name", "=", "x");
    for (const filter of [
      "name='x'",
      " name\t=\n'x' ",
      'name = "x"',
      "(name = 'x')",
      "attr.name = 'x'",
      "attributes.`name` == 'x'",
      "`attribute`.\"name\" = 'x'",
      "AND name = 'x' AND",
    ])
      expect([filter, taken(filter)]).toEqual([filter, tree]);
    expect(taken("started > 5")).toEqual(compared("begun", ">", 5));
    expect(taken("name NOT  IN ('a',)")).toEqual(compared("name", "IN", ["a"], { negated: true }));
    expect(taken("name IS  NOT  NULL")).toEqual(
      compared("name", "IS NULL", undefined, { negated: true }),
    );
    expect(taken("HAS:name")).toEqual(compared("name", "IS NULL", undefined, { negated: true }));
    expect(taken("name rlike 'a|b'")).toEqual(compared("name", "RLIKE", "a|b"));
  });

  test("holds quotes that are doubled or escaped as they stand", () => {
    for (const [filter, value] of [
      ["name = 'it''s'", "it''s"],
      ["name = 'it\\'s'", "it\\'s"],
      ["name = 'C:\\'", "C:\\"],
      ["name = ''", ""],
      ['name = "a\'b"', "a'b"],
    ] as const)
      expect([filter, taken(filter)]).toEqual([filter, compared("name", "=", value)]);
    expect(taken("tag.`a\\` = 'x'")).toMatchObject({ field: { key: "a\\" } });
    expect(taken("tag.`a``b` = 'x'")).toMatchObject({ field: { key: "a``b" } });
  });

  test("may be words that look like the grammar's", () => {
    expect(taken("notable islands", WORDY)).toEqual({
      kind: "all",
      of: [
        { kind: "words", text: "notable" },
        { kind: "words", text: "islands" },
      ],
    });
    expect(taken("a.b", WORDY)).toEqual({ kind: "words", text: "a.b" });
    expect(taken("NOT hat OR straw", WORDY)).toEqual({
      kind: "any",
      of: [
        { kind: "not", of: { kind: "words", text: "hat" } },
        { kind: "words", text: "straw" },
      ],
    });
  });
});

test("an order is refused with the place, and taken in any quotes", () => {
  const problem = (...texts: string[]) => {
    try {
      parseOrderBy(texts, TALKS);
    } catch (error) {
      const { facts } = error as { facts: Record<string, unknown> };
      return [facts["at"], facts["problem"]];
    }
    return undefined;
  };
  expect(problem(" ")).toEqual([2, "expected what to sort by, got the end"]);
  expect(problem(" name up")).toEqual([7, 'expected ASC or DESC, got "up"']);
  expect(problem("name DESC x")).toEqual([11, 'expected ASC or DESC, got "x"']);
  expect(problem(" set.name")).toEqual([2, "can't sort by a dataset; there may be many"]);
  expect(problem("name", "metric.a", " attr.name")).toEqual([
    ...[1, "`order_by` contains duplicate fields"],
  ]);
  expect(problem("metric.a", "max.a", "tag.a", "metric.b")).toBeUndefined();
  const keys = (...texts: string[]) =>
    parseOrderBy(texts, TALKS).map(({ field, descending }) => [field.key, descending]);
  expect(
    keys("metric.`a b` desc", "`metric`.c", '"name"', "metric.'d'", '`metric`."e" ASC'),
  ).toEqual([
    ["a b", true],
    ["c", false],
    ["name", false],
    ["d", false],
    ["e", false],
  ]);
  expect(keys("metric.a.b", " begun  DESC ")).toEqual([
    ["a.b", false],
    ["begun", true],
  ]);
});
