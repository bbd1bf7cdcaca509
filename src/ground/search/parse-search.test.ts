import { sql } from "kysely";
import { expect, test } from "vitest";
import { queries } from "#ground/database";
import {
  ATTRIBUTE,
  type Grammar,
  METRIC,
  orderSql,
  parseOrderBy,
  parseSearch,
  type SearchColumns,
  searchSql,
  TAG,
  text,
  time,
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
