import { type RawBuilder, sql } from "kysely";
import { fail } from "#ground/errors";
import { ERRORS } from "../errors.ts";
import type { Condition, Ordering } from "../search/index.ts";

const ATTRIBUTE_SQL: Readonly<Record<string, RawBuilder<unknown>>> = {
  run_id: sql.ref("r.id"),
  run_name: sql.ref("r.name"),
  user_id: sql.ref("r.user_name"),
  status: sql.ref("r.status"),
  artifact_uri: sql`'mlflow-artifacts:/' || r.experiment || '/' || r.id || '/artifacts'`,
  start_time: sql.ref("r.started_at"),
  end_time: sql.ref("r.ended_at"),
  duration: sql`r.ended_at - r.started_at`,
  experiment: sql.ref("e.name"),
  commit: sql.ref("r.commit_hash"),
};

/** A text as a part of a LIKE pattern, for `ESCAPE '!'`. */
export function likeText(text: string): string {
  return text.replace(/[!%_]/g, "!$&");
}

/** A condition as SQL. A run without the key never matches but for IS NULL, as in MLflow. */
export function conditionHolds(condition: Condition): RawBuilder<boolean> {
  const { target, key } = condition;
  if (target === "attribute") return compare(attributeSql(key), condition);
  if (target === "metric")
    return sql<boolean>`EXISTS (SELECT 1 FROM runs_summary s WHERE s.run = r.number AND s.key = ${keyId(key)}
      AND ${compareMetric(condition)})`;
  const from =
    target === "param"
      ? sql`runs_param l WHERE l.run = r.number AND l.key = ${keyId(key)}`
      : sql`runs_tag l WHERE l.run = r.number AND l.key = ${key}`;
  if (condition.comparator === "IS NULL") return sql<boolean>`NOT EXISTS (SELECT 1 FROM ${from})`;
  if (condition.comparator === "IS NOT NULL") return sql<boolean>`EXISTS (SELECT 1 FROM ${from})`;
  return sql<boolean>`EXISTS (SELECT 1 FROM ${from} AND ${compare(sql.ref("l.value"), condition)})`;
}

/** NaN equals nothing and is neither below nor above anything. */
function compareMetric(condition: Condition): RawBuilder<boolean> {
  const compared = compare(sql.ref("s.last"), condition);
  return condition.comparator === "!="
    ? sql<boolean>`(s.last_nan = 1 OR ${compared})`
    : sql<boolean>`s.last_nan = 0 AND ${compared}`;
}

function compare(left: RawBuilder<unknown>, condition: Condition): RawBuilder<boolean> {
  const { comparator, value } = condition;
  switch (comparator) {
    case "LIKE":
      return sql<boolean>`${left} LIKE ${pattern(value)} ESCAPE '!'`;
    case "ILIKE":
      return sql<boolean>`lower(${left}) LIKE lower(${pattern(value)}) ESCAPE '!'`;
    case "IN":
      return sql<boolean>`${left} IN (${sql.join(value as readonly string[])})`;
    case "NOT IN":
      return sql<boolean>`${left} NOT IN (${sql.join(value as readonly string[])})`;
    default:
      return sql<boolean>`${left} ${sql.raw(comparator)} ${value}`;
  }
}

/** MLflow's patterns have no escape, so ours is made plain. */
function pattern(value: Condition["value"]): string {
  return String(value).replaceAll("!", "!!");
}

function attributeSql(key: string): RawBuilder<unknown> {
  const found = Object.hasOwn(ATTRIBUTE_SQL, key) ? ATTRIBUTE_SQL[key] : undefined;
  if (found === undefined)
    throw fail(ERRORS, "RUNS_FILTER_INVALID", { filter: key, problem: `no attribute ${key}` });
  return found;
}

function keyId(key: string): RawBuilder<number> {
  return sql<number>`(SELECT id FROM runs_key WHERE name = ${key})`;
}

/**
 * An order as SQL: what a run lacks comes last in both directions, NaN before that. The latest run first, then the id,
 * decide between equals.
 */
export function orderTerms(order: readonly Ordering[]): RawBuilder<unknown>[] {
  const terms: RawBuilder<unknown>[] = [];
  for (const { target, key, descending } of order) {
    const way = sql.raw(descending ? "DESC" : "ASC");
    const logged = (column: string, table: string) =>
      sql`(SELECT ${sql.raw(column)} FROM ${sql.raw(table)} o WHERE o.run = r.number AND o.key = ${
        target === "tag" ? key : keyId(key)
      })`;
    if (target === "metric") terms.push(sql`${logged("o.last_nan", "runs_summary")} NULLS LAST`);
    const value =
      target === "attribute"
        ? attributeSql(key)
        : target === "metric"
          ? logged("o.last", "runs_summary")
          : logged("o.value", target === "param" ? "runs_param" : "runs_tag");
    terms.push(sql`${value} ${way} NULLS LAST`);
  }
  const named = new Set(order.filter((o) => o.target === "attribute").map((o) => o.key));
  if (!named.has("start_time")) terms.push(sql`r.started_at DESC`);
  if (!named.has("run_id")) terms.push(sql`r.id`);
  return terms;
}
