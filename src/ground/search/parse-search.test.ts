import { sql } from "kysely";
import { expect, test } from "vitest";
import { queries } from "#ground/database";
import {
  ATTRIBUTE,
  type Grammar,
  likeText,
  lowerFor,
  METRIC,
  orderSql,
  parseOrderBy,
  parseSearch,
  type SearchColumns,
  searchSql,
  TAG,
  text,
  time,
  usesRegex,
} from "./index.ts";

const HATS: Grammar = {
  of: "hats",
  prefixes: { ...METRIC, ...TAG, ...ATTRIBUTE },
  attributes: { name: text("name"), made: time("made") },
  targets: { metric: { kind: "number" }, tag: { kind: "text" } },
  words: true,
};

const COLUMNS: SearchColumns = {
  owner: sql.ref("h.number"),
  attribute: (field) => sql.ref(`h.${field.key}`),
  logged: (field) => ({
    from: sql`hats_${sql.raw(field.target)} l WHERE l.key = ${field.key}`,
    owner: sql.ref("l.hat"),
    value: sql.ref("l.value"),
  }),
  words: (part) => sql<boolean>`h.name LIKE ${part}`,
};

const builder = queries<{ hats_hat: { number: number; name: string; made: number } }>();

/** A filter as SQL, with its values in order. */
function written(filter: string): { sql: string; values: readonly unknown[] } {
  const tree = parseSearch(filter, HATS, 0);
  if (tree === undefined) throw new Error("the filter asks nothing");
  const query = builder
    .selectFrom("hats_hat as h")
    .select("number")
    .where(searchSql(tree, COLUMNS));
  const { sql: statement, parameters } = query.compile();
  return { sql: statement.replace(/^.* where /, ""), values: parameters };
}

test("a grammar says which names there are, and the nearest one to a name it lacks", () => {
  expect(parseSearch("tag.colour = 'red'", HATS)).toEqual({
    kind: "compare",
    field: { target: "tag", key: "colour", part: "last" },
    comparator: "=",
    negated: false,
    value: "red",
  });
  expect(() => parseSearch("nam = 'x'", HATS)).toThrow("did you mean name?");
  expect(() => parseSearch("params.x = 'x'", HATS)).toThrow("can't be searched in hats");
});

test("what lacks a value fits no comparison with it, and NOT takes all that does not fit", () => {
  expect(written("NOT metric.size > 3")).toEqual({
    sql: '("h"."number" IN (SELECT "l"."hat" FROM hats_metric l WHERE l.key = ? AND "l"."value" > ?)) IS NOT TRUE',
    values: ["size", 3],
  });
});

test("what lacks a value comes last in both directions", () => {
  for (const way of ["ASC", "DESC"]) {
    const [order] = orderSql(parseOrderBy([`metric.size ${way}`], HATS), COLUMNS);
    const { sql: statement } = builder
      .selectFrom("hats_hat as h")
      .select("number")
      .orderBy(order as never)
      .compile();
    expect(statement).toContain(`${way} NULLS LAST`);
  }
});

test.each([
  ["name = 'x'", '"h"."name" = ?', ["x"]],
  ["name != 'x'", '"h"."name" <> ?', ["x"]],
  ["made >= 5", '"h"."made" >= ?', [5]],
  ["name LIKE '50%!'", `"h"."name" LIKE ? ESCAPE '!'`, ["50%!!"]],
  ["name NOT LIKE 'x'", `"h"."name" NOT LIKE ? ESCAPE '!'`, ["x"]],
  ["name ILIKE 'X'", `lower("h"."name") LIKE ? ESCAPE '!'`, ["x"]],
  ["name ~ 'x+'", '"h"."name" REGEXP ?', ["x+"]],
  ["name !~ 'x+'", '"h"."name" NOT REGEXP ?', ["x+"]],
  ["name IN ('a', 'b')", '"h"."name" IN (SELECT value FROM json_each(?))', ['["a","b"]']],
  ["name NOT IN ('a')", '"h"."name" NOT IN (SELECT value FROM json_each(?))', ['["a"]']],
  ["name IS NULL", '"h"."name" IS NULL', []],
  ["has:name", '"h"."name" IS NOT NULL', []],
  ["has:tag.a", '"h"."number" IN (SELECT "l"."hat" FROM hats_tag l WHERE l.key = ?)', ["a"]],
  [
    "tag.a IS NULL",
    '"h"."number" NOT IN (SELECT "l"."hat" FROM hats_tag l WHERE l.key = ?)',
    ["a"],
  ],
  ["name = 'a' OR made < 3", '("h"."name" = ? OR "h"."made" < ?)', ["a", 3]],
  ["name = 'a' made < 3", '("h"."name" = ? AND "h"."made" < ?)', ["a", 3]],
  ["straw", "h.name LIKE ?", ["straw"]],
])("%s is asked as %s", (filter, statement, values) => {
  expect(written(filter)).toEqual({ sql: statement, values });
});

