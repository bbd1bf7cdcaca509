import { fail } from "#ground/errors";
import {
  checkRunId,
  defineOperation,
  field,
  MLFLOW_ERRORS,
  type OperationShape,
  type Read,
} from "#ground/mlflow";
import type { ServerContext } from "#ground/server";
import {
  type DatasetInput,
  logInputs,
  logOutputs,
  recordModel,
  selectDatasetUses,
} from "../inputs/index.ts";
import { experimentId, RUN } from "./fields.ts";

const EXPERIMENTS_MAX = 20;
/** A profile alone may have 16,777,215 characters. */
const BODY_BYTES_MAX = 64 * 1024 * 1024;

const DATASET = {
  name: field.about(field.needText, "At most 500 characters."),
  digest: field.about(field.needText, "At most 36 characters."),
  source_type: field.needed(field.value),
  source: field.needed(field.value),
  schema: field.sentValue,
  profile: field.sentValue,
} as const;

const dataset = field.message(DATASET);
const tags = field.messages({ key: field.needText, value: field.value });

const datasets = field.messages(
  { dataset: field.needed(dataset), tags },
  ({ dataset, tags }): DatasetInput => {
    if (dataset === undefined)
      throw fail(MLFLOW_ERRORS, "VALUE_INVALID", { problem: "Dataset cannot be None" });
    const { schema, profile } = dataset;
    return {
      dataset: {
        name: dataset.name,
        digest: dataset.digest,
        source_type: wellFormed(dataset.source_type),
        source: wellFormed(dataset.source),
        schema: schema === undefined ? null : wellFormed(schema),
        profile: profile === undefined ? null : wellFormed(profile),
      },
      tags: tags.map(({ key, value }) => ({ key, value: wellFormed(value) })),
    };
  },
);

function wellFormed(text: string): string {
  return text.toWellFormed();
}

const INPUTS = {
  ...RUN,
  datasets,
  models: field.messages({ model_id: field.needText }, ({ model_id: id }) => id),
};

async function inputs(asked: Read<typeof INPUTS>, context: ServerContext): Promise<object> {
  const { run_id: id, datasets, models } = asked;
  checkRunId(id);
  await logInputs(context, id, { datasets, models });
  return {};
}

const OUTPUTS = {
  ...RUN,
  models: field.messages(
    { model_id: field.needText, step: field.whole },
    ({ model_id: model, step = 0 }) => ({ model, step }),
  ),
};

async function outputs(asked: Read<typeof OUTPUTS>, context: ServerContext): Promise<object> {
  const { run_id: id, models } = asked;
  await logOutputs(context, id, models);
  return {};
}

async function searchDatasets(
  { experiment_ids: ids }: { readonly experiment_ids: readonly string[] },
  context: ServerContext,
): Promise<object> {
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
export const INPUT_OPERATIONS: readonly OperationShape[] = [
  defineOperation({
    method: "POST",
    path: "runs/log-inputs",
    permission: "write",
    summary: "Notes data sets and logged models that a run uses.",
    bodyBytesMax: BODY_BYTES_MAX,
    fields: INPUTS,
    run: inputs,
  }),
  defineOperation({
    method: "POST",
    path: "runs/outputs",
    permission: "write",
    summary: "Notes logged models that a run made.",
    fields: OUTPUTS,
    run: outputs,
  }),
  defineOperation({
    method: "POST",
    path: "runs/log-model",
    permission: "write",
    summary: "Notes a model of MLflow 2 among a run's tags.",
    fields: { ...RUN, model_json: field.needText },
    async run({ run_id: id, model_json: model }, context) {
      await recordModel(context, id, model);
      return {};
    },
  }),
  defineOperation({
    method: "POST",
    path: "experiments/search-datasets",
    permission: "read",
    summary: "How the data sets of at most 20 experiments were used.",
    fields: { experiment_ids: field.texts },
    run: searchDatasets,
  }),
];
