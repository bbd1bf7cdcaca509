import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { FettleError } from "#ground/errors";
import { parseOrderBy, parseSearch, type SearchTree } from "#ground/search";
import { EXPERIMENTS, LOGGED_MODELS, RUNS } from "./grammar.ts";

const NOW = Date.UTC(2026, 10, 23, 12);

/** A tree as short text. */
function shown(tree: SearchTree | undefined): string {
  if (tree === undefined) return "";
  if (tree.kind === "words") return `words ${tree.text}`;
  if (tree.kind === "not") return `not(${shown(tree.of)})`;
  if (tree.kind !== "compare") return `${tree.kind}(${tree.of.map(shown).join("; ")})`;
  const { target, key, part } = tree.field;
  const name = target === "attribute" ? key : `${target === "metric" ? part : target}:${key}`;
  const value = tree.value === undefined ? "" : ` ${JSON.stringify(tree.value)}`;
  return `${name} ${tree.negated ? "not " : ""}${tree.comparator}${value}`;
}
const read = (text: string) => shown(parseSearch(text, RUNS, NOW));

describe("what MLflow knows", () => {
  test.each([
    ["", ""],
    [" AND ", ""],
    ["metrics.acc > 0.9", "last:acc > 0.9"],
    ["metric.`a b` <= -1e-3", "last:a b <= -0.001"],
    [
      "params.model = 'bayes' and tags.\"mlflow.user\" LIKE 'a%'",
      'all(param:model = "bayes"; tag:mlflow.user LIKE "a%")',
    ],
    ['tags.mlflow.source.name != "x"', 'tag:mlflow.source.name not = "x"'],
    ["attributes.created >= 5", "start_time >= 5"],
    ["`run name` = 'x'", 'run_name = "x"'],
    ["run_id NOT IN ('a', \"b\",)", 'run_id not IN ["a","b"]'],
    ["params.x IS NOT NULL", "param:x not IS NULL"],
    ["params.x = 'it''s'", "param:x = \"it''s\""],
    ["params.path = 'C:\\'", 'param:path = "C:\\\\"'],
    ["metrics.a > 1 metrics.b > 2", "all(last:a > 1; last:b > 2)"],
    ["metrics.val/loss<2", "last:val/loss < 2"],
    ["dataset.name LIKE 'm%'", 'dataset:name LIKE "m%"'],
  ])("%s", (text, wanted) => {
    expect(read(text)).toBe(wanted);
  });
});

describe("what goes beyond it", () => {
  test.each([
    ["metrics.a > 1 OR metrics.b > 1", "any(last:a > 1; last:b > 1)"],
    [
      "metrics.a > 1 AND (status = 'FAILED' OR NOT tags.x IS NULL)",
      'all(last:a > 1; any(status = "FAILED"; not(tag:x IS NULL)))',
    ],
    ["NOT (a OR b) c", "all(not(any(words a; words b)); words c)"],
    ["params.model ~ '^b'", 'param:model RLIKE "^b"'],
    ["params.model !~ '^b'", 'param:model not RLIKE "^b"'],
    ["tags.x RLIKE 'y' AND tags.z NOT LIKE 'w'", 'all(tag:x RLIKE "y"; tag:z not LIKE "w")'],
    ["metrics.a IN (1, 2.5)", "last:a IN [1,2.5]"],
    ["params.epochs IN (1, '2')", 'param:epochs IN ["1","2"]'],
    ["params.lr > 0.001", "param:lr > 0.001"],
    [
      "best.acc > 1 min.loss < 2 max.a = 3 count.a > 9",
      "all(best:acc > 1; min:loss < 2; max:a = 3; count:a > 9)",
    ],
    ["has:metrics.loss", "last:loss not IS NULL"],
    ["NOT has:tags.`a b`", "not(tag:a b not IS NULL)"],
    ["has:commit", "commit not IS NULL"],
    ["bayes 'two words'", "all(words bayes; words two words)"],
    ["start_time > -7d", `start_time > ${NOW - 7 * 86_400_000}`],
    ["created > 2026-11-01", `start_time > ${Date.UTC(2026, 10, 1)}`],
    ["created >= '2026-11-01T12:30'", `start_time >= ${Date.UTC(2026, 10, 1, 12, 30)}`],
    [
      "created = 2026-11-01",
      `all(start_time >= ${Date.UTC(2026, 10, 1)}; start_time < ${Date.UTC(2026, 10, 2)})`,
    ],
    ["started > yesterday", `start_time > ${Date.UTC(2026, 10, 22)}`],
    ["duration > 2h AND duration < 1.5d", "all(duration > 7200000; duration < 129600000)"],
    ["status = 'LOST'", 'status = "LOST"'],
    ["end_time IS NULL", "end_time IS NULL"],
    ["metrics.a <> 1", "last:a not = 1"],
  ])("%s", (text, wanted) => {
    expect(read(text)).toBe(wanted);
  });
});

