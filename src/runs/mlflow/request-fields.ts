import type { RequestField, RequestFields } from "#ground/http";
import type { Operation } from "#ground/mlflow";

const TEXT: RequestField = { type: "text" };
const NEED_TEXT: RequestField = { type: "text", required: true };
const TEXTS: RequestField = { type: "text", list: true };
const WHOLE: RequestField = { type: "whole" };
const NEED_WHOLE: RequestField = { type: "whole", required: true };
const FLAG: RequestField = { type: "flag" };

const RUN_ID: RequestField = { type: "text", about: "Required, by this name or as run_uuid." };
const KEY: RequestField = {
  ...NEED_TEXT,
  about: "At most 250 of letters, digits, `_`, `-`, `.`, `:`, `/` and space.",
};
const MS: RequestField = { ...WHOLE, about: "Milliseconds since 1970, UTC." };
const VIEW: RequestField = {
  type: "text",
  words: ["ACTIVE_ONLY", "DELETED_ONLY", "ALL"],
};
const PAGE = { max_results: WHOLE, page_token: TEXT } satisfies RequestFields;

/** A key and a value, many of them. */
const PAIRS: RequestField = {
  type: "message",
  list: true,
  fields: { key: NEED_TEXT, value: TEXT },
};
const PARAM = { ...PAIRS, about: "A value has at most 6000 characters and never changes." };

const POINT: RequestFields = {
  key: KEY,
  value: { type: "number", required: true },
  timestamp: { ...NEED_WHOLE, about: "Milliseconds since 1970, UTC." },
  step: WHOLE,
  model_id: TEXT,
  dataset_name: TEXT,
  dataset_digest: TEXT,
};
const RUN = { run_id: RUN_ID, run_uuid: TEXT } satisfies RequestFields;
const EXPERIMENT = { experiment_id: NEED_TEXT } satisfies RequestFields;
const MODEL = { model_id: NEED_TEXT } satisfies RequestFields;

const DATASET: RequestField = {
  type: "message",
  required: true,
  fields: {
    name: { ...NEED_TEXT, about: "At most 500 characters." },
    digest: { ...NEED_TEXT, about: "At most 36 characters." },
    source_type: NEED_TEXT,
    source: NEED_TEXT,
    schema: TEXT,
    profile: TEXT,
  },
};

const SEARCH_EXPERIMENTS: RequestFields = {
  filter: TEXT,
  order_by: TEXTS,
  view_type: VIEW,
  max_results: { ...WHOLE, about: "1 to 50000; needed." },
  page_token: TEXT,
};

