import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { parse } from "yaml";
import { readFolder } from "#test/folder-text";
import { openFileStoreWriter } from "./file-store-writer.ts";

let folder: string;
let out: string;
let writer: ReturnType<typeof openFileStoreWriter>;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "fettle-writer-"));
  out = join(folder, "deep", "mlruns");
  writer = openFileStoreWriter(out);
});
afterEach(() => rmSync(folder, { recursive: true }));

const take = (...records: { type: string }[]) => {
  for (const record of records) void writer.take(record);
};
const md5 = (text: string) => createHash("md5").update(text).digest("hex");
const at = (path: string) => `file://${out}/${path}`;
/** What was written, the records read as Python reads them. */
const written = (): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(readFolder(out)).map(([path, text]) => [
      path,
      path.endsWith("meta.yaml") ? parse(text, { version: "1.1" }) : text,
    ]),
  );
const experiment = (more: object = {}) => ({
  ...{ type: "experiment", id: "77", name: "intents", lifecycle: "active", tags: {} },
  ...{ createdAt: 1000, updatedAt: 2000, ...more },
});
const run = (more: object = {}) => ({
  ...{ type: "run", id: "r1", experiment: "intents", name: "rules", user: "ada" },
  ...{ status: "FAILED", lifecycle: "active", startedAt: 3000, endedAt: 4000 },
  ...{ params: {}, tags: {}, datasets: [], modelInputs: [], modelOutputs: [], ...more },
});
const model = (more: object = {}) => ({
  ...{ type: "logged-model", id: "m-1", experiment: "intents", name: "net", modelType: "torch" },
  ...{ run: "r1", status: "UPLOAD_FAILED", statusMessage: "full", lifecycle: "deleted" },
  ...{ createdAt: 6000, updatedAt: 6001, params: {}, tags: {}, points: [], ...more },
});

test("an experiment and a run are written file by file as MLflow keeps them", () => {
  const dataset = { name: "train", digest: "d1", sourceType: "local", source: "{}", tags: {} };
  take(
    experiment({ tags: { team: "nlp", "deep/key": "two\nlines" } }),
    run({
      params: { lr: "0.1", "deep/key": "" },
      tags: { stage: "trial" },
      datasets: [
        { ...dataset, schema: "[1]", profile: "[2]", tags: { use: "training" } },
        { ...dataset, name: "bare" },
      ],
      modelInputs: ["m-0"],
      modelOutputs: [{ id: "m-1", step: 3 }],
    }),
    { type: "points", run: "r1", key: "val/f1", points: [[-1, 10, 0.5]] } as never,
    {
      ...{ type: "points", run: "r1", key: "val/f1" },
      points: [
        [0, 11, "NaN"],
        [1, 12, "Infinity"],
        [2, 13, "-Infinity"],
        [3, 14, 1e-7],
      ],
    } as never,
  );
  const [train, bare] = [md5("traind1"), md5("bared1")];
  const set = { digest: "d1", source: "{}", source_type: "local" };
  const input = { destination_id: "r1", destination_type: "RUN", source_type: "DATASET" };
  expect(written()).toEqual({
    "77/meta.yaml": {
      ...{ artifact_location: at("77"), creation_time: 1000, experiment_id: "77" },
      ...{ last_update_time: 2000, lifecycle_stage: "active", name: "intents" },
    },
    "77/tags/team": "nlp",
    "77/tags/deep/key": "two\nlines",
    "77/r1/meta.yaml": {
      ...{ artifact_uri: at("77/r1/artifacts"), end_time: 4000, entry_point_name: "" },
      ...{ experiment_id: "77", lifecycle_stage: "active", run_id: "r1", run_name: "rules" },
      ...{ run_uuid: "r1", source_name: "", source_type: 4, source_version: "" },
      ...{ start_time: 3000, status: 4, tags: [], user_id: "ada" },
    },
    "77/r1/artifacts/": "",
    "77/r1/params/lr": "0.1",
    "77/r1/params/deep/key": "",
    "77/r1/tags/stage": "trial",
    "77/r1/metrics/val/f1": "10 0.5 -1\n11 nan 0\n12 inf 1\n13 -inf 2\n14 1e-7 3\n",
    [`77/datasets/${train}/meta.yaml`]: { ...set, name: "train", schema: "[1]", profile: "[2]" },
    [`77/datasets/${bare}/meta.yaml`]: { ...set, name: "bare", schema: null, profile: null },
    [`77/r1/inputs/${md5(`${train}r1`)}/meta.yaml`]: {
      ...input,
      ...{ source_id: train, tags: { use: "training" } },
    },
    [`77/r1/inputs/${md5(`${bare}r1`)}/meta.yaml`]: { ...input, source_id: bare, tags: {} },
    [`77/r1/inputs/${md5("m-0r1")}/meta.yaml`]: {
      ...{ ...input, source_id: "m-0", source_type: "MODEL", tags: {} },
    },
    "77/r1/outputs/m-1/meta.yaml": {
      ...{ destination_id: "m-1", destination_type: "MODEL_OUTPUT", source_id: "m-1" },
      ...{ source_type: "RUN_OUTPUT", step: 3, tags: {} },
    },
  });
  expect([writer.folderOf("run", "r1"), writer.folderOf("logged-model", "r1")]).toEqual([
    join(out, "77/r1/artifacts"),
    undefined,
  ]);
});