describe("what is refused says where and what is near", () => {
  test.each([
    ["metrics.acc > 'x'", 15, "expected a number"],
    ["metrics.acc LIKE 'x'", 13, "can't compare a number"],
    ["params.x > 'a'", 12, "can't compare text"],
    ["params.x = y", 12, "expected a quoted string"],
    ["metrik.a > 1", 1, "did you mean metric?"],
    ["statsu = 'x'", 1, "did you mean status?"],
    ["dataset.nam = 'x'", 1, "only name, digest, context"],
    ["metrics.a", 10, "has:metrics.a"],
    ["metrics.a >", 12, "got the end"],
    ["metrics.a > 1;", 14, 'got ";"'],
    ["(metrics.a > 1", 15, "expected )"],
    ["metrics.a > 1)", 14, "expected AND or OR"],
    ["()", 3, "nothing between ( and )"],
    ["a OR", 5, "OR needs a condition on both sides"],
    ["NOT", 4, "NOT needs a condition"],
    ["params.x = 'a", 12, "is not closed"],
    ["tags.x ~ '('", 10, "can't be read"],
    ["metrics.a BETWEEN 1 AND 2", 11, "write a >= 1 AND a <= 2"],
    ["metrics.a => 1", 11, "no comparator =>"],
    ["metrics.a > 1 -- why", 15, "expected a condition"],
    ["start_time > soon", 14, "-7d"],
    ["run_id IN ()", 12, "expected a quoted string"],
    ["toString = 'a'", 1, "no attribute"],
    ["constructor.x = 'a'", 1, "can't be searched"],
  ])("%s", (text, at, problem) => {
    expect(() => parseSearch(text, RUNS, NOW)).toThrow(problem);
    expect(() => parseSearch(text, RUNS, NOW)).toThrow(` at ${at}:`);
  });
});

test("other things have names of their own", () => {
  expect(shown(parseSearch("creation_time > 5 AND tags.a = 'b'", EXPERIMENTS))).toBe(
    'all(creation_time > 5; tag:a = "b")',
  );
  expect(shown(parseSearch("creation_time > 5", LOGGED_MODELS))).toBe("creation_timestamp > 5");
  expect(() => parseSearch("metrics.a > 1", EXPERIMENTS)).toThrow(
    "can't be searched in experiments",
  );
});

test("reads orders", () => {
  const order = (...texts: string[]) =>
    parseOrderBy(texts, RUNS).map(({ field, descending }) => [
      field.target,
      field.part,
      field.key,
      descending,
    ]);
  expect(order("metrics.acc DESC", "start_time", "params.`a b` asc", "min.loss desc")).toEqual([
    ["metric", "last", "acc", true],
    ["attribute", "last", "start_time", false],
    ["param", "last", "a b", false],
    ["metric", "min", "loss", true],
  ]);
  expect(() => order("metrics.acc UP")).toThrow("expected ASC or DESC");
  expect(() => order("created", "start_time DESC")).toThrow("duplicate");
  expect(() => order("")).toThrow("expected what to sort by");
});

const PIECES = [
  "metrics.a",
  "params.`b c`",
  'tags."d"',
  "status",
  "start_time",
  "has:",
  "min.",
  "=",
  "!~",
  ">=",
  "NOT",
  "IN",
  "LIKE",
  "IS NULL",
  "OR",
  "AND",
  "(",
  ")",
  ",",
  "'x'",
  "'",
  "`",
  "1.5",
  "-7d",
  "2026-11-01",
  " ",
  "\n",
  "größe",
  "\\",
  ";",
];

test("throws nothing but its own error, whatever the text", () => {
  const text = fc.oneof(
    fc.string({ unit: "binary", maxLength: 40 }),
    fc.array(fc.constantFrom(...PIECES), { maxLength: 25 }).map((pieces) => pieces.join(" ")),
    fc.array(fc.constantFrom(...PIECES), { maxLength: 25 }).map((pieces) => pieces.join("")),
  );
  fc.assert(
    fc.property(text, (filter) => {
      for (const attempt of [
        () => parseSearch(filter, RUNS, NOW),
        () => parseOrderBy([filter], RUNS),
      ])
        try {
          attempt();
        } catch (error) {
          expect(error).toBeInstanceOf(FettleError);
          expect(error).toMatchObject({ code: "FILTER_INVALID" });
        }
    }),
    { numRuns: 3000 },
  );
});

test("bounds depth, number and length", () => {
  expect(() => parseSearch(`${"(".repeat(60)}a`, RUNS)).toThrow("more than 50 levels");
  expect(() => parseSearch("NOT ".repeat(90_000 / 4), RUNS)).toThrow("more than 50 levels");
  expect(() => parseSearch("a ".repeat(300), RUNS)).toThrow("more than 200 conditions");
  expect(() => parseSearch("a".repeat(100_001), RUNS)).toThrow("at most 100000");
});

test("reads hostile digits, quotes, spaces and words, as long as allowed", () => {
  const n = 99_000;
  for (const piece of [
    "1",
    "1.",
    "'",
    "''",
    "\\'",
    " ",
    "1e",
    "AND ",
    "(",
    "=",
    "-",
    "has:",
    "a.",
    "`",
  ])
    for (const lead of ["", "metrics.a > ", "params.a = ", "start_time > ", "run_id IN ("]) {
      const text = lead + piece.repeat(n / piece.length);
      try {
        parseSearch(text, RUNS);
      } catch (error) {
        expect(error).toBeInstanceOf(FettleError);
      }
    }
});
