import { describe, expect, test } from "vitest";
import { type Grammar, METRIC, parseOrderBy, parseSearch, TAG, text, time } from "./index.ts";

const NOW = Date.UTC(2026, 2, 4, 5, 6, 7, 890);
const DAY = 86_400_000;

const TALKS: Grammar = {
  of: "talks",
  prefixes: { ...METRIC, ...TAG, set: "dataset" },
  attributes: {
    name: text("name"),
    begun: time("begun"),
    took: { key: "took", kind: "duration" },
    or: text("or"),
  },
  targets: {
    metric: { kind: "number" },
    tag: { kind: "text" },
    dataset: { kind: "text", keys: ["name", "digest"] },
  },
  words: false,
};
const WORDY: Grammar = { ...TALKS, words: true };

const parsed = (filter: string, grammar = TALKS) => parseSearch(filter, grammar, NOW);
const refusal = (filter: string, grammar = TALKS): string => {
  try {
    parsed(filter, grammar);
  } catch (error) {
    expect(error).toMatchObject({ code: "FILTER_INVALID", exit: 2 });
    return (error as Error).message;
  }
  throw new Error(`taken: ${filter}`);
};
/** A comparison of one field, as the short words here: `begun < 5`. */
const valueIn = (filter: string): unknown => {
  const tree = parsed(filter);
  return tree?.kind === "compare" ? tree.value : tree;
};

describe("a time", () => {
  test.each([
    ["1700000000000", 1_700_000_000_000],
    ["2026-03", Date.UTC(2026, 2, 1)],
    ["2026-03-02", Date.UTC(2026, 2, 2)],
    ["2026-03-02T10:20", Date.UTC(2026, 2, 2, 10, 20)],
    ["'2026-03-02 10:20:30.5'", Date.UTC(2026, 2, 2, 10, 20, 30, 500)],
    ["2026-03-02T10:20:30Z", Date.UTC(2026, 2, 2, 10, 20, 30)],
    ["2026-03-02T10:20+02:00", Date.UTC(2026, 2, 2, 8, 20)],
    ["today", Date.UTC(2026, 2, 4)],
    ["Yesterday", Date.UTC(2026, 2, 3)],
    // Spans before now are counted from the minute, short ones from the second.
    ["-7d", Date.UTC(2026, 2, 4, 5, 6) - 7 * DAY],
    ["-1h", Date.UTC(2026, 2, 4, 4, 6)],
    ["-59min", Date.UTC(2026, 2, 4, 5, 6, 7) - 59 * 60_000],
    ["'-1.5 w'", Date.UTC(2026, 2, 4, 5, 6) - 10.5 * DAY],
    ["-90s", Date.UTC(2026, 2, 4, 5, 4, 37)],
  ])("is %s", (typed, at) => {
    expect(valueIn(`begun > ${typed}`)).toBe(at);
  });

  test("that is equal to a day lies within it, and that is not lies around it", () => {
    const bound = (comparator: string, value: number) =>
      expect.objectContaining({ comparator, negated: false, value });
    const [from, to] = [Date.UTC(2026, 2, 2), Date.UTC(2026, 2, 3)];
    expect(parsed("begun = 2026-03-02")).toEqual({
      kind: "all",
      of: [bound(">=", from), bound("<", to)],
    });
    expect(parsed("begun != 2026-03-02")).toEqual({
      kind: "any",
      of: [bound("<", from), bound(">=", to)],
    });
    expect(valueIn("begun = 2026-03-02T00:00")).toBe(from);
  });

  test.each(["soon", "'soon'", "2026-13-01", "-7y", "tomorrow", "'5'"])("is not %s", (typed) => {
    expect(refusal(`begun > ${typed}`)).toContain(
      "expected a time: milliseconds, a date such as 2026-11-01, or a span before now such as -7d",
    );
  });
});

describe("a duration", () => {
  test.each([
    ["1500", 1500],
    ["20ms", 20],
    ["90s", 90_000],
    ["2m", 120_000],
    ["15min", 900_000],
    ["1.5h", 5_400_000],
    ["'2 d'", 2 * DAY],
    ["1w", 7 * DAY],
  ])("is %s", (typed, ms) => {
    expect(valueIn(`took >= ${typed}`)).toBe(ms);
  });

  test.each(["long", "'long'", "today", "2026-03-02", "'5'"])("is not %s", (typed) => {
    expect(refusal(`took > ${typed}`)).toContain(
      "expected a duration: milliseconds, or with a unit such as 90s, 15min or 2h",
    );
  });
});

