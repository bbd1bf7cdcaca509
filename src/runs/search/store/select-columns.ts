import type { Reader } from "#ground/database";
import { lowerFor } from "#ground/search";
import type { Settled } from "../../store/settled.ts";

/** What is known of one key among some runs. */
export type ColumnFacts = {
  readonly key: string;
  readonly runs: number;
  /** All that have it have the same. */
  readonly same: 0 | 1;
  readonly sample: string | number | null;
};

const AMONG = "WITH m (run) AS (SELECT value FROM json_each(?))";

const keyed = (table: string, same: string, sample: string): string => `${AMONG}
  SELECT k.name AS key, l.runs, l.same, l.sample FROM (
    SELECT key, count(*) AS runs, ${same} AS same, ${sample} AS sample FROM ${table}
    WHERE run IN (SELECT run FROM m) GROUP BY key) l
  JOIN runs_key k ON k.id = l.key ORDER BY k.name`;

const PARAMS = keyed("runs_param", "min(value) = max(value)", "substr(min(value), 1, 80)");
const METRICS = keyed(
  "runs_summary",
  "min(last) = max(last) AND min(last_nan) = max(last_nan)",
  // What is no number is kept as 0 beside its mark.
  "min(CASE WHEN last_nan = 0 THEN last END)",
);
const TAGS = `${AMONG}
  SELECT key, count(*) AS runs, min(value) = max(value) AS same, substr(min(value), 1, 80) AS sample
  FROM runs_tag WHERE run IN (SELECT run FROM m) GROUP BY key ORDER BY key`;

const BY_KIND = { param: PARAMS, metric: METRICS, tag: TAGS } as const;

/** The keys that these runs have logged, by name. */
export async function selectColumns(
  db: Settled,
  kind: keyof typeof BY_KIND,
  numbers: Int32Array,
): Promise<ColumnFacts[]> {
  const row = await db.get<{ runs: number }>("SELECT count(*) AS runs FROM runs_run");
  if (row?.runs === numbers.length) return db.all<ColumnFacts>(overAll(BY_KIND[kind]));
  return db.all<ColumnFacts>(BY_KIND[kind], listed(numbers));
}

/** Where all runs are meant, nobody needs to look for each. */
function overAll(sql: string): string {
  return sql.replace(AMONG, "").replace("WHERE run IN (SELECT run FROM m)", "");
}

const FACTS: Readonly<Record<string, string>> = {
  name: "r.name",
  user: "r.user_name",
  status: "r.status",
  experiment: "e.name",
  commit: "r.commit_hash",
  branch: "r.branch",
  dirty: "r.dirty",
  command: "r.command",
  notebook: "r.notebook",
};

const FACT_COLUMNS = Object.entries(FACTS)
  .map(
    ([name, sql]) => `count(${sql}) AS ${name}_runs, min(${sql}) = max(${sql}) AS ${name}_same,
      substr(min(${sql}), 1, 80) AS ${name}_sample`,
  )
  .join(", ");
const ALL_FACTS = `${AMONG} SELECT ${FACT_COLUMNS} FROM m JOIN runs_run r ON r.number = m.run
  JOIN runs_experiment e ON e.id = r.experiment`;

/** What these runs are by themselves. */
export async function selectFacts(db: Reader, numbers: Int32Array): Promise<ColumnFacts[]> {
  const row = await db.get<Record<string, string | number | null>>(ALL_FACTS, listed(numbers));
  return Object.keys(FACTS).map((key) => ({
    key,
    runs: Number(row?.[`${key}_runs`] ?? 0),
    same: row?.[`${key}_same`] === 1 ? 1 : 0,
    sample: row?.[`${key}_sample`] ?? null,
  }));
}

/** The most frequent values of a parameter, a tag or an attribute that begin so, for completion. */
export async function selectValues(
  db: Reader,
  of: { readonly target: string; readonly key: string },
  start: string,
  limit: number,
): Promise<string[]> {
  const sql = valuesSql(of, lowerFor(start));
  if (sql === undefined) return [];
  const values = of.target === "attribute" || of.target === "dataset" ? [] : [of.key];
  const rows = await db.all<{ value: string }>(sql, ...values, start.toLowerCase(), limit);
  return rows.map((row) => row.value);
}

const ATTRIBUTES: Readonly<Record<string, string>> = {
  run_name: "r.name",
  user_id: "r.user_name",
  commit: "r.commit_hash",
  branch: "r.branch",
  notebook: "r.notebook",
  project: "r.project",
};

function valuesSql(
  of: { readonly target: string; readonly key: string },
  lower: string,
): string | undefined {
  const begins = (column: string) =>
    `${lower}(${column}) LIKE replace(?, '%', '') || '%'
     GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT ?`;
  const short = "substr(value, 1, 100) AS value";
  if (of.target === "param")
    return `SELECT ${short} FROM runs_param
      WHERE key = (SELECT id FROM runs_key WHERE name = ?) AND ${begins("value")}`;
  if (of.target === "tag")
    return `SELECT ${short} FROM runs_tag WHERE key = ? AND ${begins("value")}`;
  if (of.target === "dataset" && (of.key === "name" || of.key === "digest"))
    return `SELECT ${of.key} AS value FROM runs_dataset WHERE ${begins(of.key)}`;
  if (of.key === "experiment" && of.target === "attribute")
    return `SELECT name AS value FROM runs_experiment WHERE ${begins("name")}`;
  const column = of.target === "attribute" ? ATTRIBUTES[of.key] : undefined;
  if (column === undefined) return undefined;
  return `SELECT ${column} AS value FROM runs_run r WHERE ${column} IS NOT NULL AND ${begins(column)}`;
}

function listed(numbers: Int32Array): string {
  return `[${numbers.join(",")}]`;
}
