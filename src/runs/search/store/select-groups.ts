import { type RawBuilder, sql } from "kysely";
import { compile, type Row } from "#ground/database";
import type { Field, SearchColumns } from "#ground/search";
import { LARGEST } from "#ground/wire";
import type { Directions } from "../../model.ts";
import type { Settled } from "../../store/settled.ts";
import { tables } from "../../store/tables.ts";
import { runColumns } from "./search-terms.ts";

/** A group as SQL gives it. */
export type GroupRow = {
  readonly by: readonly (string | null)[];
  readonly runs: number;
  readonly newest: number;
  readonly metrics: readonly {
    runs: number;
    infinite: number;
    mean: number | null;
    /** Sum of the squares of what lies between a value and the mean. */
    squares: number | null;
    min: number | null;
    max: number | null;
  }[];
};

/** These runs, grouped by fields; of each metric the latest values, less NaN and the infinities. The newest group first. */
export async function selectGroups(
  db: Settled,
  numbers: Int32Array,
  asked: {
    readonly by: readonly Field[];
    readonly metrics: readonly string[];
    readonly directions: Directions;
    readonly limit: number;
  },
): Promise<GroupRow[]> {
  const { by, metrics, limit } = asked;
  const columns = runColumns(asked.directions);
  const keys = by.map((_, i) => sql.ref(`b${i}`));
  const values = [
    ...by.map((field, i) => sql`${shownValue(field, columns)} AS ${sql.ref(`b${i}`)}`),
    ...metrics.flatMap((key, i) => [
      sql`${latest(key, sql`l.last_nan = 0 AND abs(l.last) < ${LARGEST}`)} AS ${sql.ref(`m${i}`)}`,
      sql`${latest(key, sql`l.last_nan = 0 AND abs(l.last) >= ${LARGEST}`)} AS ${sql.ref(`i${i}`)}`,
    ]),
  ];
  const sums = metrics.map((_, i) => {
    const m = sql.ref(`m${i}`);
    return sql`count(${m}) AS ${sql.ref(`n${i}`)}, count(${sql.ref(`i${i}`)}) AS ${sql.ref(`f${i}`)}, avg(${m}) AS ${sql.ref(`a${i}`)},
      min(${m}) AS ${sql.ref(`l${i}`)}, max(${m}) AS ${sql.ref(`h${i}`)}`;
  });
  const squares = metrics.map((_, i) => {
    const off = sql`(${sql.ref(`v.m${i}`)} - ${sql.ref(`g.a${i}`)})`;
    return sql`sum(${off} * ${off}) AS ${sql.ref(`s${i}`)}`;
  });
  const same = by.map((_, i) => sql`${sql.ref(`v.b${i}`)} IS ${sql.ref(`g.b${i}`)}`);
  const query = sql`WITH v AS MATERIALIZED (SELECT r.started_at AS at, ${sql.join(values)} FROM json_each(${`[${numbers.join(",")}]`}) j
      JOIN runs_run r ON r.number = j.value),
    g AS MATERIALIZED (SELECT ${sql.join([...keys, sql`count(*) AS runs`, sql`max(at) AS newest`, ...sums])}
      FROM v GROUP BY ${sql.join(keys)} ORDER BY newest DESC LIMIT ${limit})
    SELECT ${sql.join([sql`g.*`, ...squares])} FROM g JOIN v ON ${sql.join(same, sql` AND `)}
    GROUP BY ${sql.join(by.map((_, i) => sql.ref(`g.b${i}`)))} ORDER BY g.newest DESC`;
  const { sql: text, values: bound } = compile({ compile: () => query.compile(tables) });
  return (await db.all<Row>(text, ...bound)).map((row) => groupOf(row, by.length, metrics.length));
}

/** The latest value of a metric of `r` where it is as wanted, else NULL. */
function latest(key: string, wanted: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`(SELECT CASE WHEN ${wanted} THEN l.last END FROM runs_summary l
    WHERE l.run = r.number AND l.key = (SELECT id FROM runs_key WHERE name = ${key}))`;
}

function groupOf(row: Row, by: number, metrics: number): GroupRow {
  const number = (name: string): number | null => {
    const value = row[name];
    return value === null || value === undefined ? null : Number(value);
  };
  return {
    by: Array.from({ length: by }, (_, i) => {
      const value = row[`b${i}`];
      return value === null || value === undefined ? null : String(value);
    }),
    runs: number("runs") ?? 0,
    newest: number("newest") ?? 0,
    metrics: Array.from({ length: metrics }, (_, i) => ({
      runs: number(`n${i}`) ?? 0,
      infinite: number(`f${i}`) ?? 0,
      mean: number(`a${i}`),
      squares: number(`s${i}`),
      min: number(`l${i}`),
      max: number(`h${i}`),
    })),
  };
}

function shownValue(field: Field, columns: SearchColumns): RawBuilder<unknown> {
  if (field.target === "attribute") return columns.attribute(field);
  const { from, owner, value } = columns.logged(field);
  return sql`(SELECT ${value} FROM ${from} AND ${owner} = r.number)`;
}
