import { fail } from "#ground/errors";
import { type Fields, MLFLOW_ERRORS, type Operation } from "#ground/mlflow";
import type { ServerContext } from "#ground/server";
import {
  type DatasetInput,
  logInputs,
  logOutputs,
  recordModel,
  selectDatasetUses,
} from "../inputs/index.ts";
import { checkRunId } from "../limits.ts";
import { experimentId } from "./experiment-operations.ts";

const EXPERIMENTS_MAX = 20;
/** A profile alone may have 16,777,215 characters. */
const BODY_BYTES_MAX = 64 * 1024 * 1024;

function datasetInput(fields: Fields): DatasetInput {
  const dataset = fields.message("dataset");
  if (dataset === undefined)
    throw fail(MLFLOW_ERRORS, "VALUE_INVALID", { problem: "Dataset cannot be None" });
  const optional = (name: string) => (dataset.has(name) ? wellFormed(dataset.value(name)) : null);
  return {
    dataset: {
      name: dataset.needText("name"),
      digest: dataset.needText("digest"),
      source_type: wellFormed(dataset.value("source_type")),
      source: wellFormed(dataset.value("source")),
      schema: optional("schema"),
      profile: optional("profile"),
    },
    tags: fields.list("tags").map((tag) => ({
      key: tag.needText("key"),
      value: wellFormed(tag.value("value")),
    })),
  };
}

function wellFormed(text: string): string {
  return text.toWellFormed();
}

async function inputs(fields: Fields, context: ServerContext): Promise<object> {
  const id = fields.runId();
  checkRunId(id);
  await logInputs(context, id, {
    datasets: fields.list("datasets").map(datasetInput),
    models: fields.list("models").map((model) => model.needText("model_id")),
  });
  return {};
}

async function outputs(fields: Fields, context: ServerContext): Promise<object> {
  const id = fields.runId();
  const models = fields.list("models").map((model) => ({
    model: model.needText("model_id"),
    step: model.whole("step") ?? 0,
  }));
  await logOutputs(context, id, models);
  return {};
}

async function searchDatasets(fields: Fields, context: ServerContext): Promise<object> {
  const ids = fields.texts("experiment_ids");
  if (ids.length === 0)
    throw fail(MLFLOW_ERRORS, "VALUE_INVALID", {
      problem: "SearchDatasets request must specify at least one experiment_id.",
    });
  if (ids.length > EXPERIMENTS_MAX)
    throw fail(MLFLOW_ERRORS, "VALUE_INVALID", {
      problem: `SearchDatasets request cannot specify more than ${EXPERIMENTS_MAX} experiment_ids. Received ${ids.length} experiment_ids.`,
    });
  const found = await selectDatasetUses(context.database, ids.map(experimentId));
  return {
    dataset_summaries: found.map(({ experiment, name, digest, context }) => ({
      experiment_id: String(experiment),
      name,
      digest,
      context: context ?? undefined,
    })),
  };
}

/** What goes into a run and what comes out of it. */
export const INPUT_OPERATIONS: readonly Operation[] = [
  {
    method: "POST",
    path: "runs/log-inputs",
    permission: "write",
    summary: "Notes data sets and logged models that a run uses.",
    bodyBytesMax: BODY_BYTES_MAX,
    run: inputs,
  },
  {
    method: "POST",
    path: "runs/outputs",
    permission: "write",
    summary: "Notes logged models that a run made.",
    run: outputs,
  },
  {
    method: "POST",
    path: "runs/log-model",
    permission: "write",
    summary: "Notes a model of MLflow 2 among a run's tags.",
    async run(fields, context) {
      const id = fields.runId();
      await recordModel(context, id, fields.needText("model_json"));
      return {};
    },
  },
  {
    method: "POST",
    path: "experiments/search-datasets",
    permission: "read",
    summary: "How the data sets of at most 20 experiments were used.",
    run: searchDatasets,
  },
];
