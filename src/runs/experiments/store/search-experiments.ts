import { type RawBuilder, sql } from "kysely";
import { compile, type Reader } from "#ground/database";
import {
  type Field,
  likeText,
  lowerFor,
  type Ordering,
  orderSql,
  type SearchColumns,
  type SearchTree,
  searchSql,
} from "#ground/search";
import { type Lifecycle, tables } from "../../store/tables.ts";
import { type Experiment, experimentRecord } from "./experiments.ts";

const ATTRIBUTES: Readonly<Record<string, RawBuilder<unknown>>> = {
  name: sql.ref("e.name"),
  experiment_id: sql.ref("e.id"),
  creation_time: sql.ref("e.created_at"),
  last_update_time: sql.ref("e.updated_at"),
  project: sql.ref("e.project"),
};

const COLUMNS: SearchColumns = {
  owner: sql.ref("e.id"),
  attribute(field: Field, leaf) {
    // An id is a number, and told as text.
    if (field.key === "experiment_id" && leaf !== undefined) return sql`CAST(e.id AS TEXT)`;
    return ATTRIBUTES[field.key] as RawBuilder<unknown>;
  },
  logged: (field: Field) => ({
    from: sql`runs_experiment_tag t WHERE t.key = ${field.key}`,
    owner: sql.ref("t.experiment"),
    value: sql.ref("t.value"),
  }),
  words: (text: string) =>
    sql<boolean>`${sql.raw(lowerFor(text))}(e.name) LIKE ${`%${likeText(text.toLowerCase())}%`} ESCAPE '!'`,
};

/** A page of the experiments that match; the latest first where no order is given. */
export async function searchExperiments(
  db: Reader,
  search: { readonly lifecycle: Lifecycle | undefined; readonly tree: SearchTree | undefined },
  page: { readonly order: readonly Ordering[]; readonly limit: number; readonly offset: number },
): Promise<Experiment[]> {
  const { order, limit, offset } = page;
  let query = tables.selectFrom("runs_experiment as e").selectAll();
  if (search.lifecycle !== undefined) query = query.where("e.lifecycle", "=", search.lifecycle);
  if (search.tree !== undefined) query = query.where(searchSql(search.tree, COLUMNS));
  for (const term of orderSql(order, COLUMNS)) query = query.orderBy(term);
  if (order.length === 0) query = query.orderBy("e.created_at", "desc").orderBy("e.id", "asc");
  else if (!order.some(({ field }) => field.key === "experiment_id"))
    query = query.orderBy("e.id", "desc");
  const { sql: text, values } = compile(query.limit(limit).offset(offset));
  type Row = Parameters<typeof experimentRecord>[0];
  return (await db.all<Row>(text, ...values)).map(experimentRecord);
}

const TAGS = `SELECT experiment, key, value FROM runs_experiment_tag
  WHERE experiment IN (SELECT value FROM json_each(?)) ORDER BY experiment, key`;

/** The tags of experiments, by their id. */
export async function selectTagsOfExperiments(
  db: Reader,
  ids: readonly number[],
): Promise<Map<number, { key: string; value: string }[]>> {
  const tags = new Map<number, { key: string; value: string }[]>(ids.map((id) => [id, []]));
  type Row = { experiment: number; key: string; value: string };
  for (const { experiment, ...tag } of await db.all<Row>(TAGS, JSON.stringify(ids)))
    tags.get(experiment)?.push(tag);
  return tags;
}
