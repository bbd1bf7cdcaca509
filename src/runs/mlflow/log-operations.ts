import { fail } from "#ground/errors";
import {
  checkKey,
  checkRunId,
  defineOperation,
  type Field,
  Fields,
  field,
  invalid,
  isGoodKey,
  MLFLOW_ERRORS,
  type OperationShape,
  type Read,
  readFields,
} from "#ground/mlflow";
import { type LoggedPoint, logBatch } from "../log-batch.ts";
import type { Pair } from "../model.ts";
import { removeTag } from "../remove-tag.ts";
import { checkedPair, keyField, PAIR, RUN } from "./fields.ts";

const METRICS_MAX = 1000;
const PARAMS_MAX = 100;
const TAGS_MAX = 100;
const ITEMS_MAX = 1000;

const POINT = {
  key: keyField,
  value: field.needNumber,
  timestamp: field.about(field.needWhole, "Milliseconds since 1970, UTC."),
  step: field.whole,
  model_id: field.text,
  dataset_name: field.text,
  dataset_digest: field.value,
};

function pointOf(read: Read<typeof POINT>, fields: Fields): LoggedPoint {
  const { key, value, timestamp, step = 0, model_id: modelId, dataset_name: name } = read;
  // Its name, in MLflow's messages.
  checkKey(key, fields.where("name"));
  if (timestamp < 0)
    throw invalid(timestamp, fields.where("timestamp"), "expected a time from 0 on");
  if (modelId === undefined) return { key, value, timestamp, step };
  const dataset = name === undefined ? undefined : { name, digest: read.dataset_digest };
  return { key, value, timestamp, step, modelId, dataset };
}

/** Points of a batch, a thousand of them: a plain one is taken as it is. */
const points: Field<LoggedPoint[]> = {
  ...field.messages(POINT, pointOf),
  about: "At most 1000.",
  read: (fields, at) =>
    fields.listOf(at, plainPoint, (item) => pointOf(readFields(item, POINT), item)),
};

/** A point as clients send it, whose key was seen before; `undefined` for whatever needs a closer look. */
function plainPoint(given: unknown): LoggedPoint | undefined {
  if (typeof given !== "object" || given === null) return undefined;
  const { key, value, timestamp, step = 0, model_id: model } = given as Record<string, unknown>;
  return typeof key === "string" &&
    typeof value === "number" &&
    isWhole(timestamp) &&
    isWhole(step) &&
    timestamp >= 0 &&
    (model === undefined || model === "") &&
    isGoodKey(key)
    ? { key, value, timestamp, step }
    : undefined;
}

function isWhole(given: unknown): given is number {
  return Number.isSafeInteger(given);
}

function checkCount(what: string, count: number, max: number): void {
  if (count <= max) return;
  throw fail(MLFLOW_ERRORS, "VALUE_INVALID", {
    problem: `A batch logging request can contain at most ${max} ${what}. Got ${count} ${what}. Please split up ${what} across multiple requests and try again.`,
  });
}

/** Parameters or tags of a batch; they are looked at when it is known how many they are. */
const pairList: Field<Fields[]> = {
  ...field.messages(PAIR),
  read: (fields, at) => fields.list(at),
};

function pairOf(fields: Fields): Pair {
  return checkedPair(readFields(fields, PAIR), fields);
}

/** Where the fields of a request itself stand, for messages. */
const TOP = new Fields({});

/** What clients log to a run. */
export const LOG_OPERATIONS: readonly OperationShape[] = [
  defineOperation({
    method: "POST",
    path: "runs/log-metric",
    permission: "write",
    summary: "Logs a point of a metric; the same point again changes nothing.",
    fields: { ...RUN, ...POINT },
    async run({ run_id: id, ...point }, context) {
      await logBatch(context, id, { metrics: [pointOf(point, TOP)] });
      return {};
    },
  }),
  defineOperation({
    method: "POST",
    path: "runs/log-parameter",
    permission: "write",
    summary: "Logs a parameter, which never changes afterwards.",
    fields: { ...RUN, ...PAIR },
    async run({ run_id: id, key, value }, context) {
      await logBatch(context, id, { params: [checkedPair({ key, value }, TOP)] });
      return {};
    },
  }),
  defineOperation({
    method: "POST",
    path: "runs/set-tag",
    permission: "write",
    summary: "Sets a tag of a run.",
    fields: { ...RUN, ...PAIR },
    async run({ run_id: id, key, value }, context) {
      await logBatch(context, id, { tags: [checkedPair({ key, value }, TOP)] });
      return {};
    },
  }),
  defineOperation({
    method: "POST",
    path: "runs/delete-tag",
    permission: "write",
    summary: "Takes a tag off a run.",
    fields: { ...RUN, key: field.needText },
    async run({ run_id: id, key }, context) {
      await removeTag(context, id, key);
      return {};
    },
  }),
  defineOperation({
    method: "POST",
    path: "runs/log-batch",
    permission: "write",
    summary: "Logs metrics, parameters and tags: all of them or none.",
    fields: {
      ...RUN,
      metrics: points,
      params: field.about(
        pairList,
        "At most 100. A value never changes, and has at most 6000 characters.",
      ),
      tags: field.about(pairList, "At most 100; of all three together 1000."),
    },
    async run({ run_id: id, metrics, params, tags }, context) {
      checkRunId(id);
      checkCount("metrics", metrics.length, METRICS_MAX);
      checkCount("params", params.length, PARAMS_MAX);
      checkCount("tags", tags.length, TAGS_MAX);
      checkCount(
        "metrics, params, and tags",
        metrics.length + params.length + tags.length,
        ITEMS_MAX,
      );
      await logBatch(context, id, {
        metrics,
        params: params.map(pairOf),
        tags: tags.map(pairOf),
      });
      return {};
    },
  }),
];
