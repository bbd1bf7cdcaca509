import { sql } from "kysely";
import { compile, type Reader } from "#ground/database";
import { type Experiment, experimentRecord } from "./experiments.ts";
import { type Lifecycle, tables } from "./tables.ts";

export type ExperimentOrder = {
  readonly by: "name" | "id" | "created_at" | "updated_at";
  readonly descending: boolean;
};

/** Experiments, the latest first where no order is given. */
export async function searchExperiments(
  db: Reader,
  search: {
    lifecycle: Lifecycle | undefined;
    name: { comparator: "=" | "!=" | "LIKE" | "ILIKE"; value: string } | undefined;
    order: readonly ExperimentOrder[];
    limit: number;
    offset: number;
  },
): Promise<Experiment[]> {
  const { lifecycle, name, order } = search;
  let query = tables.selectFrom("runs_experiment").selectAll();
  if (lifecycle !== undefined) query = query.where("lifecycle", "=", lifecycle);
  if (name !== undefined) {
    const value = name.comparator.endsWith("LIKE") ? name.value.replaceAll("!", "!!") : name.value;
    if (name.comparator === "LIKE")
      query = query.where(sql<boolean>`name LIKE ${value} ESCAPE '!'`);
    else if (name.comparator === "ILIKE")
      query = query.where(sql<boolean>`lower(name) LIKE lower(${value}) ESCAPE '!'`);
    else query = query.where("name", name.comparator, value);
  }
  for (const { by, descending } of order) query = query.orderBy(by, descending ? "desc" : "asc");
  query =
    order.length === 0
      ? query.orderBy("created_at", "desc").orderBy("id", "asc")
      : query.orderBy("id", "desc");
  const { sql: text, values } = compile(query.limit(search.limit).offset(search.offset));
  type Row = Parameters<typeof experimentRecord>[0];
  return (await db.all<Row>(text, ...values)).map(experimentRecord);
}
