import { type RawBuilder, sql } from "kysely";
import { isInfinite, LARGEST, meantNumber } from "#ground/wire";
import type { Comparison, Field, Ordering, SearchTree } from "./tree.ts";

/** Where the values of one key lie: one row an owner. */
export type Logged = {
  /** `table WHERE key = ...`; more conditions may follow. */
  readonly from: RawBuilder<unknown>;
  /** The column of the one that was logged to. */
  readonly owner: RawBuilder<unknown>;
  readonly value: RawBuilder<unknown>;
  /** Is 1 where the value is NaN, kept as 0. */
  readonly nan?: RawBuilder<unknown> | undefined;
};

/** What a search's fields are in SQL. */
export type SearchColumns = {
  /** What the owners of `Logged` are compared with: `r.number`. */
  readonly owner: RawBuilder<unknown>;
  attribute(field: Field, leaf?: Comparison): RawBuilder<unknown>;
  logged(field: Field): Logged;
  /** Whether a bare word fits. */
  words(text: string): RawBuilder<boolean>;
};

/**
 * A search as a condition. What lacks a field fits no comparison with it, as in MLflow; NOT takes all that does not fit.
 * One with a regular expression needs `Database.aside`.
 */
export function searchSql(tree: SearchTree, columns: SearchColumns): RawBuilder<boolean> {
  switch (tree.kind) {
    case "words":
      return columns.words(tree.text);
    case "not":
      return sql<boolean>`(${searchSql(tree.of, columns)}) IS NOT TRUE`;
    case "compare":
      return comparison(tree, columns);
    default: {
      const parts = tree.of.map((part) => searchSql(part, columns));
      return sql<boolean>`(${sql.join(parts, sql.raw(tree.kind === "all" ? " AND " : " OR "))})`;
    }
  }
}

function comparison(leaf: Comparison, columns: SearchColumns): RawBuilder<boolean> {
  const { field, comparator, negated } = leaf;
  if (field.target === "attribute") {
    const left = columns.attribute(field, leaf);
    if (comparator === "IS NULL")
      return negated ? sql<boolean>`${left} IS NOT NULL` : sql<boolean>`${left} IS NULL`;
    return compare(left, leaf);
  }
  const { from, owner, value, nan } = columns.logged(field);
  // A list that is made once, by an index of key and value: quick as a driver, and as a filter.
  if (comparator === "IS NULL")
    return sql<boolean>`${columns.owner} ${sql.raw(negated ? "IN" : "NOT IN")} (SELECT ${owner} FROM ${from})`;
  const compared = field.target === "metric" ? compareMetric(value, leaf) : compare(value, leaf);
  const holds =
    nan === undefined
      ? compared
      : negated
        ? sql<boolean>`(${nan} = 1 OR ${compared})`
        : sql<boolean>`${nan} = 0 AND ${compared}`;
  return sql<boolean>`${columns.owner} IN (SELECT ${owner} FROM ${from} AND ${holds})`;
}

/** The largest number is what MLflow has for infinity, and what rows of older stores have: it means both. */
function compareMetric(left: RawBuilder<unknown>, leaf: Comparison): RawBuilder<boolean> {
  const { comparator, negated, value } = leaf;
  if (typeof value !== "number" || !isInfinite(value)) return compare(left, leaf);
  const [infinity, largest] = [meantNumber(value), value > 0 ? LARGEST : -LARGEST];
  const [beyond, within] = value > 0 ? [">=", "<"] : ["<=", ">"];
  if (comparator === "=" && negated) return sql<boolean>`${left} ${sql.raw(within)} ${largest}`;
  if (comparator === "=" || comparator === beyond)
    return sql<boolean>`${left} ${sql.raw(beyond)} ${largest}`;
  if (comparator === within) return compare(left, { ...leaf, value: largest });
  return sql<boolean>`${left} ${sql.raw(comparator)} ${infinity}`;
}

function compare(left: RawBuilder<unknown>, leaf: Comparison): RawBuilder<boolean> {
  const { comparator, negated, value } = leaf;
  const not = sql.raw(negated ? "NOT " : "");
  switch (comparator) {
    case "LIKE":
      return sql<boolean>`${left} ${not}LIKE ${pattern(value)} ESCAPE '!'`;
    case "ILIKE": {
      const wanted = pattern(value);
      return sql<boolean>`${sql.raw(lowerFor(wanted))}(${left}) ${not}LIKE ${wanted.toLowerCase()} ESCAPE '!'`;
    }
    case "RLIKE":
      return sql<boolean>`${left} ${not}REGEXP ${value}`;
    case "IN":
      // One value, however long the list: the statement stays the same, and databases bound the number of values.
      return sql<boolean>`${left} ${not}IN (SELECT value FROM json_each(${JSON.stringify(value)}))`;
    case "=":
      return sql<boolean>`${asCompared(left, leaf)} ${sql.raw(negated ? "<>" : "=")} ${value}`;
    default:
      return sql<boolean>`${asCompared(left, leaf)} ${sql.raw(comparator)} ${value}`;
  }
}

/** Parameters and tags are text. Beside a number, those that are written as numbers count as such, the rest fits not. */
function asCompared(left: RawBuilder<unknown>, leaf: Comparison): RawBuilder<unknown> {
  const texts = leaf.field.target === "param" || leaf.field.target === "tag";
  if (!texts || typeof leaf.value !== "number") return left;
  return sql`(CASE WHEN json_valid(${left}) AND json_type(${left}) IN ('integer', 'real')
    THEN CAST(${left} AS REAL) END)`;
}

/** MLflow's patterns have no escape, so ours is made plain. */
function pattern(value: Comparison["value"]): string {
  return String(value).replaceAll("!", "!!");
}

/** An order as SQL: what lacks the field comes last in both directions, NaN before that. Ties are the caller's. */
export function orderSql(
  order: readonly Ordering[],
  columns: SearchColumns,
): RawBuilder<unknown>[] {
  return order.flatMap(({ field, descending }) => {
    const way = sql.raw(descending ? "DESC" : "ASC");
    if (field.target === "attribute") return [sql`${columns.attribute(field)} ${way} NULLS LAST`];
    const { from, owner, value, nan } = columns.logged(field);
    const column = (of: RawBuilder<unknown>) =>
      sql`(SELECT ${of} FROM ${from} AND ${owner} = ${columns.owner})`;
    const last = sql`${column(value)} ${way} NULLS LAST`;
    return nan === undefined ? [last] : [sql`${column(nan)} NULLS LAST`, last];
  });
}

/**
 * The SQL function that makes columns small where they are compared with a text. SQLite's `lower` knows A to Z alone, and
 * takes a fourth of the time of ours; to a text of nothing but ASCII it makes no difference.
 */
export function lowerFor(text: string): "lower" | "unicode_lower" {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII is meant, whole.
  return /^[\x00-\x7f]*$/.test(text) ? "lower" : "unicode_lower";
}

/** A text as a part of a LIKE pattern, for `ESCAPE '!'`. */
export function likeText(text: string): string {
  return text.replace(/[!%_]/g, "!$&");
}
