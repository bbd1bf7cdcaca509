import { fail } from "#ground/errors";
import { type Fields, invalid, MLFLOW_ERRORS, type Operation } from "#ground/mlflow";
import { checkKey, checkRunId, isGoodKey } from "../limits.ts";
import { type LoggedPoint, logBatch } from "../log-batch.ts";
import { removeTag } from "../remove-tag.ts";
import { pairOf } from "./pair-of.ts";

const METRICS_MAX = 1000;
const PARAMS_MAX = 100;
const TAGS_MAX = 100;
const ITEMS_MAX = 1000;

function pointOf(fields: Fields): LoggedPoint {
  const key = fields.needText("key");
  // Its name, in MLflow's messages.
  checkKey(key, fields.where("name"));
  const value = fields.needNumber("value");
  const timestamp = fields.needWhole("timestamp");
  if (timestamp < 0)
    throw invalid(timestamp, fields.where("timestamp"), "expected a time from 0 on");
  const step = fields.whole("step") ?? 0;
  const modelId = fields.text("model_id");
  if (modelId === undefined) return { key, value, timestamp, step };
  const name = fields.text("dataset_name");
  const dataset = name === undefined ? undefined : { name, digest: fields.value("dataset_digest") };
  return { key, value, timestamp, step, modelId, dataset };
}

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

/** What clients log to a run. */
export const LOG_OPERATIONS: readonly Operation[] = [
  {
    method: "POST",
    path: "runs/log-metric",
    permission: "write",
    summary: "Logs a point of a metric; the same point again changes nothing.",
    async run(fields, context) {
      const id = fields.runId();
      await logBatch(context, id, { metrics: [pointOf(fields)] });
      return {};
    },
  },
  {
    method: "POST",
    path: "runs/log-parameter",
    permission: "write",
    summary: "Logs a parameter, which never changes afterwards.",
    async run(fields, context) {
      const id = fields.runId();
      await logBatch(context, id, { params: [pairOf(fields)] });
      return {};
    },
  },
  {
    method: "POST",
    path: "runs/set-tag",
    permission: "write",
    summary: "Sets a tag of a run.",
    async run(fields, context) {
      const id = fields.runId();
      await logBatch(context, id, { tags: [pairOf(fields)] });
      return {};
    },
  },
  {
    method: "POST",
    path: "runs/delete-tag",
    permission: "write",
    summary: "Takes a tag off a run.",
    async run(fields, context) {
      await removeTag(context, fields.runId(), fields.needText("key"));
      return {};
    },
  },
  {
    method: "POST",
    path: "runs/log-batch",
    permission: "write",
    summary: "Logs metrics, parameters and tags: all of them or none.",
    async run(fields, context) {
      const id = fields.runId();
      checkRunId(id);
      const metrics = fields.listOf("metrics", plainPoint, pointOf);
      const params = fields.list("params");
      const tags = fields.list("tags");
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
  },
];
