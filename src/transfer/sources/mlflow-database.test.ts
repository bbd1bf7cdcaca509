import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, expect, test } from "vitest";
import { makeTable } from "#test/make-table";
import { openMlflowDatabase } from "./mlflow-database.ts";

let folder: string;
let db: DatabaseSync;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "fettle-mlflow-"));
  db = new DatabaseSync(join(folder, "mlflow.db"));
  db.exec("PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF");
});
afterEach(() => rmSync(folder, { recursive: true }));

const table = (name: string, ...rows: Parameters<typeof makeTable>[2][]) =>
  makeTable(db, name, ...rows);
async function read(served?: string) {
  db.close();
  const source = openMlflowDatabase(join(folder, "mlflow.db"), served);
  const records: Record<string, unknown>[] = [];
  for await (const record of source.records()) records.push({ ...record });
  const files = async (of: "run" | "logged-model", id: string): Promise<string[]> => {
    const found: string[] = [];
    for await (const { path } of source.files({ of, id })) found.push(path);
    return found.sort();
  };
  const found = { records, left: Object.fromEntries(source.left), runs: source.runs };
  const own = { run: await files("run", "r1"), model: await files("logged-model", "m-1") };
  await source.close();
  return { ...found, files: own };
}

/** As MLflow 2.0 has it: a store that was never migrated to what came later. */
function old(): void {
  table("experiments", { experiment_id: 1, name: "intents", lifecycle_stage: "active" });
  table("runs", {
    run_uuid: "r1",
    name: "",
    experiment_id: 1,
    user_id: "",
    status: "KILLED",
    start_time: 1000,
    end_time: null,
    source_name: "train.py",
    source_version: "abc",
    lifecycle_stage: "deleted",
    artifact_uri: "mlflow-artifacts:/1/r1/artifacts",
  });
  table("tags", { run_uuid: "r1", key: "mlflow.user", value: "ada" });
}

test("an old schema gives what it has, and names what it says in other places", async () => {
  old();
  const { records, runs, left } = await read();
  expect(runs).toBe(1);
  expect(records).toEqual([
    {
      type: "experiment",
      id: "1",
      name: "intents",
      lifecycle: "active",
      createdAt: 0,
      updatedAt: 0,
      tags: {},
    },
    {
      type: "run",
      id: "r1",
      experiment: "intents",
      name: "r1",
      user: "ada",
      status: "KILLED",
      lifecycle: "deleted",
      startedAt: 1000,
      endedAt: null,
      params: {},
      tags: {
        "mlflow.user": "ada",
        "mlflow.source.name": "train.py",
        "mlflow.source.git.commit": "abc",
      },
      datasets: [],
      modelInputs: [],
      modelOutputs: [],
    },
  ]);
  expect(left).toEqual({});
});

test("tags that are there go before columns that say the same", async () => {
  table("experiments", { experiment_id: 1, name: "e", creation_time: 5, last_update_time: null });
  table("runs", {
    run_uuid: "r1",
    experiment_id: 9,
    name: "named",
    user_id: "bob",
    status: "?",
    end_time: 7,
    source_name: "a",
    source_version: "b",
  });
  table(
    "tags",
    ...["mlflow.source.name", "mlflow.source.git.commit", "mlflow.user", "mlflow.runName"].map(
      (key) => ({ run_uuid: "r1", key, value: "own" }),
    ),
  );
  const { records } = await read();
  expect(records[0]).toMatchObject({ createdAt: 5, updatedAt: 5 });
  expect(records[1]).toMatchObject({
    experiment: "9",
    name: "named",
    user: "bob",
    status: "RUNNING",
    startedAt: 0,
    endedAt: 7,
    tags: { "mlflow.source.name": "own", "mlflow.source.git.commit": "own" },
  });
});

