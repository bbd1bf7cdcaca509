import { type RawBuilder, type SqlBool, sql } from "kysely";
import { compile, queries, type Reader } from "#ground/database";
import {
  likeText,
  lowerFor,
  type Ordering,
  orderSql,
  type SearchColumns,
  type SearchTree,
  searchSql,
} from "#ground/search";
import { PROMPT_TAG } from "../model.ts";
import type { StoredModel } from "./select-models.ts";
import { VERSION_COLUMNS, type VersionRow } from "./select-versions.ts";

/** One page of a search. */
export type Page = {
  readonly tree: SearchTree | undefined;
  /** Prompts are left out, since nobody asked for them. */
  readonly withoutPrompts: boolean;
  readonly order: readonly Ordering[];
  readonly limit: number;
  readonly offset: number;
};

type Tables = { models_models: StoredModel; models_versions: VersionRow };

const tables = queries<Tables>();

/** The attribute that stands for a prompt's tag: 1 or 0, never missing. */
export const IS_PROMPT = "is_prompt";

const MODEL_PROMPTS = sql`SELECT name FROM models_tags WHERE key = ${PROMPT_TAG} AND value = 'true' AND version = 0`;
const VERSION_PROMPTS = sql`SELECT name FROM models_tags WHERE key = ${PROMPT_TAG} AND value = 'true' AND version > 0`;
const MODEL_COLUMNS: Readonly<Record<string, RawBuilder<unknown>>> = {
  name: sql.ref("m.name"),
  creation_timestamp: sql.ref("m.created_at"),
  last_updated_timestamp: sql.ref("m.updated_at"),
  project: sql.ref("m.project"),
  [IS_PROMPT]: sql`(m.name IN (${MODEL_PROMPTS}))`,
};
const COLUMNS_OF_VERSION: Readonly<Record<string, RawBuilder<unknown>>> = {
  name: sql.ref("m.name"),
  version_number: sql.ref("m.version"),
  run_id: sql.ref("m.run_id"),
  source_path: sql.ref("m.source"),
  creation_timestamp: sql.ref("m.created_at"),
  last_updated_timestamp: sql.ref("m.updated_at"),
  project: sql.ref("m.project"),
  [IS_PROMPT]: sql`(m.name IN (${VERSION_PROMPTS}))`,
};

function words(text: string): RawBuilder<boolean> {
  const pattern = `%${likeText(text.toLowerCase())}%`;
  const lower = sql.raw(lowerFor(text));
  return sql<boolean>`(${lower}(m.name) LIKE ${pattern} ESCAPE '!' OR ${lower}(m.description) LIKE ${pattern} ESCAPE '!')`;
}

const OF_MODELS: SearchColumns = {
  owner: sql.ref("m.name"),
  attribute: ({ key }) => MODEL_COLUMNS[key] ?? sql`NULL`,
  logged: ({ key }) => ({
    from: sql`models_tags t WHERE t.version = 0 AND t.key = ${key}`,
    owner: sql.ref("t.name"),
    value: sql.ref("t.value"),
  }),
  words,
};

/** A name holds no slash, so that the two together are one key. */
const OF_VERSIONS: SearchColumns = {
  owner: sql`(m.version || '/' || m.name)`,
  attribute: ({ key }) => COLUMNS_OF_VERSION[key] ?? sql`NULL`,
  logged: ({ key }) => ({
    from: sql`models_tags t WHERE t.version > 0 AND t.key = ${key}`,
    owner: sql`(t.version || '/' || t.name)`,
    value: sql.ref("t.value"),
  }),
  words,
};

/** Models that fit a search; by name where no order says otherwise. */
export async function searchModelRows(db: Reader, page: Page): Promise<StoredModel[]> {
  let query = tables
    .selectFrom("models_models as m")
    .selectAll("m")
    .where("m.deleted_at", "is", null);
  if (page.tree !== undefined) query = query.where(searchSql(page.tree, OF_MODELS));
  if (page.withoutPrompts) query = query.where(sql<SqlBool>`m.name NOT IN (${MODEL_PROMPTS})`);
  for (const term of orderSql(page.order, OF_MODELS)) query = query.orderBy(term);
  query = query.orderBy("m.name", "asc").limit(page.limit).offset(page.offset);
  const { sql: text, values } = compile(query);
  return db.all<StoredModel>(text, ...values);
}

/** Versions that fit a search; those changed last first where no order says otherwise. */
export async function searchVersionRows(db: Reader, page: Page): Promise<VersionRow[]> {
  let query = tables
    .selectFrom("models_versions as m")
    .select(VERSION_COLUMNS.split(", ") as (keyof VersionRow)[])
    .where("m.deleted_at", "is", null);
  if (page.tree !== undefined) query = query.where(searchSql(page.tree, OF_VERSIONS));
  if (page.withoutPrompts) query = query.where(sql<SqlBool>`m.name NOT IN (${VERSION_PROMPTS})`);
  for (const term of orderSql(page.order, OF_VERSIONS)) query = query.orderBy(term);
  if (page.order.length === 0) query = query.orderBy("m.updated_at", "desc");
  query = query.orderBy("m.name", "asc").orderBy("m.version", "desc");
  const { sql: text, values } = compile(query.limit(page.limit).offset(page.offset));
  return db.all<VersionRow>(text, ...values);
}