/** What the operations of tracking read, by `METHOD path` below `/api/2.0/mlflow/`; held to by request-fields.test.ts. */
export const TRACKING_FIELDS: Readonly<Record<string, RequestFields>> = {
  "POST experiments/create": {
    name: { ...NEED_TEXT, about: "At most 500 characters." },
    artifact_location: TEXT,
    tags: PAIRS,
  },
  "GET experiments/get": EXPERIMENT,
  "GET experiments/get-by-name": { experiment_name: NEED_TEXT },
  "POST experiments/update": { ...EXPERIMENT, new_name: NEED_TEXT },
  "POST experiments/delete": EXPERIMENT,
  "POST experiments/restore": EXPERIMENT,
  "POST experiments/set-experiment-tag": { ...EXPERIMENT, key: NEED_TEXT, value: TEXT },
  "POST experiments/delete-experiment-tag": { ...EXPERIMENT, key: NEED_TEXT },
  "GET experiments/search": SEARCH_EXPERIMENTS,
  "POST experiments/search": SEARCH_EXPERIMENTS,
  "POST experiments/search-datasets": { experiment_ids: TEXTS },
  "POST runs/create": {
    experiment_id: TEXT,
    user_id: TEXT,
    run_name: TEXT,
    start_time: MS,
    tags: PAIRS,
  },
  "POST runs/update": {
    ...RUN,
    status: { type: "text", words: ["RUNNING", "SCHEDULED", "FINISHED", "FAILED", "KILLED"] },
    end_time: MS,
    run_name: TEXT,
  },
  "GET runs/get": RUN,
  "POST runs/delete": { run_id: NEED_TEXT },
  "POST runs/restore": { run_id: NEED_TEXT },
  "POST runs/search": {
    experiment_ids: TEXTS,
    filter: { ...TEXT, about: "docs/guide/tracking.md tells the grammar." },
    run_view_type: VIEW,
    order_by: TEXTS,
    ...PAGE,
  },
  "POST runs/log-metric": { ...RUN, ...POINT },
  "POST runs/log-parameter": { ...RUN, key: KEY, value: TEXT },
  "POST runs/set-tag": { ...RUN, key: KEY, value: TEXT },
  "POST runs/delete-tag": { run_id: NEED_TEXT, key: NEED_TEXT },
  "POST runs/log-batch": {
    run_id: NEED_TEXT,
    metrics: { type: "message", list: true, fields: POINT, about: "At most 1000." },
    params: { ...PARAM, about: "At most 100. A value never changes." },
    tags: { ...PAIRS, about: "At most 100; of all three together 1000." },
  },
  "POST runs/log-inputs": {
    run_id: NEED_TEXT,
    datasets: { type: "message", list: true, fields: { tags: PAIRS, dataset: DATASET } },
    models: { type: "message", list: true, fields: MODEL },
  },
  "POST runs/outputs": {
    run_id: NEED_TEXT,
    models: { type: "message", list: true, fields: { ...MODEL, step: WHOLE } },
  },
  "POST runs/log-model": { run_id: NEED_TEXT, model_json: NEED_TEXT },
  "GET metrics/get-history": { ...RUN, metric_key: NEED_TEXT, ...PAGE },
  "GET metrics/get-history-bulk": {
    run_id: { ...TEXTS, required: true, about: "1 to 100 runs." },
    metric_key: NEED_TEXT,
    max_results: WHOLE,
  },
  "GET metrics/get-history-bulk-interval": {
    run_ids: { ...TEXTS, required: true, about: "1 to 100 runs." },
    metric_key: NEED_TEXT,
    start_step: { ...WHOLE, about: "With end_step, or neither." },
    end_step: WHOLE,
    max_results: { ...WHOLE, about: "1 to 2500." },
  },
  "GET artifacts/list": { ...RUN, path: TEXT, page_token: TEXT },
  "POST artifacts/presigned-download-url": { ...RUN, path: NEED_TEXT, expiration: WHOLE },
  "POST logged-models": {
    ...EXPERIMENT,
    name: { ...TEXT, about: "Without `/`, `:`, `.`, `%` and quotes." },
    model_type: TEXT,
    source_run_id: TEXT,
    params: PARAM,
    tags: PAIRS,
  },
  "GET logged-models/:model_id": { allow_deleted: FLAG },
  "PATCH logged-models/:model_id": {
    status: {
      type: "text",
      required: true,
      words: ["LOGGED_MODEL_PENDING", "LOGGED_MODEL_READY", "LOGGED_MODEL_UPLOAD_FAILED"],
    },
  },
  "DELETE logged-models/:model_id": {},
  "PATCH logged-models/:model_id/tags": { tags: PAIRS },
  "DELETE logged-models/:model_id/tags/:tag_key": {},
  "POST logged-models/:model_id/params": { params: PARAM },
  "GET logged-models/:model_id/artifacts/directories": {
    artifact_directory_path: TEXT,
    page_token: TEXT,
  },
  "POST logged-models/search": {
    experiment_ids: { ...TEXTS, required: true },
    filter: TEXT,
    datasets: {
      type: "message",
      list: true,
      fields: { dataset_name: NEED_TEXT, dataset_digest: TEXT },
    },
    order_by: {
      type: "message",
      list: true,
      fields: {
        field_name: NEED_TEXT,
        ascending: FLAG,
        dataset_name: TEXT,
        dataset_digest: TEXT,
      },
    },
    ...PAGE,
  },
};

/** An operation with what it reads, for the references. */
export function withFields(operation: Operation): Operation {
  const fields = TRACKING_FIELDS[`${operation.method} ${operation.path}`];
  return fields === undefined ? operation : { ...operation, fields };
}