test("what is empty still has its rooms, and what lies in the trash is marked or moved", async () => {
  take(
    experiment({ id: "5", lifecycle: "deleted" }),
    run({ status: "RUNNING", endedAt: null, lifecycle: "deleted" }),
    model({ status: "PENDING", modelType: "", statusMessage: "", run: undefined }),
  );
  const rooms = (place: string) =>
    ["metrics", "params", "tags", "artifacts"].map((room) => [`.trash/5/${place}/${room}/`, ""]);
  expect(written()).toEqual({
    ".trash/5/meta.yaml": expect.objectContaining({
      ...{ artifact_location: at(".trash/5"), experiment_id: "5", lifecycle_stage: "deleted" },
    }),
    ".trash/5/r1/meta.yaml": expect.objectContaining({
      ...{ artifact_uri: at(".trash/5/r1/artifacts"), experiment_id: "5", end_time: null },
      ...{ lifecycle_stage: "deleted", status: 1 },
    }),
    ".trash/5/models/m-1/meta.yaml": {
      ...{ artifact_location: at(".trash/5/models/m-1/artifacts"), creation_timestamp: 6000 },
      ...{ experiment_id: "5", last_updated_timestamp: 6001, lifecycle_stage: "deleted" },
      ...{ model_id: "m-1", model_type: null, name: "net", source_run_id: null },
      ...{ status: 1, status_message: null },
    },
    ...Object.fromEntries([...rooms("r1"), ...rooms("models/m-1")]),
  });
  expect(await writer.end()).toBeUndefined();
});

test("each status has MLflow's number", () => {
  const statuses = ["RUNNING", "SCHEDULED", "FINISHED", "FAILED", "KILLED"];
  const models = ["PENDING", "READY", "UPLOAD_FAILED"];
  take(experiment());
  take(...statuses.map((status) => run({ id: status, status })));
  take(...models.map((status) => model({ id: status, status })));
  const of = (path: string) => written()[`77/${path}/meta.yaml`];
  expect(statuses.map(of)).toMatchObject([1, 2, 3, 4, 5].map((status) => ({ status })));
  expect(models.map((id) => of(`models/${id}`))).toMatchObject(
    [1, 2, 3].map((status) => ({ status })),
  );
});

test("a logged model has its params, tags, and points with the run and the dataset", () => {
  const point = { run: "r1", key: "val/f1", step: 1, at: 9 };
  take(
    experiment(),
    model({
      params: { depth: "3" },
      tags: { good: "yes" },
      points: [
        { ...point, value: 0.5, dataset: { name: "train", digest: "d1" } },
        { ...point, value: "NaN", step: 2 },
      ],
    }),
  );
  expect(written()).toMatchObject({
    "77/models/m-1/meta.yaml": {
      ...{ experiment_id: "77", model_type: "torch", source_run_id: "r1", status: 3 },
      ...{ status_message: "full", name: "net" },
    },
    "77/models/m-1/metrics/val/f1": "9 0.5 1 r1 train d1\n9 nan 2 r1\n",
    "77/models/m-1/params/depth": "3",
    "77/models/m-1/tags/good": "yes",
  });
  expect(writer.folderOf("logged-model", "m-1")).toBe(join(out, "77/models/m-1/artifacts"));
});

