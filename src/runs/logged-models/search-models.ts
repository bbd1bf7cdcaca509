import { fail } from "#ground/errors";
import { invalid } from "#ground/mlflow";
import { parseSearch, SEARCH_ERRORS, type SearchTree, usesRegex } from "#ground/search";
import type { ServerContext } from "#ground/server";
import { LOGGED_MODELS } from "../search/index.ts";
import { describeModels, type LoggedModel } from "./model.ts";
import {
  isModelColumn,
  type ModelOrder,
  type OnDataset,
  searchModels,
} from "./store/search-models.ts";

/** One part of an order as MLflow's clients give it. */
export type ModelOrdering = {
  /** `name`, `creation_timestamp` or `metrics.<key>`, for instance. */
  readonly field: string;
  readonly ascending: boolean;
  readonly dataset: OnDataset;
};

/** Other names of columns, and MLflow's own ones. */
const ALIASES: Readonly<Record<string, string>> = {
  creation_time: "creation_timestamp",
  creation_timestamp_ms: "creation_timestamp",
  last_updated_timestamp_ms: "last_updated_timestamp",
};

/** Logged models that a filter fits, with one more than `limit` where there are more. */
export async function searchLoggedModels(
  context: ServerContext,
  search: {
    readonly experiments: readonly number[];
    readonly filter: string;
    readonly datasets: readonly OnDataset[];
    readonly order: readonly ModelOrdering[];
    readonly limit: number;
    readonly offset: number;
  },
): Promise<{ readonly models: LoggedModel[]; readonly more: boolean }> {
  const { limit } = search;
  const parsed = parseSearch(search.filter, LOGGED_MODELS, context.clock.now());
  const filter = parsed === undefined ? undefined : inOurWords(parsed, search.filter);
  const order = search.order.map(orderOf);
  if (search.experiments.length === 0) return { models: [], more: false };
  const db = filter !== undefined && usesRegex(filter) ? context.database.aside : context.database;
  const found = await searchModels(db, { ...search, filter, order, limit: limit + 1 });
  return {
    models: await describeModels(context.database, found.slice(0, limit)),
    more: found.length > limit,
  };
}

function orderOf({ field, ascending, dataset }: ModelOrdering): ModelOrder {
  const [entity = "", ...rest] = field.split(".");
  if (rest.length > 0) {
    if (entity !== "metrics")
      throw invalid(
        field,
        "order_by",
        `Invalid order by field name: ${field}. Only metrics are supported.`,
      );
    const metric = rest.join(".").replace(/^`(.*)`$/s, "$1");
    return { by: { metric, on: dataset }, descending: !ascending };
  }
  const by = ALIASES[field] ?? field;
  if (!isModelColumn(by)) throw invalid(field, "order_by", `Invalid order by field name: ${field}`);
  return { by, descending: !ascending };
}

/** Status words as the store has them. Of a metric of a model there are points alone, no lowest and no count. */
function inOurWords(tree: SearchTree, filter: string): SearchTree {
  if (tree.kind === "words") return tree;
  if (tree.kind === "not") return { ...tree, of: inOurWords(tree.of, filter) };
  if (tree.kind !== "compare")
    return { ...tree, of: tree.of.map((part) => inOurWords(part, filter)) };
  const { field, value } = tree;
  if (field.target === "metric" && field.part !== "last")
    throw fail(SEARCH_ERRORS, "FILTER_INVALID", {
      filter,
      problem: `logged models have no ${field.part} of a metric`,
    });
  if (field.target !== "attribute" || field.key !== "status") return tree;
  return { ...tree, value: Array.isArray(value) ? value.map(status) : status(value) };
}

function status<T>(value: T): T | string {
  if (typeof value !== "string") return value;
  const word = value.replace(/^LOGGED_MODEL_/, "");
  return word === "FAILED" ? "UPLOAD_FAILED" : word;
}