test("points come by metric, in order, 5000 at a time, NaN by its column", async () => {
  old();
  const point = (key: string, step: number, value: number, is_nan = 0) => ({
    run_uuid: "r1",
    key,
    value,
    timestamp: 100 + step,
    step,
    is_nan,
  });
  const many = Array.from({ length: 5001 }, (_, i) => point("many", i, i));
  table(
    "metrics",
    point("b", 2, 0.5),
    point("b", 1, 0, 1),
    point("a", 0, Number.POSITIVE_INFINITY),
    ...many,
  );
  const found = (await read()).records.filter(({ type }) => type === "points");
  expect(found.map(({ key, points }) => [key, (points as unknown[]).length])).toEqual([
    ["a", 1],
    ["b", 2],
    ["many", 5000],
    ["many", 1],
  ]);
  expect(found[0]).toEqual({ type: "points", run: "r1", key: "a", points: [[0, 100, "Infinity"]] });
  expect(found[1]?.["points"]).toEqual([
    [1, 101, "NaN"],
    [2, 102, 0.5],
  ]);
  expect(found[3]?.["points"]).toEqual([[5000, 5100, 5000]]);
});

test("inputs and logged models come with their tags, points and files", async () => {
  old();
  const input = (more: object) => ({
    input_uuid: "i1",
    source_type: "DATASET",
    source_id: "d1",
    destination_type: "RUN",
    destination_id: "r1",
    step: 0,
    ...more,
  });
  table(
    "inputs",
    input({}),
    input({ input_uuid: "i2", source_id: "gone" }),
    input({
      source_type: "RUN_INPUT",
      source_id: "r1",
      destination_type: "MODEL_INPUT",
      destination_id: "m-0",
    }),
    input({
      source_type: "RUN_OUTPUT",
      source_id: "r1",
      destination_type: "MODEL_OUTPUT",
      destination_id: "m-1",
      step: 4,
    }),
  );
  table("datasets", {
    dataset_uuid: "d1",
    name: "train",
    digest: "g",
    dataset_source_type: "local",
    dataset_source: "{}",
    dataset_schema: "[1]",
    dataset_profile: null,
  });
  table("input_tags", { input_uuid: "i1", name: "context", value: "training" });
  const model = {
    experiment_id: 1,
    name: "net",
    model_type: "torch",
    status: 1,
    status_message: null,
    creation_timestamp_ms: 3,
    last_updated_timestamp_ms: 4,
    lifecycle_stage: "active",
  };
  table(
    "logged_models",
    { model_id: "m-1", source_run_id: "r1", artifact_location: "./here", ...model },
    {
      ...model,
      model_id: "m-2",
      source_run_id: null,
      artifact_location: "s3://b",
      experiment_id: 9,
    },
  );
  table("logged_model_params", { model_id: "m-1", param_key: "depth", param_value: "3" });
  table("logged_model_tags", { model_id: "m-1", tag_key: "good", tag_value: "yes" });
  const metric = (more: object) => ({
    model_id: "m-1",
    run_id: "r1",
    metric_name: "f1",
    metric_step: 1,
    metric_timestamp_ms: 9,
    metric_value: 0.5,
    dataset_name: "train",
    dataset_digest: "g",
    ...more,
  });
  table("logged_model_metrics", metric({}), metric({ metric_value: null, dataset_digest: null }));
  const served = join(folder, "served");
  for (const place of [join(served, "1/r1/artifacts/deep"), join(folder, "here")]) {
    mkdirSync(place, { recursive: true });
    writeFileSync(join(place, "a.txt"), "x");
  }
  const { records, files, left } = await read(served);
  expect(records[1]).toMatchObject({
    datasets: [
      {
        name: "train",
        digest: "g",
        sourceType: "local",
        source: "{}",
        schema: "[1]",
        tags: { context: "training" },
      },
    ],
    modelInputs: ["m-0"],
    modelOutputs: [{ id: "m-1", step: 4 }],
  });
  expect(records[2]).toEqual({
    type: "logged-model",
    id: "m-1",
    experiment: "intents",
    name: "net",
    modelType: "torch",
    run: "r1",
    status: "PENDING",
    statusMessage: "",
    lifecycle: "active",
    createdAt: 3,
    updatedAt: 4,
    params: { depth: "3" },
    tags: { good: "yes" },
    points: [
      { run: "r1", key: "f1", step: 1, at: 9, value: 0.5, dataset: { name: "train", digest: "g" } },
      { run: "r1", key: "f1", step: 1, at: 9, value: "NaN" },
    ],
  });
  expect(records[3]).not.toHaveProperty("run");
  expect(records[3]).toMatchObject({ experiment: "9", params: {}, points: [] });
  expect(files).toEqual({ run: ["deep/a.txt"], model: ["a.txt"] });
  expect(left).toEqual({ "dataset inputs whose dataset is not there": 1 });
});

