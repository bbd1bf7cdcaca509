import {
  type Bound,
  boundToken,
  checkLength,
  checkModelKey,
  defineOperation,
  type Fields,
  field,
  invalid,
  type OperationShape,
  type Read,
  readBoundToken,
} from "#ground/mlflow";
import type { ServerContext, StoreSettings } from "#ground/server";
import { mlflowNumber } from "#ground/wire";
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
import type { Pair } from "../model.ts";
import { modelUri } from "../own-artifacts/index.ts";
import { EXPERIMENT, experimentId } from "./fields.ts";
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

function wireModel(settings: StoreSettings, model: LoggedModel): object {
  return {
    info: {
      model_id: model.id,
      experiment_id: String(model.experimentId),
      name: model.name,
      creation_timestamp_ms: model.createdAt,
      last_updated_timestamp_ms: model.updatedAt,
      artifact_uri: modelUri(settings, model),
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
          value: mlflowNumber(value),
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
const modelPairs = field.messages(
  { key: field.needText, value: field.value },
  (pair, fields): Pair => {
    checkModelKey(pair.key, fields.where("key"));
    return pair;
  },
);
const params = field.about(modelPairs, "A value has at most 6000 characters and never changes.");
const MODEL = { model_id: field.needText };

const NEW = {
  ...EXPERIMENT,
  name: field.about(field.text, "Without `/`, `:`, `.`, `%` and quotes."),
  model_type: field.text,
  source_run_id: field.text,
  params,
  tags: modelPairs,
};

async function create(asked: Read<typeof NEW>, context: ServerContext): Promise<object> {
  const model = await createLoggedModel(context, {
    experimentId: asked.experiment_id,
    name: asked.name,
    type: asked.model_type,
    sourceRun: asked.source_run_id,
    params: asked.params,
    tags: asked.tags,
  });
  return { model: wireModel(context.settings, model) };
}

const FINAL = { ...MODEL, status: field.needWord(STATUSES) };

async function finalize(asked: Read<typeof FINAL>, context: ServerContext): Promise<object> {
  const { model_id: id, status } = asked;
  const word = status.slice("LOGGED_MODEL_".length) as LoggedModel["status"];
  return { model: wireModel(context.settings, await finalizeLoggedModel(context, id, word)) };
}

const orderings = field.messages(
  {
    field_name: field.needText,
    ascending: field.flag,
    dataset_name: field.text,
    dataset_digest: field.text,
  },
  ({ field_name: column, ascending = true, ...on }): ModelOrdering => ({
    field: column,
    ascending,
    dataset: { name: on.dataset_name, digest: on.dataset_digest },
  }),
);

const datasets = field.messages(
  { dataset_name: field.needed(field.text), dataset_digest: field.text } as const,
  ({ dataset_name: name, dataset_digest: digest }, fields: Fields): ModelOrdering["dataset"] => {
    if (name === undefined)
      throw invalid(
        null,
        fields.where("dataset_name"),
        "`dataset_name` in the `datasets` clause must be specified.",
      );
    return { name, digest };
  },
);

const ASKED = {
  experiment_ids: field.needTexts,
  filter: field.value,
  order_by: orderings,
  datasets,
  max_results: field.whole,
  page_token: field.text,
};

async function search(question: Read<typeof ASKED>, context: ServerContext): Promise<object> {
  const { experiment_ids: ids, filter, order_by: order, datasets } = question;
  checkLength(ids, IDS_MAX, "experiment_ids");
  checkLength(order, ORDERS_MAX, "order_by");
  checkLength(datasets, DATASETS_MAX, "datasets");
  const limit = question.max_results || MODELS;
  if (limit < 1 || limit > MODELS_MAX)
    throw invalid(limit, "max_results", `It must be at least 1 and at most ${MODELS_MAX}`);
  const bound: Bound = [
    ["Experiment IDs", ids],
    ["Filter string", filter],
    ["Order by", order],
  ];
  const offset = readBoundToken(question.page_token, bound);
  const experiments = ids.map(experimentId);
  const asked = { experiments, filter, datasets, order, limit, offset };
  const { models, more } = await searchLoggedModels(context, asked);
  return {
    models: models.map((model) => wireModel(context.settings, model)),
    next_page_token: more ? boundToken(offset + limit, bound) : undefined,
  };
}

/** Logged models: what `log_model` of MLflow 3 makes. */
export const LOGGED_MODEL_OPERATIONS: readonly OperationShape[] = [
  defineOperation({
    method: "POST",
    path: "logged-models",
    permission: "write",
    summary: "Makes a logged model, whose files are still to come.",
    fields: NEW,
    run: create,
  }),
  defineOperation({
    method: "POST",
    path: "logged-models/search",
    permission: "read",
    summary: "Logged models that a filter fits, in an order, a page at a time.",
    fields: ASKED,
    run: search,
  }),
  defineOperation({
    method: "GET",
    path: "logged-models/:model_id",
    permission: "read",
    summary: "A logged model; a deleted one where `allow_deleted` says so.",
    fields: { ...MODEL, allow_deleted: field.flag },
    async run({ model_id: id, allow_deleted: allowDeleted = false }, context) {
      return {
        model: wireModel(
          context.settings,
          await readLoggedModel(context.database, id, { allowDeleted }),
        ),
      };
    },
  }),
  defineOperation({
    method: "PATCH",
    path: "logged-models/:model_id",
    permission: "write",
    summary: "Says that the files of a logged model are there, or will not come.",
    fields: FINAL,
    run: finalize,
  }),
  defineOperation({
    method: "DELETE",
    path: "logged-models/:model_id",
    permission: "write",
    summary: "Deletes a logged model softly.",
    fields: MODEL,
    async run({ model_id: id }, context) {
      await trashLoggedModel(context, id);
      return {};
    },
  }),
  defineOperation({
    method: "PATCH",
    path: "logged-models/:model_id/tags",
    permission: "write",
    summary: "Sets tags of a logged model.",
    fields: { ...MODEL, tags: modelPairs },
    async run({ model_id: id, tags }, context) {
      await tagLoggedModel(context, id, tags);
      return {};
    },
  }),
  defineOperation({
    method: "DELETE",
    path: "logged-models/:model_id/tags/:tag_key",
    permission: "write",
    summary: "Takes a tag off a logged model.",
    fields: { ...MODEL, tag_key: field.needText },
    async run({ model_id: id, tag_key: key }, context) {
      await untagLoggedModel(context, id, key);
      return {};
    },
  }),
  defineOperation({
    method: "POST",
    path: "logged-models/:model_id/params",
    permission: "write",
    summary: "Logs parameters of a logged model, which never change afterwards.",
    fields: { ...MODEL, params },
    async run({ model_id: id, params }, context) {
      await logModelParams(context, id, params);
      return {};
    },
  }),
];