test("registered models and versions say where their files lie in this folder", () => {
  const head = { type: "registered-model", name: "intent", createdAt: 7, updatedAt: 8 };
  const version = (number: number, more: object) => ({
    ...{ type: "version", model: "intent", version: number, description: "d", user: "ada" },
    ...{ stage: "None", createdAt: 5, updatedAt: 6, source: "s3://b/x", tags: {}, ...more },
  });
  take(
    experiment(),
    run(),
    model(),
    { ...head, description: "what", tags: { team: "nlp" } } as never,
    version(1, {
      aliases: ["old"],
      run: "r1",
      runLink: "http://x",
      within: { of: "run", id: "r1", path: "model" },
    }),
    version(2, {
      ...{ loggedModel: "m-1", source: "models:/m-1", tags: { size: "small" } },
      aliases: ["champion"],
      within: { of: "logged-model", id: "m-1", path: "" },
    }),
    version(3, {}),
    version(4, { within: { of: "run", id: "gone", path: "model" } }),
  );
  const models = Object.entries(written()).filter(([path]) => path.startsWith("models/"));
  const meta = (number: number, more: object) => [
    `models/intent/version-${number}/meta.yaml`,
    {
      ...{ creation_timestamp: 5, current_stage: "None", description: "d", name: "intent" },
      ...{ last_updated_timestamp: 6, model_id: null, run_id: null, run_link: null },
      ...{ source: "s3://b/x", status: "READY", status_message: null, user_id: "ada" },
      ...{ storage_location: "s3://b/x", version: String(number), ...more },
    },
  ];
  const [inRun, inModel] = [at("77/r1/artifacts/model"), at("77/models/m-1/artifacts")];
  expect(Object.fromEntries(models)).toEqual(
    Object.fromEntries([
      [
        "models/intent/meta.yaml",
        {
          ...{ creation_timestamp: 7, description: "what", last_updated_timestamp: 8 },
          name: "intent",
        },
      ],
      ["models/intent/tags/team", "nlp"],
      ["models/intent/aliases/champion", "2"],
      ["models/intent/aliases/old", "1"],
      ["models/intent/version-2/tags/size", "small"],
      meta(1, { run_id: "r1", run_link: "http://x", source: inRun, storage_location: inRun }),
      meta(2, { model_id: "m-1", source: "models:/m-1", storage_location: inModel }),
      meta(3, {}),
      meta(4, {}),
    ]),
  );
});

test("Python reads ids that look like numbers, and words like yes, as texts", () => {
  take(experiment({ name: "yes" }), run({ id: "12e4", experiment: "yes", user: "0x1f" }));
  const text = readFolder(out)["77/12e4/meta.yaml"];
  expect(text).toContain('run_id: "12e4"');
  expect(text).toContain('user_id: "0x1f"');
  expect(readFolder(out)["77/meta.yaml"]).toContain('name: "yes"');
});

test("what MLflow does not know is counted by kind, and what was left behind is not counted again", () => {
  take({ type: "report" }, { type: "edge" }, { type: "left" }, { type: "edge" });
  expect(Object.fromEntries(writer.left)).toEqual({
    "records of the kind report, for which MLflow has no place": 1,
    "records of the kind edge, for which MLflow has no place": 2,
  });
  expect(readFolder(folder)).toEqual({ "deep/mlruns/": "" });
});

test("a part that comes before what it belongs to is a fault of the export", () => {
  expect(() => take(run())).toThrow("the export names intents before it comes");
  expect(() => take({ type: "points", run: "r9", key: "a", points: [] } as never)).toThrow(
    "the export names r9 before it comes",
  );
});