test("registered models come with their versions and their aliases, and deleted versions not", async () => {
  old();
  const head = { name: "intent", description: "d", creation_time: 1, last_updated_time: null };
  table("registered_models", head, { ...head, name: "bare", last_updated_time: 8 });
  table("registered_model_tags", { name: "intent", key: "team", value: "nlp" });
  table("registered_model_aliases", { name: "intent", alias: "champion", version: 2 });
  const version = (number: number, more: object) => ({
    name: "intent",
    version: number,
    description: null,
    user_id: "ada",
    current_stage: "None",
    creation_time: 5,
    last_updated_time: 6,
    run_id: "r1",
    run_link: "",
    source: "mlflow-artifacts:/1/r1/artifacts/model",
    storage_location: null,
    ...more,
  });
  table(
    "model_versions",
    version(2, { source: "models:/m-1", run_id: null, current_stage: null, run_link: "http://x" }),
    version(1, {}),
    version(3, { current_stage: "Deleted_Internal" }),
    version(4, { source: "s3://b/x", last_updated_time: null }),
  );
  table("model_version_tags", { name: "intent", version: 1, key: "size", value: "small" });
  for (const [what, count] of [
    ["trace_info", 2],
    ["assessments", 1],
    ["evaluation_datasets", 1],
  ] as const)
    table(what, ...Array.from({ length: count }, () => ({ id: 1 })));
  mkdirSync(join(folder, "mlartifacts"));
  const { records, left } = await read();
  const common = { type: "version", model: "intent", description: "", user: "ada", createdAt: 5 };
  const registered = { type: "registered-model", description: "d", createdAt: 1, tags: {} };
  const place = { source: "mlflow-artifacts:/1/r1/artifacts/model" };
  expect(records.slice(2)).toEqual([
    { ...registered, name: "bare", updatedAt: 8, lastVersion: 0 },
    { ...registered, name: "intent", updatedAt: 1, tags: { team: "nlp" }, lastVersion: 4 },
    {
      ...{
        ...common,
        ...place,
        id: "intent@1",
        version: 1,
        stage: "None",
        updatedAt: 6,
        run: "r1",
      },
      within: { of: "run", id: "r1", path: "model" },
      tags: { size: "small" },
    },
    {
      ...{
        ...common,
        id: "intent@2",
        aliases: ["champion"],
        version: 2,
        stage: "None",
        updatedAt: 6,
        runLink: "http://x",
      },
      loggedModel: "m-1",
      source: "models:/m-1",
      tags: {},
    },
    {
      ...{ ...common, id: "intent@4", version: 4, stage: "None", updatedAt: 5, run: "r1" },
      ...{ source: "s3://b/x", tags: {} },
    },
  ]);
  expect(left).toEqual({ traces: 2, assessments: 1, "evaluation datasets": 1 });
});

test("a file that is no database of MLflow's is refused by name", () => {
  table("runs", { run_uuid: "r1" });
  db.close();
  expect(() => openMlflowDatabase(join(folder, "mlflow.db"), undefined)).toThrow(
    expect.objectContaining({
      code: "TRANSFER_SOURCE",
      message: expect.stringContaining("it has no tables `runs` and `experiments`"),
    }),
  );
});
