import { fail } from "#ground/errors";
import type { ServerContext } from "#ground/http";
import { createExperiment } from "../create-experiment.ts";
import { ERRORS } from "../errors.ts";
import { checkLength, invalid } from "../limits.ts";
import {
  type Experiment,
  selectExperiment,
  selectExperimentByName,
  selectExperimentTags,
} from "../store/experiments.ts";
import { type ExperimentOrder, searchExperiments } from "../store/search-experiments.ts";
import type { Fields } from "./fields.ts";
import type { Operation } from "./mlflow-route.ts";
import { pageToken, readOffset } from "./page-token.ts";
import { pairOf } from "./pair-of.ts";
import { lifecycleOf, pageSize } from "./views.ts";
import { wireExperiment } from "./wire.ts";

const EXPERIMENTS_MAX = 50_000;
const ORDERS_MAX = 4;
const FILTER_MAX = 2000;

/** An experiment's id, which is a whole number as text. */
export function experimentId(text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw invalid(text, "experiment_id", "expected the number of an experiment, as text");
}

async function wire(context: ServerContext, experiment: Experiment): Promise<object> {
  return wireExperiment(experiment, await selectExperimentTags(context.database, experiment.id));
}

async function create(fields: Fields, context: ServerContext): Promise<object> {
  const name = fields.needText("name");
  const location = fields.text("artifact_location");
  if (location !== undefined)
    throw invalid(
      location,
      "artifact_location",
      "this server keeps artifacts in its own store; leave it out",
    );
  const tags = fields.list("tags").map(pairOf);
  const project = tags.find((tag) => tag.key === "fettle.project")?.value || "default";
  const at = context.clock.now();
  const id = await context.database.write(async (tx) => {
    tx.afterCommit(() => context.events.publish("runs"));
    return createExperiment(tx, { name, project, at, tags });
  });
  return { experiment_id: String(id) };
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

async function search(fields: Fields, context: ServerContext): Promise<object> {
  const limit = pageSize(fields, undefined, EXPERIMENTS_MAX);
  const offset = readOffset(fields.text("page_token"));
  checkLength(fields.texts("order_by"), ORDERS_MAX, "order_by");
  checkLength(fields.value("filter"), FILTER_MAX, "filter");
  const found = await searchExperiments(context.database, {
    lifecycle: lifecycleOf(fields, "view_type"),
    name: nameFilter(fields.value("filter")),
    order: fields.texts("order_by").map(orderOf),
    limit: limit + 1,
    offset,
  });
  const page = [];
  for (const experiment of found.slice(0, limit)) page.push(await wire(context, experiment));
  return {
    experiments: page,
    next_page_token: found.length > limit ? pageToken([offset + limit]) : undefined,
  };
}

/** Experiments, the folders of runs. */
export const EXPERIMENT_OPERATIONS: readonly Operation[] = [
  {
    method: "POST",
    path: "experiments/create",
    permission: "write",
    summary: "Makes an experiment.",
    run: create,
  },
  {
    method: "GET",
    path: "experiments/get",
    permission: "read",
    summary: "An experiment by its id, also a deleted one.",
    async run(fields, context) {
      const id = fields.needText("experiment_id");
      const found = await selectExperiment(context.database, experimentId(id));
      if (found === undefined) throw fail(ERRORS, "RUNS_EXPERIMENT_UNKNOWN", { experiment: id });
      return { experiment: await wire(context, found) };
    },
  },
  {
    method: "GET",
    path: "experiments/get-by-name",
    permission: "read",
    summary: "An experiment by its name, also a deleted one.",
    async run(fields, context) {
      const name = fields.needText("experiment_name");
      const found = await selectExperimentByName(context.database, name);
      if (found === undefined)
        throw fail(ERRORS, "RUNS_EXPERIMENT_NAME_UNKNOWN", { experiment: name });
      return { experiment: await wire(context, found) };
    },
  },
  {
    method: "GET",
    path: "experiments/search",
    permission: "read",
    summary: "Experiments, a page at a time.",
    run: search,
  },
  {
    method: "POST",
    path: "experiments/search",
    permission: "read",
    summary: "Experiments, a page at a time.",
    run: search,
  },
];
