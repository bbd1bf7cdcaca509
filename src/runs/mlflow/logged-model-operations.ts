import {
  type Bound,
  boundToken,
  checkLength,
  type Fields,
  invalid,
  type Operation,
  readBoundToken,
} from "#ground/mlflow";
import type { ServerContext } from "#ground/server";
import { checkModelKey } from "../limits.ts";
import {
  createLoggedModel,
  finalizeLoggedModel,
  type LoggedModel,
  logModelParams,
  type ModelOrdering,
  readLoggedModel,
  searchLoggedModels,
  tagLoggedModel,
  trashLoggedModel,
  untagLoggedModel,
} from "../logged-models/index.ts";
import { metricValue, type Pair } from "../model.ts";
import { experimentId } from "./experiment-operations.ts";
import { filled } from "./wire.ts";

const MODELS = 50;
const MODELS_MAX = 50_000;
const IDS_MAX = 10_000;
const ORDERS_MAX = 20;
const DATASETS_MAX = 100;
const STATUSES = [
  "LOGGED_MODEL_PENDING",
  "LOGGED_MODEL_READY",
  "LOGGED_MODEL_UPLOAD_FAILED",
] as const;

function wireModel(model: LoggedModel): object {
  return {
    info: {
      model_id: model.id,
      experiment_id: String(model.experimentId),
      name: model.name,
      creation_timestamp_ms: model.createdAt,
      last_updated_timestamp_ms: model.updatedAt,
      artifact_uri: model.artifactUri,
      status: `LOGGED_MODEL_${model.status}`,
      model_type: model.type ?? "",
      source_run_id: model.sourceRun ?? "",
      tags: filled(model.tags),
    },
    data: {
      params: filled(model.params),
      metrics: filled(
        model.points.map(({ key, value, timestamp, step, run, dataset }) => ({
          key,
          value: metricValue(value),
          timestamp,
          step,
          dataset_name: dataset?.name,
          dataset_digest: dataset?.digest,
          model_id: model.id,
          run_id: run,
        })),
      ),
    },
  };
}

/** A parameter or a tag; its key may hold what those of runs may not. */
function modelPair(fields: Fields): Pair {
  const key = fields.needText("key");
  checkModelKey(key, fields.where("key"));
  return { key, value: fields.value("value") };
}

async function create(fields: Fields, context: ServerContext): Promise<object> {
  const model = await createLoggedModel(context, {
    experimentId: experimentId(fields.needText("experiment_id")),
    name: fields.text("name"),
    type: fields.text("model_type"),
    sourceRun: fields.text("source_run_id"),
    params: fields.list("params").map(modelPair),
    tags: fields.list("tags").map(modelPair),
  });
  return { model: wireModel(model) };
}

async function finalize(fields: Fields, context: ServerContext): Promise<object> {
  const id = fields.needText("model_id");
  const status = fields.needWord("status", STATUSES);
  const word = status.slice("LOGGED_MODEL_".length) as LoggedModel["status"];
  return { model: wireModel(await finalizeLoggedModel(context, id, word)) };
}

function orderingOf(fields: Fields): ModelOrdering {
  return {
    field: fields.needText("field_name"),
    ascending: fields.flag("ascending") ?? true,
    dataset: { name: fields.text("dataset_name"), digest: fields.text("dataset_digest") },
  };
}

function datasetOf(fields: Fields): ModelOrdering["dataset"] {
  const name = fields.text("dataset_name");
  if (name === undefined)
    throw invalid(
      null,
      fields.where("dataset_name"),
      "`dataset_name` in the `datasets` clause must be specified.",
    );
  return { name, digest: fields.text("dataset_digest") };
}

async function search(fields: Fields, context: ServerContext): Promise<object> {
  const ids = fields.needTexts("experiment_ids");
  checkLength(ids, IDS_MAX, "experiment_ids");
  const filter = fields.value("filter");
  const order = fields.list("order_by").map(orderingOf);
  checkLength(order, ORDERS_MAX, "order_by");
  const datasets = fields.list("datasets").map(datasetOf);
  checkLength(datasets, DATASETS_MAX, "datasets");
  const limit = fields.whole("max_results") || MODELS;
  if (limit < 1 || limit > MODELS_MAX)
    throw invalid(limit, "max_results", `It must be at least 1 and at most ${MODELS_MAX}`);
  const bound: Bound = [
    ["Experiment IDs", ids],
    ["Filter string", filter],
    ["Order by", order],
  ];
  const offset = readBoundToken(fields.text("page_token"), bound);
  const experiments = ids.map(experimentId);
  const asked = { experiments, filter, datasets, order, limit, offset };
  const { models, more } = await searchLoggedModels(context, asked);
  return {
    models: models.map(wireModel),
    next_page_token: more ? boundToken(offset + limit, bound) : undefined,
  };
}

/** Logged models: what `log_model` of MLflow 3 makes. */
export const LOGGED_MODEL_OPERATIONS: readonly Operation[] = [
  {
    method: "POST",
    path: "logged-models",
    permission: "write",
    summary: "Makes a logged model, whose files are still to come.",
    run: create,
  },
  {
    method: "POST",
    path: "logged-models/search",
    permission: "read",
    summary: "Logged models that a filter fits, in an order, a page at a time.",
    run: search,
  },
  {
    method: "GET",
    path: "logged-models/:model_id",
    permission: "read",
    summary: "A logged model; a deleted one where `allow_deleted` says so.",
    async run(fields, context) {
      const id = fields.needText("model_id");
      const allowDeleted = fields.flag("allow_deleted") ?? false;
      return { model: wireModel(await readLoggedModel(context.database, id, { allowDeleted })) };
    },
  },
  {
    method: "PATCH",
    path: "logged-models/:model_id",
    permission: "write",
    summary: "Says that the files of a logged model are there, or will not come.",
    run: finalize,
  },
  {
    method: "DELETE",
    path: "logged-models/:model_id",
    permission: "write",
    summary: "Deletes a logged model softly.",
    async run(fields, context) {
      await trashLoggedModel(context, fields.needText("model_id"));
      return {};
    },
  },
  {
    method: "PATCH",
    path: "logged-models/:model_id/tags",
    permission: "write",
    summary: "Sets tags of a logged model.",
    async run(fields, context) {
      const id = fields.needText("model_id");
      await tagLoggedModel(context, id, fields.list("tags").map(modelPair));
      return {};
    },
  },
  {
    method: "DELETE",
    path: "logged-models/:model_id/tags/:tag_key",
    permission: "write",
    summary: "Takes a tag off a logged model.",
    async run(fields, context) {
      await untagLoggedModel(context, fields.needText("model_id"), fields.needText("tag_key"));
      return {};
    },
  },
  {
    method: "POST",
    path: "logged-models/:model_id/params",
    permission: "write",
    summary: "Logs parameters of a logged model, which never change afterwards.",
    async run(fields, context) {
      const id = fields.needText("model_id");
      await logModelParams(context, id, fields.list("params").map(modelPair));
      return {};
    },
  },
];
