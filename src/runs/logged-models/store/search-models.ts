import { type RawBuilder, sql } from "kysely";
import { compile, type Reader } from "#ground/database";
import {
  type Field,
  likeText,
  lowerFor,
  type SearchColumns,
  type SearchTree,
  searchSql,
} from "#ground/search";
import { type Tables, tables } from "../../store/tables.ts";
import { type ModelRecord, modelRecord } from "./models.ts";

/** Points that were logged on a data set; without a digest on any of its versions. */
export type OnDataset = { readonly name: string | undefined; readonly digest: string | undefined };

export type ModelOrder = {
  /** A column, or a metric's latest value, on a data set perhaps. */
  readonly by: keyof typeof COLUMNS | { readonly metric: string; readonly on: OnDataset };
  readonly descending: boolean;
};

const COLUMNS = {
  name: sql`m.name`,
  model_id: sql`m.id`,
  model_type: sql`m.type`,
  status: sql`m.status`,
  source_run_id: sql`m.source_run`,
  creation_timestamp: sql`m.created_at`,
  last_updated_timestamp: sql`m.updated_at`,
} as const;

/** Whether a name is one of a column that models can be ordered by. */
export function isModelColumn(name: string): name is keyof typeof COLUMNS {
  return Object.hasOwn(COLUMNS, name);
}

/** Logged models that are not deleted, in an order; the latest first where none is given. */
export async function searchModels(
  db: Reader,
  search: {
    readonly experiments: readonly number[];
    readonly filter: SearchTree | undefined;
    /** Those with points on one of these; empty for all. Conditions on metrics look at these points alone. */
    readonly datasets: readonly OnDataset[];
    readonly order: readonly ModelOrder[];
    readonly limit: number;
    readonly offset: number;
  },
): Promise<ModelRecord[]> {
  const { filter, datasets, order } = search;
  let query = tables
    .selectFrom("runs_model as m")
    .selectAll()
    .where("m.lifecycle", "=", "active")
    .where(
      sql<boolean>`m.experiment IN (SELECT value FROM json_each(${JSON.stringify(search.experiments)}))`,
    );
  if (filter !== undefined) query = query.where(searchSql(filter, columnsOn(datasets)));
  if (datasets.length > 0)
    query = query.where(
      sql<boolean>`EXISTS (SELECT 1 FROM runs_model_point t WHERE t.model = m.number AND ${anyOf(datasets)})`,
    );
  for (const one of order) query = query.orderBy(orderOf(one));
  if (!order.some(({ by }) => by === "creation_timestamp"))
    query = query.orderBy(sql`m.created_at DESC`);
  const compiled = compile(
    query.orderBy(sql`m.number DESC`).limit(search.limit).offset(search.offset),
  );
  return (await db.all<Tables["runs_model"]>(compiled.sql, ...compiled.values)).map(modelRecord);
}

function orderOf({ by, descending }: ModelOrder): RawBuilder<unknown> {
  const way = sql.raw(descending ? "DESC" : "ASC");
  const value =
    typeof by === "string"
      ? COLUMNS[by]
      : sql`(SELECT t.value FROM runs_model_point t WHERE t.model = m.number AND ${keyIs(by.metric)} AND t.nan = 0
          AND ${on(by.on)} ORDER BY t.at DESC, t.step DESC, t.value DESC LIMIT 1)`;
  return sql`${value} ${way} NULLS LAST`;
}

function columnsOn(datasets: readonly OnDataset[]): SearchColumns {
  return {
    owner: sql`m.number`,
    attribute: ({ key }) => COLUMNS[key as keyof typeof COLUMNS],
    logged: ({ target, key }: Field) => {
      if (target === "metric") {
        const where = datasets.length === 0 ? sql`` : sql` AND ${anyOf(datasets)}`;
        const from = sql`runs_model_point t WHERE ${keyIs(key)}${where}`;
        return { from, owner: sql`t.model`, value: sql`t.value`, nan: sql`t.nan` };
      }
      const table = sql.raw(target === "param" ? "runs_model_param" : "runs_model_tag");
      return {
        from: sql`${table} p WHERE p.key = ${key}`,
        owner: sql`p.model`,
        value: sql`p.value`,
      };
    },
    words: (text) => {
      const part = `%${likeText(text.toLowerCase())}%`;
      return sql<boolean>`(${sql.raw(lowerFor(text))}(m.name) LIKE ${part} ESCAPE '!' OR m.id = ${text})`;
    },
  };
}

function keyIs(name: string): RawBuilder<boolean> {
  return sql<boolean>`t.key = (SELECT id FROM runs_key WHERE name = ${name})`;
}

function anyOf(datasets: readonly OnDataset[]): RawBuilder<boolean> {
  return sql<boolean>`(${sql.join(datasets.map(on), sql` OR `)})`;
}

function on({ name, digest }: OnDataset): RawBuilder<boolean> {
  const named = name === undefined ? sql`` : sql` AND t.dataset_name = ${name}`;
  const digested = digest === undefined ? sql`` : sql` AND t.dataset_digest = ${digest}`;
  return sql<boolean>`(1 = 1${named}${digested})`;
}
