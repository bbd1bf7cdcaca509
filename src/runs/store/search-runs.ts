import { sql } from "kysely";
import { compile, type Reader } from "#ground/database";
import type { Condition, Ordering } from "../search/index.ts";
import { RUN_COLUMNS, type RunColumns, type RunRecord, runRecord } from "./run-columns.ts";
import { conditionHolds, likeText, orderTerms } from "./search-terms.ts";
import { type Lifecycle, tables } from "./tables.ts";

/** What runs are looked for; what is left out does not narrow. */
export type RunSearch = {
  readonly experimentIds?: readonly number[] | undefined;
  readonly experiment?: string | undefined;
  readonly project?: string | undefined;
  readonly statuses?: readonly string[] | undefined;
  readonly lifecycle?: Lifecycle | undefined;
  /** Part of a name, user or command, or the start of an id or a commit. */
  readonly words?: string | undefined;
  readonly conditions: readonly Condition[];
};

/** A page of the runs that match. */
export async function searchRuns(
  db: Reader,
  search: RunSearch,
  page: { order: readonly Ordering[]; limit: number; offset: number },
): Promise<RunRecord[]> {
  let query = matching(search).select(sql.raw(RUN_COLUMNS) as never);
  for (const term of orderTerms(page.order)) query = query.orderBy(term);
  const { sql: text, values } = compile(query.limit(page.limit).offset(page.offset));
  const rows = await db.all<RunColumns>(text, ...values);
  return rows.map(runRecord);
}

/** How many runs match. */
export async function countRuns(db: Reader, search: RunSearch): Promise<number> {
  const query = matching(search).select((eb) => eb.fn.countAll<number>().as("total"));
  const { sql: text, values } = compile(query);
  const row = await db.get<{ total: number }>(text, ...values);
  return row?.total ?? 0;
}

function matching(search: RunSearch) {
  let query = tables
    .selectFrom("runs_run as r")
    .innerJoin("runs_experiment as e", "e.id", "r.experiment");
  if (search.project !== undefined) query = query.where("r.project", "=", search.project);
  if (search.experiment !== undefined) query = query.where("e.name", "=", search.experiment);
  if (search.experimentIds !== undefined)
    query = query.where("r.experiment", "in", search.experimentIds);
  if (search.statuses !== undefined) query = query.where("r.status", "in", search.statuses);
  if (search.lifecycle !== undefined) query = query.where("r.lifecycle", "=", search.lifecycle);
  const { words } = search;
  if (words !== undefined && words !== "") query = query.where(hasWords(words));
  for (const condition of search.conditions) query = query.where(conditionHolds(condition));
  return query;
}

function hasWords(words: string) {
  const part = `%${likeText(words.toLowerCase())}%`;
  const start = `${likeText(words.toLowerCase())}%`;
  return sql<boolean>`(lower(r.name) LIKE ${part} ESCAPE '!' OR lower(r.user_name) LIKE ${part} ESCAPE '!'
    OR lower(r.command) LIKE ${part} ESCAPE '!' OR r.id LIKE ${start} ESCAPE '!'
    OR r.commit_hash LIKE ${start} ESCAPE '!')`;
}
