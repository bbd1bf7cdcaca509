import { afterEach, beforeEach, expect, test } from "vitest";
import { type ForeignMlflow, openForeignMlflow } from "#test/foreign-mlflow";
import { openMlflowServer } from "./mlflow-server.ts";

let mlflow: ForeignMlflow;
let url: string;
beforeEach(async () => {
  mlflow = await openForeignMlflow();
  url = mlflow.url;
});
afterEach(() => mlflow.close());

async function read(more: Record<string, unknown>, named = url) {
  Object.assign(mlflow.answers, more);
  const source = openMlflowServer(named, "Bearer s");
  const records: Record<string, unknown>[] = [];
  for await (const record of source.records()) records.push({ ...record });
  return { source, records, left: Object.fromEntries(source.left) };
}

const bareExperiment = {
  ...{ type: "experiment", id: "1", name: "intents", lifecycle: "active" },
  ...{ createdAt: 0, updatedAt: 0, tags: {} },
};
const bareRun = {
  ...{ type: "run", id: "r1", experiment: "intents", name: "r1", user: "", status: "RUNNING" },
  ...{ lifecycle: "active", startedAt: 0, endedAt: null, params: {}, tags: {} },
  ...{ datasets: [], modelInputs: [], modelOutputs: [] },
};

test("asks for all that there is, oldest first, with the secret, and keeps the address as it was named", async () => {
  const { source, records } = await read(
    { "runs/search": { runs: [{ info: { run_id: "r1", experiment_id: "1" } }] } },
    `${url}//`,
  );
  expect(source.title).toBe(`the MLflow server ${url}//`);
  expect(source.runs).toBeUndefined();
  expect(records).toEqual([bareExperiment, bareRun]);
  const prompts = "tags.`mlflow.prompt.is_prompt` = 'true'";
  expect(mlflow.asked).toEqual([
    'POST experiments/search {"max_results":1000,"view_type":"ALL","order_by":["creation_time ASC"]}',
    'POST runs/search {"max_results":1000,"experiment_ids":["1"],"run_view_type":"ALL","order_by":["attributes.start_time ASC"]}',
    'POST logged-models/search {"max_results":50,"experiment_ids":["1"]}',
    'GET registered-models/search {"max_results":"100"}',
    `GET registered-models/search {"max_results":"100","filter":"${prompts}"}`,
    // A Fettle has more than it tells MLflow's clients, and that is said.
    "GET /api/fettle/1/transfer/kinds {}",
  ]);
  expect([...mlflow.secrets]).toEqual(["Bearer s"]);
  await source.close();
});

test("goes from page to page, by what is posted and by what is asked", async () => {
  const body = '{"max_results":1000,"view_type":"ALL","order_by":["creation_time ASC"]';
  const history = { run_id: "r1", metric_key: "f1", max_results: "25000" };
  const { records } = await read({
    [`experiments/search ${body}}`]: {
      experiments: [{ experiment_id: "1", name: "intents", creation_time: 5 }],
      next_page_token: "two",
    },
    [`experiments/search ${body},"page_token":"two"}`]: {
      experiments: [{ experiment_id: "2", name: "other" }],
      next_page_token: "",
    },
    'runs/search {"max_results":1000,"experiment_ids":["2"],"run_view_type":"ALL","order_by":["attributes.start_time ASC"]}':
      {
        runs: [
          {
            info: { run_id: "r1", experiment_id: "2", artifact_uri: "mlflow-artifacts:/2/r1" },
            data: { metrics: [{ key: "f1" }] },
          },
        ],
      },
    [`metrics/get-history ${JSON.stringify(history)}`]: {
      metrics: Array.from({ length: 4999 }, (_, i) => ({ step: i, timestamp: i, value: i })),
      next_page_token: "more",
    },
    [`metrics/get-history ${JSON.stringify({ ...history, page_token: "more" })}`]: {
      metrics: [
        { step: "4999", timestamp: "4999", value: 0.5 },
        { timestamp: -7, value: "NaN" },
        { step: -1, timestamp: 7.9, value: "Infinity" },
        { step: 1, timestamp: 1, value: "-Infinity" },
        { step: 2, timestamp: 1, value: "0.25" },
      ],
    },
  });
  expect(records.map(({ type, name }) => `${type} ${name}`)).toEqual([
    ...["experiment intents", "experiment other", "run r1", "points undefined", "points undefined"],
  ]);
  expect(records[0]).toEqual({ ...bareExperiment, createdAt: 5, updatedAt: 5 });
  const [full, rest] = records.slice(3);
  expect(full).toMatchObject({
    ...{ run: "r1", key: "f1" },
    points: { length: 5000, 0: [0, 0, 0], 4999: [4999, 4999, 0.5] },
  });
  expect(rest).toEqual({
    ...{ type: "points", run: "r1", key: "f1" },
    points: [
      [0, 0, "NaN"],
      [-1, 7, "Infinity"],
      [1, 1, "-Infinity"],
      [2, 1, 0.25],
    ],
  });
});