test("numbers are read as MLflow reads them, and nothing that could be a name", () => {
  for (const [typed, number] of [
    ["1", 1],
    ["-1.5", -1.5],
    [".5", 0.5],
    ["2.", 2],
    ["1e3", 1000],
    ["-1.5E-2", -0.015],
  ] as const)
    expect([typed, valueIn(`metric.a > ${typed}`)]).toEqual([typed, number]);
  for (const none of ["one", "1x", "'1'", "--1"])
    expect(refusal(`metric.a > ${none}`)).toContain("expected a number, got ");
});

test("text beside a number is compared as a number, and as text in a list", () => {
  expect(valueIn("tag.epochs > 3")).toBe(3);
  expect(valueIn("tag.epochs = -.5")).toBe(-0.5);
  expect(valueIn("tag.epochs = '3'")).toBe("3");
  expect(valueIn("tag.epochs IN (1, '2', 2.5,)")).toEqual(["1", "2", "2.5"]);
  expect(valueIn("metric.a NOT IN (1, 2)")).toEqual([1, 2]);
  expect(refusal("tag.a > 'b'")).toContain(
    "> can't compare text; expected a number, or LIKE and RLIKE",
  );
  expect(refusal("tag.a = b")).toContain("expected a quoted string such as 'text', got \"b\"");
  expect(refusal("tag.a IN 'b'")).toContain("expected a list such as ('a', 'b'), got ");
  expect(refusal("tag.a IN ('b' 'c')")).toContain("expected , or ), got ");
});

test.each([
  ["tag.a == 'x'", "=", false],
  ["tag.a != 'x'", "=", true],
  ["tag.a <> 'x'", "=", true],
  ["tag.a ~ 'x'", "RLIKE", false],
  ["tag.a =~ 'x'", "RLIKE", false],
  ["tag.a !~ 'x'", "RLIKE", true],
  ["tag.a not like 'x'", "LIKE", true],
  ["tag.a ILIKE 'x'", "ILIKE", false],
  ["tag.a IS NULL", "IS NULL", false],
  ["tag.a is not null", "IS NULL", true],
  ["has:tag.a", "IS NULL", true],
])("%s is %s, negated %s", (filter, comparator, negated) => {
  expect(parsed(filter)).toMatchObject({ kind: "compare", comparator, negated });
});

test("a comparison that can't be says why, and where", () => {
  expect(refusal("tag.a =! 'x'")).toMatch(/at 7: there is no comparator =!$/);
  expect(refusal("metric.a BETWEEN 1 AND 2")).toMatch(
    /at 10: there is no BETWEEN; write a >= 1 AND a <= 2$/,
  );
  expect(refusal("metric.a LIKE '1'")).toContain("LIKE can't compare a number; use =, !=, <");
  expect(refusal("tag.a ~ '('")).toMatch(/at 9: /);
  expect(refusal("tag.a 'x'")).toContain("expected a comparator");
  expect(refusal("set.size = 'x'")).toContain('a dataset has no "size", only name, digest');
  expect(refusal("tags.a = 'x")).toContain("the quote ' is not closed");
});

describe("what stands between conditions", () => {
  test("AND may be left out, doubled or left over; OR needs both sides", () => {
    const both = parsed("metric.a > 1 AND metric.b > 2");
    expect(both).toMatchObject({ kind: "all", of: [{}, {}] });
    for (const same of ["metric.a > 1 metric.b > 2", "AND metric.a > 1 and AND metric.b > 2 AND"])
      expect(parsed(same)).toEqual(both);
    expect(parsed("metric.a > 1 OR metric.b > 2 AND metric.c > 3")).toMatchObject({
      kind: "any",
      of: [{ kind: "compare" }, { kind: "all", of: [{}, {}] }],
    });
    for (const half of ["OR metric.a > 1", "metric.a > 1 OR", "metric.a > 1 OR OR metric.b > 1"])
      expect(refusal(half)).toContain("OR needs a condition on both sides");
    expect(parsed("  ")).toBeUndefined();
  });

  test("parentheses and NOT nest 50 deep, and no deeper", () => {
    const nested = (depth: number): string =>
      `${"(".repeat(depth)}metric.a > 1${")".repeat(depth)}`;
    expect(parsed(nested(49))).toEqual(parsed("metric.a > 1"));
    expect(refusal(nested(50))).toContain("more than 50 levels of ( and NOT");
    expect(refusal(`${"NOT ".repeat(50)}metric.a > 1`)).toContain("more than 50 levels");
    expect(parsed("NOT NOT metric.a > 1")).toMatchObject({ kind: "not", of: { kind: "not" } });
    expect(refusal("NOT")).toContain("NOT needs a condition after it");
    expect(refusal("()")).toContain("there is nothing between ( and )");
    expect(refusal("(metric.a > 1")).toContain("expected ), got the end");
    expect(refusal("metric.a > 1)")).toContain('expected AND or OR, got ")"');
  });

  test("200 conditions are taken, 201 are not", () => {
    const many = (count: number): string => Array(count).fill("metric.a > 1").join(" ");
    expect(parsed(many(200))).toMatchObject({ kind: "all" });
    expect(refusal(many(201))).toContain("more than 200 conditions");
  });

  test("a word of the grammar is a name where a comparator follows", () => {
    expect(parsed("or = 'x' OR or != 'y'")).toMatchObject({
      kind: "any",
      of: [{ field: { key: "or" } }, { field: { key: "or" }, negated: true }],
    });
  });
});

