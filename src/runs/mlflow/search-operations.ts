import { fail } from "#ground/errors";
import type { ServerContext } from "#ground/http";
import { ERRORS } from "../errors.ts";
import { checkLength, invalid } from "../limits.ts";
import { parseFilter, parseOrder } from "../search/index.ts";
import { selectExperimentTags } from "../store/experiments.ts";
import { type ExperimentOrder, searchExperiments } from "../store/search-experiments.ts";
import { searchRuns } from "../store/search-runs.ts";
import { experimentId } from "./experiment-operations.ts";
import type { Fields } from "./fields.ts";
import type { Operation } from "./mlflow-route.ts";
import { pageToken, readOffset } from "./page-token.ts";
import { wireRuns } from "./run-operations.ts";
import { lifecycleOf, pageSize } from "./views.ts";
import { wireExperiment } from "./wire.ts";

const RUNS = 1000;
const RUNS_MAX = 50_000;
const IDS_MAX = 10_000;
const ORDERS_MAX = 20;
const EXPERIMENTS_MAX = 50_000;
const EXPERIMENT_ORDERS_MAX = 4;
const FILTER_MAX = 2000;

async function runs(fields: Fields, context: ServerContext): Promise<object> {
  const ids = fields.texts("experiment_ids");
  const limit = pageSize(fields, RUNS, RUNS_MAX);
  checkLength(fields.texts("order_by"), ORDERS_MAX, "order_by");
  const order = fields.texts("order_by").map(parseOrder);
  const named = order.map(({ target, key }) => `${target} ${key}`);
  if (new Set(named).size < named.length)
    throw invalid(fields.texts("order_by"), "order_by", "`order_by` contains duplicate fields");
  const conditions = parseFilter(fields.value("filter"));
  const lifecycle = lifecycleOf(fields, "run_view_type");
  const offset = readOffset(fields.text("page_token"));
  checkLength(ids, IDS_MAX, "experiment_ids");
  if (ids.length === 0) return { runs: [] };
  const runs = await searchRuns(
    context.database,
    { experimentIds: ids.map(experimentId), lifecycle, conditions },
    { order, limit: limit + 1, offset },
  );
  const page = runs.slice(0, limit);
  return {
    runs: await wireRuns(context, page),
    next_page_token: runs.length > limit ? pageToken([offset + limit]) : undefined,
  };
}

const ORDERS: Readonly<Record<string, ExperimentOrder["by"]>> = {
  name: "name",
  experiment_id: "id",
  creation_time: "created_at",
  last_update_time: "updated_at",
};

function orderOf(text: string): ExperimentOrder {
  const [, name = "", way = "ASC"] = /^\s*([\w.]+)(?:\s+(asc|desc))?\s*$/i.exec(text) ?? [];
  const by = ORDERS[name.replace(/^attributes?\./, "")];
  if (by === undefined)
    throw invalid(text, "order_by", `expected ${Object.keys(ORDERS).join(", ")}, with ASC or DESC`);
  return { by, descending: way.toUpperCase() === "DESC" };
}

/** Of the filter grammar what names need: `name = 'x'`, `name LIKE 'x%'`. */
function nameFilter(
  filter: string,
): { comparator: "=" | "!=" | "LIKE" | "ILIKE"; value: string } | undefined {
  if (filter.trim() === "") return undefined;
  const match =
    /^\s*(?:attributes?\.)?name\s*(=|!=|LIKE|ILIKE)\s*(?:'([^']*)'|"([^"]*)")\s*$/i.exec(filter);
  if (match === null)
    throw fail(ERRORS, "RUNS_FILTER_INVALID", {
      filter,
      problem: "experiments can be searched by name alone, with =, !=, LIKE or ILIKE",
    });
  const comparator = (match[1] as string).toUpperCase() as "=";
  return { comparator, value: match[2] ?? match[3] ?? "" };
}

async function experiments(fields: Fields, context: ServerContext): Promise<object> {
  const limit = pageSize(fields, undefined, EXPERIMENTS_MAX);
  const offset = readOffset(fields.text("page_token"));
  checkLength(fields.texts("order_by"), EXPERIMENT_ORDERS_MAX, "order_by");
  checkLength(fields.value("filter"), FILTER_MAX, "filter");
  const found = await searchExperiments(context.database, {
    lifecycle: lifecycleOf(fields, "view_type"),
    name: nameFilter(fields.value("filter")),
    order: fields.texts("order_by").map(orderOf),
    limit: limit + 1,
    offset,
  });
  const page = [];
  for (const experiment of found.slice(0, limit))
    page.push(
      wireExperiment(
        context.settings,
        experiment,
        await selectExperimentTags(context.database, experiment.id),
      ),
    );
  return {
    experiments: page,
    next_page_token: found.length > limit ? pageToken([offset + limit]) : undefined,
  };
}

/** Searches over runs and experiments. */
export const SEARCH_OPERATIONS: readonly Operation[] = [
  {
    method: "POST",
    path: "runs/search",
    permission: "read",
    summary: "Runs that a filter fits, in an order, a page at a time.",
    run: runs,
  },
  {
    method: "GET",
    path: "experiments/search",
    permission: "read",
    summary: "Experiments, a page at a time.",
    run: experiments,
  },
  {
    method: "POST",
    path: "experiments/search",
    permission: "read",
    summary: "Experiments, a page at a time.",
    run: experiments,
  },
];