test("as many points as one record holds are one record, and none is none", async () => {
  const metrics = Array.from({ length: 5000 }, (_, i) => ({ step: i, timestamp: i, value: i }));
  const { records } = await read({
    "runs/search": {
      runs: [{ info: { run_id: "r1" }, data: { metrics: [{ key: "a" }, { key: "b" }] } }],
    },
    'metrics/get-history {"run_id":"r1","metric_key":"a","max_results":"25000"}': { metrics },
    'metrics/get-history {"run_id":"r1","metric_key":"b","max_results":"25000"}': {},
  });
  expect(records.slice(2)).toMatchObject([{ key: "a", points: { length: 5000 } }]);
});

test("experiments and runs are read whole, and runs whose files lie elsewhere are counted", async () => {
  const dataset = { name: "train", digest: "g" };
  const { records, left } = await read({
    "experiments/search": {
      experiments: [
        {
          ...{ experiment_id: 1, name: "intents", lifecycle_stage: "deleted" },
          ...{ creation_time: "5", last_update_time: 6.5 },
          tags: [{ key: "team", value: "nlp" }, { key: "empty" }],
        },
      ],
    },
    "runs/search": {
      runs: [
        {
          info: {
            ...{ run_id: "r1", experiment_id: 1, run_name: "rules", user_id: "ada" },
            ...{ status: "FAILED", lifecycle_stage: "deleted", start_time: "3", end_time: 4 },
            artifact_uri: "mlflow-artifacts:/1/r1/artifacts",
          },
          data: {
            params: [{ key: "lr", value: "0.1" }],
            tags: [
              { key: "mlflow.runName", value: "tagged" },
              { key: "mlflow.user", value: "bob" },
            ],
          },
          inputs: {
            dataset_inputs: [
              {
                tags: [{ key: "use", value: "training" }],
                dataset: {
                  ...{ ...dataset, source_type: "local", source: "{}" },
                  ...{ schema: "[1]", profile: "[2]" },
                },
              },
              { dataset },
            ],
            model_inputs: [{ model_id: "m-0" }],
          },
          outputs: { model_outputs: [{ model_id: "m-1", step: "4" }, { model_id: "m-2" }] },
        },
        {
          info: { run_id: "r2", experiment_id: "9", artifact_uri: "s3://b/x", end_time: 0 },
          data: {
            tags: [
              { key: "mlflow.runName", value: "tagged" },
              { key: "mlflow.user", value: "bob" },
            ],
          },
        },
        { info: { run_id: "r3" } },
      ],
    },
  });
  const tags = { "mlflow.runName": "tagged", "mlflow.user": "bob" };
  expect(records).toEqual([
    {
      ...{ ...bareExperiment, lifecycle: "deleted", createdAt: 5, updatedAt: 6 },
      tags: { team: "nlp", empty: "" },
    },
    {
      ...{ ...bareRun, name: "rules", user: "ada", status: "FAILED", lifecycle: "deleted" },
      ...{ startedAt: 3, endedAt: 4, params: { lr: "0.1" }, tags },
      datasets: [
        {
          ...{ ...dataset, sourceType: "local", source: "{}", schema: "[1]", profile: "[2]" },
          tags: { use: "training" },
        },
        { ...dataset, sourceType: "", source: "", tags: {} },
      ],
      modelInputs: ["m-0"],
      modelOutputs: [
        { id: "m-1", step: 4 },
        { id: "m-2", step: 0 },
      ],
    },
    { ...bareRun, id: "r2", name: "tagged", user: "bob", tags },
    { ...bareRun, id: "r3", name: "r3" },
  ]);
  expect(left).toEqual({});
});

test("logged models are read whole, with their points", async () => {
  const { records } = await read({
    "logged-models/search": {
      models: [
        {
          info: {
            ...{ model_id: "m-1", name: "net", model_type: "torch", source_run_id: "r1" },
            ...{ status: "LOGGED_MODEL_UPLOAD_FAILED", status_message: "full" },
            ...{ lifecycle_stage: "deleted", creation_timestamp_ms: "5" },
            ...{ last_updated_timestamp_ms: 6, tags: [{ key: "good", value: "yes" }] },
          },
          data: {
            params: [{ key: "depth", value: "3" }],
            metrics: [
              {
                ...{ run_id: "r2", key: "f1", step: "1", timestamp: "9", value: "NaN" },
                ...{ dataset_name: "train", dataset_digest: "g" },
              },
              { key: "f1", timestamp: 9, value: 0.5, dataset_name: "train" },
            ],
          },
        },
        { info: { model_id: "m-2" }, data: { metrics: [{ key: "a", value: 1 }] } },
        { info: { model_id: "m-3", status: 1 } },
      ],
    },
  });
  const bare = {
    ...{ type: "logged-model", experiment: "intents", name: "", modelType: "", status: "READY" },
    ...{ statusMessage: "", lifecycle: "active", createdAt: 0, updatedAt: 0 },
    ...{ params: {}, tags: {}, points: [] },
  };
  expect(records.slice(1)).toEqual([
    {
      ...{ ...bare, id: "m-1", name: "net", modelType: "torch", run: "r1" },
      ...{ status: "UPLOAD_FAILED", statusMessage: "full", lifecycle: "deleted" },
      ...{ createdAt: 5, updatedAt: 6, params: { depth: "3" }, tags: { good: "yes" } },
      points: [
        {
          ...{ run: "r2", key: "f1", step: 1, at: 9, value: "NaN" },
          dataset: { name: "train", digest: "g" },
        },
        { run: "r1", key: "f1", step: 0, at: 9, value: 0.5 },
      ],
    },
    { ...bare, id: "m-2", points: [{ run: "", key: "a", step: 0, at: 0, value: 1 }] },
    { ...bare, id: "m-3", status: "PENDING" },
  ]);
});