test("a tag beside a number is compared as one where it is written as one", () => {
  const { sql: statement, values } = written("tag.size > 3");
  expect(statement.replace(/\s+/g, " ")).toBe(
    '"h"."number" IN (SELECT "l"."hat" FROM hats_tag l WHERE l.key = ? AND ' +
      `(CASE WHEN json_valid("l"."value") AND json_type("l"."value") IN ('integer', 'real') ` +
      `THEN CAST("l"."value" AS REAL) END) > ?)`,
  );
  expect(values).toEqual(["size", 3]);
  expect(written("metric.size > 3").sql).not.toContain("json_valid");
  expect(written("tag.size = '3'").sql).not.toContain("json_valid");
});

test("NaN fits no comparison but those with not, and comes before what lacks the value", () => {
  const nan: SearchColumns = {
    ...COLUMNS,
    logged: (field) => ({ ...COLUMNS.logged(field), nan: sql.ref("l.nan") }),
  };
  const asked = (filter: string): string => {
    const tree = parseSearch(filter, HATS, 0);
    if (tree === undefined) throw new Error("the filter asks nothing");
    return builder
      .selectFrom("hats_hat as h")
      .select("number")
      .where(searchSql(tree, nan))
      .compile().sql;
  };
  expect(asked("metric.size > 3")).toContain('AND "l"."nan" = 0 AND "l"."value" > ?)');
  expect(asked("metric.size != 3")).toContain('AND ("l"."nan" = 1 OR "l"."value" <> ?))');
  expect(orderSql(parseOrderBy(["metric.size", "name DESC"], HATS), nan)).toHaveLength(3);
  expect(orderSql(parseOrderBy(["name DESC"], HATS), nan)).toHaveLength(1);
});

test("a text as a part of a pattern means itself, and a filter says whether it needs REGEXP", () => {
  expect(likeText("50%_!x")).toBe("50!%!_!!x");
  const regex = (filter: string): boolean => {
    const tree = parseSearch(filter, HATS, 0);
    return tree !== undefined && usesRegex(tree);
  };
  expect(["name ~ 'x'", "NOT (straw OR name !~ 'x')", "name LIKE 'x'", "straw"].map(regex)).toEqual(
    [...[true, true, false, false]],
  );
});

test("an order is asked for with NaN before what lacks the value, and both at the end", () => {
  const nan: SearchColumns = {
    ...COLUMNS,
    logged: (field) => ({ ...COLUMNS.logged(field), nan: sql.ref("l.nan") }),
  };
  const ordered = (text: string, columns: SearchColumns) =>
    orderSql(parseOrderBy([text], HATS), columns).map((part) =>
      builder
        .selectFrom("hats_hat as h")
        .select("number")
        .orderBy(part as never)
        .compile()
        .sql.replace(/^.* order by /, ""),
    );
  const of = (column: string) =>
    `(SELECT "l"."${column}" FROM hats_metric l WHERE l.key = ? AND "l"."hat" = "h"."number")`;
  expect(ordered("name DESC", COLUMNS)).toEqual(['"h"."name" DESC NULLS LAST']);
  expect(ordered("made", COLUMNS)).toEqual(['"h"."made" ASC NULLS LAST']);
  expect(ordered("metric.size DESC", COLUMNS)).toEqual([`${of("value")} DESC NULLS LAST`]);
  expect(ordered("metric.size", nan)).toEqual([
    `${of("nan")} NULLS LAST`,
    `${of("value")} ASC NULLS LAST`,
  ]);
});

test("only what is not ASCII needs the slower way to small letters", () => {
  expect([lowerFor("aZ~ "), lowerFor("é"), lowerFor("")]).toEqual([
    ...["lower", "unicode_lower", "lower"],
  ]);
  expect(written("name ILIKE 'É!'")).toEqual({
    sql: `unicode_lower("h"."name") LIKE ? ESCAPE '!'`,
    values: ["é!!"],
  });
  expect(written("name NOT ILIKE 'X'").sql).toBe(`lower("h"."name") NOT LIKE ? ESCAPE '!'`);
});