describe("bare words", () => {
  test("are searched for where the grammar has them, quoted as one", () => {
    expect(parsed("hat 'of straw' name = 'x'", WORDY)).toMatchObject({
      kind: "all",
      of: [{ kind: "words", text: "hat" }, { kind: "words", text: "of straw" }, {}],
    });
    expect(refusal("''", WORDY)).toContain("there is nothing between the quotes");
    for (const none of ["--", "#hat", "/*", "?"])
      expect(refusal(none, WORDY)).toContain("expected a condition, got ");
  });

  test("are refused where it has none, with the nearest name", () => {
    expect(refusal("nama")).toContain('expected a condition, got "nama"; did you mean name?');
    expect(refusal("zzzzzzzz")).toMatch(/expected a condition, got "zzzzzzzz"$/);
  });

  test("that are half a comparison are told what is missing", () => {
    for (const grammar of [TALKS, WORDY]) {
      expect(refusal("metric.a", grammar)).toContain(
        "expected a comparator after metric.a; has:metric.a asks whether it is there",
      );
      expect(refusal("`name`", grammar)).toContain("expected a comparator after `name`");
    }
    expect(refusal("has: name")).toContain("expected a name after has:");
  });
});

test("names may stand in quotes, and an unknown one is told with what there is", () => {
  const key = (filter: string) => (parsed(filter) as { field?: { key: string } }).field?.key;
  expect(key("metric.`a b` > 1")).toBe("a b");
  expect(key('`metric`."a b" > 1')).toBe("a b");
  expect(key("\"name\" = 'x'")).toBe("name");
  expect(parsed("best.a > 1")).toMatchObject({ field: { target: "metric", part: "best" } });
  expect(parsed("count.a > 1")).toMatchObject({ field: { target: "metric", part: "count" } });
  expect(refusal("metrik.a > 1")).toContain(
    '"metrik" can\'t be searched in talks; expected metric, tag, dataset; did you mean metric?',
  );
  expect(refusal("zzz = 1")).toContain(
    'there is no attribute "zzz"; there are name, begun, took, or',
  );
});

test("an order names fields once each, up or down", () => {
  const order = (...texts: string[]) => parseOrderBy(texts, TALKS);
  expect(order("metric.a DESC", "name", "max.a asc", "`metric`.`b c`")).toEqual([
    { field: { target: "metric", key: "a", part: "last" }, descending: true },
    { field: { target: "attribute", key: "name", part: "last" }, descending: false },
    { field: { target: "metric", key: "a", part: "max" }, descending: false },
    { field: { target: "metric", key: "b c", part: "last" }, descending: false },
  ]);
  expect(() => order("name", "name DESC")).toThrow("contains duplicate fields");
  expect(() => order("set.name")).toThrow("can't sort by a dataset; there may be many");
  expect(() => order("name up")).toThrow('expected ASC or DESC, got "up"');
  expect(() => order("")).toThrow("expected what to sort by, got the end");
});

test("a filter is at most 100,000 characters long, a pattern 20,000 bytes", () => {
  expect(refusal(" ".repeat(100_001))).toContain("at most 100000 are allowed");
  expect(parsed(" ".repeat(100_000))).toBeUndefined();
  expect(valueIn(`tag.a LIKE '${"x".repeat(20_000)}'`)).toHaveLength(20_000);
  expect(refusal(`tag.a LIKE '${"x".repeat(19_999)}é'`)).toContain(
    "expected a pattern of at most 20000 bytes, got 20001",
  );
});