test("the registry is read with prompts, and versions by number with the aliases that point at them", async () => {
  const uri = "model-versions/get-download-uri";
  const prompts = `{"max_results":"100","filter":"tags.\`mlflow.prompt.is_prompt\` = 'true'"}`;
  const intent = {
    ...{ name: "intent", description: "d", creation_timestamp: 7, last_updated_timestamp: "8" },
    tags: [{ key: "team", value: "nlp" }],
    aliases: [{ alias: "champion", version: "10" }],
  };
  const { records } = await read({
    "runs/search": {
      runs: [
        { info: { run_id: "r00" } },
        { info: { run_id: "r0", artifact_uri: "" } },
        { info: { run_id: "r1", artifact_uri: "mlflow-artifacts:/1/r1/artifacts" } },
      ],
    },
    "logged-models/search": {
      models: [{ info: { model_id: "m-1", artifact_uri: "mlflow-artifacts:/1/models/m-1" } }],
    },
    "registered-models/search": { registered_models: [intent] },
    [`registered-models/search ${prompts}`]: { registered_models: [intent, { name: "greet" }] },
    [`model-versions/search {"filter":"name = 'intent'","max_results":"1000"}`]: {
      model_versions: [
        {
          ...{ name: "intent", version: "10", description: "tenth", user_id: "ada" },
          ...{ current_stage: "Staging", creation_timestamp: 5, last_updated_timestamp: 6 },
          ...{ run_id: "r1", run_link: "http://x", source: "runs:/r1/model" },
          tags: [{ key: "size", value: "small" }],
        },
        { name: "intent", version: "2", source: "models:/m-1", run_id: "", run_link: "" },
        { name: "intent", version: "3", model_id: "m-9", source: "models:/m-1" },
        { name: "intent", version: "4", source: "mlflow-artifacts:/1/r1/artifacts" },
        { name: "intent", version: "5", source: "mlflow-artifacts:/1/r1/artifacts-too" },
        { name: "intent", version: "6" },
        { name: "intent", version: "7", source: "/of/a/folder" },
      ],
    },
    [`${uri} {"name":"intent","version":"10"}`]: {
      artifact_uri: "mlflow-artifacts:/1/r1/artifacts/model/deep",
    },
    [`${uri} {"name":"intent","version":"2"}`]: { artifact_uri: "mlflow-artifacts:/1/models/m-1" },
    [`${uri} {"name":"intent","version":"3"}`]: {},
  });
  const head = {
    type: "registered-model",
    name: "intent",
    description: "d",
    tags: {},
  };
  const version = (number: number, source: string, more: object = {}) => ({
    ...{
      type: "version",
      id: `intent@${number}`,
      model: "intent",
      version: number,
      description: "",
      user: "",
    },
    ...{ stage: "None", createdAt: 0, updatedAt: 0, source, tags: {}, ...more },
  });
  const place = (of: string, id: string, path: string) => ({ within: { of, id, path } });
  expect(records.slice(5)).toEqual([
    { ...head, createdAt: 7, updatedAt: 8, tags: { team: "nlp" } },
    version(2, "models:/m-1", { loggedModel: "m-1", ...place("logged-model", "m-1", "") }),
    version(3, "models:/m-1", { loggedModel: "m-9" }),
    version(4, "mlflow-artifacts:/1/r1/artifacts", place("run", "r1", "")),
    version(5, "mlflow-artifacts:/1/r1/artifacts-too"),
    version(6, ""),
    version(7, "/of/a/folder"),
    version(10, "runs:/r1/model", {
      ...{ description: "tenth", user: "ada", stage: "Staging", createdAt: 5, updatedAt: 6 },
      ...{ run: "r1", runLink: "http://x", tags: { size: "small" }, aliases: ["champion"] },
      ...place("run", "r1", "model/deep"),
    }),
    { ...head, name: "greet", description: "", createdAt: 0, updatedAt: 0 },
  ]);
});
