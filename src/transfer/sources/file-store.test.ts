import { mkdirSync, mkdtempSync, rmSync, utimesSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { writeFolder } from "#test/folder-text";
import { openFileStore } from "./file-store.ts";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "fettle-mlruns-"));
});
afterEach(() => rmSync(root, { recursive: true }));

const META = "experiment_id: '7'\nlifecycle_stage: active\nname: intents\n";

async function read(files: Readonly<Record<string, string>>) {
  writeFolder(root, files);
  const source = openFileStore(root);
  const records: Record<string, unknown>[] = [];
  for await (const record of source.records()) records.push({ ...record });
  return {
    source,
    records,
    of: (type: string) => records.filter((record) => record["type"] === type),
    left: Object.fromEntries(source.left),
  };
}
async function filesOf(source: ReturnType<typeof openFileStore>, of: string, id: string) {
  const found: string[] = [];
  for await (const { path, size } of source.files({ of, id })) found.push(`${path} ${size}`);
  return found.sort();
}

const run = (more = "") => `run_id: r1\nrun_name: rules\nstart_time: 1000\nstatus: 3\n${more}`;
const bare = {
  type: "run",
  id: "r1",
  experiment: "intents",
  name: "rules",
  user: "",
  status: "FINISHED",
  lifecycle: "active",
  startedAt: 1000,
  endedAt: null,
  params: {},
  tags: {},
  datasets: [],
  modelInputs: [],
  modelOutputs: [],
};

test("experiments come before their runs, those of the trash last, each with what it lacks made up", async () => {
  const { records, source, left } = await read({
    "7/meta.yaml": `${META}creation_time: 100\nlast_update_time: 200\n`,
    "7/tags/team": "nlp",
    "7/tags/deep/key": "two\nlines",
    "7/r1/meta.yaml": run(),
    "8/meta.yaml": "name: ''\ncreation_time: 300\n",
    "9/meta.yaml": "lifecycle_stage: active\ncreation_time: -5\n",
    "10/meta.yaml": "a: [broken\n",
    "11/meta.yaml": "only words\n",
    "12/meta.yaml": "",
    "13/tags/no": "meta",
    "x14/meta.yaml": META,
    "14x/meta.yaml": META,
    "7/no-run/params/a": "1",
    "7/file": "of nobody's",
    ".trash/3/meta.yaml": "name: gone\nlifecycle_stage: deleted\ncreation_time: 5.9\n",
    ".trash/3/r2/meta.yaml": "run_uuid: r2\nlifecycle_stage: deleted\n",
  });
  expect([source.title, source.runs]).toEqual([`the MLflow folder ${root}`, 2]);
  const made = records.find(({ id }) => id === "9")?.["createdAt"];
  const experiment = (id: string, name: string, createdAt: unknown, updatedAt = createdAt) => ({
    ...{ type: "experiment", id, name, lifecycle: "active", createdAt, updatedAt, tags: {} },
  });
  expect(records).toEqual([
    { ...experiment("7", "intents", 100, 200), tags: { team: "nlp", "deep/key": "two\nlines" } },
    bare,
    experiment("8", "8", 300),
    experiment("9", "9", made),
    { ...experiment("3", "gone", 5), lifecycle: "deleted" },
    {
      ...bare,
      ...{ id: "r2", name: "r2", experiment: "gone", startedAt: 0 },
      ...{ status: "RUNNING", lifecycle: "deleted" },
    },
  ]);
  expect(left).toEqual({
    "experiments whose folder is no number": 2,
    "experiments whose meta.yaml can't be read": 3,
    "experiments without a meta.yaml": 1,
    "folders of runs without a meta.yaml": 1,
  });
});

test("an experiment that tells no time is as old as its folder", async () => {
  writeFolder(root, { "7/meta.yaml": META });
  utimesSync(join(root, "7"), 1234.5678, 1234.5678);
  expect((await read({})).records).toMatchObject([{ createdAt: 1234567, updatedAt: 1234567 }]);
});

test("a run is named by its record, else by its tags, else by its id", async () => {
  const tags = { "mlflow.runName": "tagged", "mlflow.user": "bob" };
  const { of, left, source } = await read({
    "7/meta.yaml": META,
    "7/a/meta.yaml":
      "run_id: a1\nrun_uuid: a2\nrun_name: own\nuser_id: ada\nstatus: 1\nstart_time: 5\nend_time: 9\n",
    "7/a/tags/mlflow.runName": "tagged",
    "7/a/tags/mlflow.user": "bob",
    "7/a/params/lr": "0.1",
    "7/a/params/deep/key": "",
    "7/b/meta.yaml": "run_id: null\nrun_uuid: b2\nrun_name: ~\nstatus: KILLED\nend_time: null\n",
    "7/b/tags/mlflow.runName": "tagged",
    "7/b/tags/mlflow.user": "bob",
    "7/c/meta.yaml": "status: 9\nstart_time: soon\n",
    "7/d/meta.yaml": "status: 2\n",
    "7/e/meta.yaml": "status: 4\n",
    "7/f/meta.yaml": "status: 5\n",
    "7/g/meta.yaml": "status: DONE\n",
    "7/h/meta.yaml": "only words",
    "7/tags/meta.yaml": "",
    "7/datasets/meta.yaml": "",
    "7/traces/meta.yaml": "",
    "7/models/meta.yaml": "",
    "7/traces/tr-1/x": "",
    "7/traces/tr-2/x": "",
  });
  const facts = { params: {}, tags: {}, startedAt: 0 };
  expect(of("run")).toEqual([
    {
      ...bare,
      ...{ id: "a1", name: "own", user: "ada", status: "RUNNING", startedAt: 5, endedAt: 9, tags },
      params: { lr: "0.1", "deep/key": "" },
    },
    { ...bare, ...facts, id: "b2", name: "tagged", user: "bob", status: "KILLED", tags },
    { ...bare, ...facts, id: "c", name: "c", status: "RUNNING" },
    { ...bare, ...facts, id: "d", name: "d", status: "SCHEDULED" },
    { ...bare, ...facts, id: "e", name: "e", status: "FAILED" },
    { ...bare, ...facts, id: "f", name: "f", status: "KILLED" },
    { ...bare, ...facts, id: "g", name: "g", status: "RUNNING" },
  ]);
  expect(source.runs).toBe(8);
  expect(left).toEqual({ "runs whose meta.yaml can't be read": 1, traces: 2 });
});

test("points are as Python wrote them, 5000 in a record, and what is none is counted", async () => {
  const many = Array.from({ length: 5001 }, (_, i) => `${i} 0.5 ${i}\n`).join("");
  const { of, left } = await read({
    "7/meta.yaml": META,
    "7/r1/meta.yaml": run(),
    "7/r1/metrics/deep/f1":
      "1 0.5 -3\n2 nan 1\n3 inf 2\n4 +Infinity 3\n5 -INF 4\n6 1e-7\n7\n\n8 x 5\n",
    "7/r1/metrics/bad": "x 0.5 1\n1 0.5 y\n1.5 0.5 1\n2 0.5 1.5\n",
    "7/r1/metrics/many": many,
  });
  const points = new Map(of("points").map((one) => [one["key"], one["points"] as unknown[]]));
  expect(of("points").map(({ key }) => key)).toHaveLength(4);
  // Numbers, and none that can be kept: who takes them tells that.
  expect(points.get("bad")).toEqual([
    [1, 1.5, 0.5],
    [1.5, 2, 0.5],
  ]);
  expect(points.get("deep/f1")).toEqual([
    [-3, 1, 0.5],
    [1, 2, "NaN"],
    [2, 3, "Infinity"],
    [3, 4, "Infinity"],
    [4, 5, "-Infinity"],
    [0, 6, 1e-7],
  ]);
  expect(of("points").filter(({ key }) => key === "many")).toMatchObject([
    { run: "r1", points: { length: 5000, 0: [0, 0, 0.5], 4999: [4999, 4999, 0.5] } },
    { run: "r1", points: [[5000, 5000, 0.5]] },
  ]);
  expect(left).toEqual({ "points that can't be read": 4 });
});

test("what runs took in and put out is read from where it is kept", async () => {
  const { of, left } = await read({
    "7/meta.yaml": META,
    "7/r1/meta.yaml": run(),
    "7/r1/inputs/a/meta.yaml":
      "source_id: d1\nsource_type: DATASET\ntags:\n  mlflow.data.context: training\n",
    "7/r1/inputs/b/meta.yaml": "source_id: d2\nsource_type: DATASET\n",
    "7/r1/inputs/c/meta.yaml": "source_id: gone\nsource_type: DATASET\n",
    "7/r1/inputs/d/meta.yaml": "source_id: m-0\nsource_type: MODEL\n",
    "7/r1/inputs/e/x": "no meta.yaml",
    "7/r1/outputs/m-1/meta.yaml": "step: 4\nsource_id: m-1\n",
    "7/r1/outputs/m-2/meta.yaml": "step: x\n",
    "7/r1/outputs/m-3/x": "no meta.yaml",
    "7/datasets/d1/meta.yaml":
      "name: train\ndigest: g\nsource_type: local\nsource: '{}'\nschema: '[1]'\nprofile: '[2]'\n",
    "7/datasets/d2/meta.yaml": "name: bare\ndigest: h\nschema: null\nprofile: null\n",
  });
  expect(of("run")).toEqual([
    {
      ...bare,
      datasets: [
        {
          ...{ name: "train", digest: "g", sourceType: "local", source: "{}" },
          ...{ schema: "[1]", profile: "[2]", tags: { "mlflow.data.context": "training" } },
        },
        { name: "bare", digest: "h", sourceType: "", source: "", tags: {} },
      ],
      modelInputs: ["m-0"],
      modelOutputs: [
        { id: "m-1", step: 4 },
        { id: "m-2", step: 0 },
        { id: "m-3", step: 0 },
      ],
    },
  ]);
  expect(left).toEqual({ "dataset inputs whose dataset is not there": 2 });
});

test("logged models come after the runs, with the points that name runs and datasets", async () => {
  const { records, source } = await read({
    "7/meta.yaml": META,
    "7/r1/meta.yaml": run(),
    "7/models/m-1/meta.yaml":
      "model_id: m-1\nname: net\nmodel_type: torch\nsource_run_id: r1\nstatus: 3\nstatus_message: full\nlifecycle_stage: deleted\ncreation_timestamp: 5\nlast_updated_timestamp: 6\n",
    "7/models/m-1/metrics/f1": "9 0.5 1 r2 train g\n10 nan 2\n11 1 3 r3 half\n12 2\n",
    "7/models/m-1/params/depth": "3",
    "7/models/m-1/tags/good": "yes",
    "7/models/m-1/artifacts/deep/m.bin": "weights",
    "7/models/m-2/meta.yaml": "status: 1\nsource_run_id: null\n",
    "7/models/m-3/meta.yaml": "status: 2\n",
    "7/models/m-4/meta.yaml": "status: LOGGED_MODEL_PENDING\n",
    "7/models/m-5/meta.yaml": "status: LOGGED_MODEL_UPLOAD_FAILED\n",
    "7/models/none/x": "",
  });
  const blank = {
    ...{ type: "logged-model", experiment: "intents", name: "", modelType: "", statusMessage: "" },
    ...{ lifecycle: "active", createdAt: 0, updatedAt: 0, params: {}, tags: {}, points: [] },
  };
  expect(records.slice(2)).toEqual([
    {
      ...blank,
      ...{ id: "m-1", name: "net", modelType: "torch", run: "r1", status: "UPLOAD_FAILED" },
      ...{ statusMessage: "full", lifecycle: "deleted", createdAt: 5, updatedAt: 6 },
      params: { depth: "3" },
      tags: { good: "yes" },
      points: [
        {
          ...{ run: "r2", key: "f1", step: 1, at: 9, value: 0.5 },
          dataset: { name: "train", digest: "g" },
        },
        { run: "r1", key: "f1", step: 2, at: 10, value: "NaN" },
        { run: "r3", key: "f1", step: 3, at: 11, value: 1 },
        { run: "r1", key: "f1", step: 0, at: 12, value: 2 },
      ],
    },
    { ...blank, id: "m-2", status: "PENDING" },
    { ...blank, id: "m-3", status: "READY" },
    { ...blank, id: "m-4", status: "PENDING" },
    { ...blank, id: "m-5", status: "UPLOAD_FAILED" },
  ]);
  expect(await filesOf(source, "logged-model", "m-1")).toEqual(["deep/m.bin 7"]);
  expect(await filesOf(source, "run", "m-1")).toEqual([]);
  expect(await filesOf(source, "logged-model", "none")).toEqual([]);
});

test("files lie beside a run, or in the folder of this machine that it names", async () => {
  const away = join(root, "away");
  writeFolder(root, { "away/a b.txt": "abc", "away/deep/c.txt": "", "7/beside/artifacts/x": "x" });
  const named = (uri: string) => `artifact_uri: ${uri}\n`;
  const { source } = await read({
    "7/meta.yaml": META,
    "7/beside/meta.yaml": named(away),
    "7/path/meta.yaml": named(away),
    "7/file/meta.yaml": named(`file://${away}`),
    "7/bucket/meta.yaml": named("s3://bucket/x"),
    "7/served/meta.yaml": named("mlflow-artifacts:/7/served"),
    "7/unnamed/meta.yaml": "status: 3\n",
    "7/gone/meta.yaml": named(join(root, "gone")),
    "7/models/m-1/meta.yaml": `artifact_location: ${away}\n`,
  });
  const there = ["a b.txt 3", "deep/c.txt 0"];
  expect(await filesOf(source, "run", "beside")).toEqual(["x 1"]);
  expect(await filesOf(source, "run", "path")).toEqual(there);
  expect(await filesOf(source, "run", "file")).toEqual(there);
  expect(await filesOf(source, "logged-model", "m-1")).toEqual(there);
  for (const none of ["bucket", "served", "unnamed", "gone", "nobody"])
    expect([none, await filesOf(source, "run", none)]).toEqual([none, []]);
});

test("registered models come with their versions by number, and the aliases that point at them", async () => {
  const at = (path: string) => join(root, "7", "r1", path);
  writeFolder(root, { "7/r1/artifacts/model/m": "" });
  mkdirSync(join(root, "7/models/m-1/artifacts"), { recursive: true });
  const { records, left } = await read({
    "7/meta.yaml": META,
    "7/r1/meta.yaml": run(),
    "7/models/m-1/meta.yaml": "model_id: m-1\n",
    "models/bare/meta.yaml": "description: null\nlast_updated_timestamp: 8\n",
    "models/broken/meta.yaml": "a: [",
    "models/intent/meta.yaml": "name: Intent\ndescription: d\ncreation_timestamp: 7\n",
    "models/intent/tags/team": "nlp",
    "models/intent/aliases/champion": "10\n",
    "models/intent/aliases/zero": "0",
    "models/intent/aliases/words": "ten",
    "models/intent/aliases/half": "1.5",
    "models/intent/version-10/meta.yaml": `user_id: ada\ncurrent_stage: Staging\ncreation_timestamp: 5\nlast_updated_timestamp: 6\ndescription: tenth\nrun_id: r1\nrun_link: http://x\nsource: runs:/r1/model\nstorage_location: file://${at("artifacts/model")}\n`,
    "models/intent/version-10/tags/size": "small",
    "models/intent/version-2/meta.yaml": `creation_timestamp: 3\nmodel_id: m-1\nstorage_location: ${join(root, "7/models/m-1/artifacts")}\n`,
    "models/intent/version-3/meta.yaml": `source: ${at("artifacts")}\n`,
    "models/intent/version-4/meta.yaml": `source: ${at("")}\n`,
    "models/intent/version-5/meta.yaml": `source: ${at("tags")}\n`,
    "models/intent/version-6/meta.yaml": "source: file://elsewhere/x\n",
    "models/intent/version-7/meta.yaml": `source: ${at("artifacts/..odd/x")}\n`,
    "models/intent/version-8/x": "no meta.yaml",
    "models/intent/version-x/meta.yaml": "",
    "models/intent/old-version-1/meta.yaml": "",
    "models/intent/version-1x/meta.yaml": "",
  });
  const head = { type: "registered-model", description: "", tags: {} };
  const intent = { ...head, name: "Intent", description: "d", createdAt: 7, updatedAt: 7 };
  const version = (number: number, source: string, more: object = {}) => ({
    ...{
      type: "version",
      id: `Intent@${number}`,
      model: "Intent",
      version: number,
      description: "",
      user: "",
    },
    ...{ stage: "None", createdAt: 0, updatedAt: 0, source, tags: {}, ...more },
  });
  const within = (path: string) => ({ within: { of: "run", id: "r1", path } });
  expect(left).toEqual({
    "registered models whose meta.yaml can't be read": 1,
    "model versions whose meta.yaml can't be read": 1,
    "aliases of versions that are not there": 3,
  });
  expect(records.slice(3)).toEqual([
    { ...head, name: "bare", createdAt: 0, updatedAt: 8, lastVersion: 0 },
    { ...intent, tags: { team: "nlp" }, lastVersion: 10 },
    version(2, join(root, "7/models/m-1/artifacts"), {
      ...{ createdAt: 3, updatedAt: 3, loggedModel: "m-1" },
      within: { of: "logged-model", id: "m-1", path: "" },
    }),
    version(3, at("artifacts"), within("")),
    version(4, at("")),
    version(5, at("tags")),
    version(6, "file://elsewhere/x"),
    version(7, at("artifacts/..odd/x"), within("..odd/x")),
    version(10, "runs:/r1/model", {
      ...{ description: "tenth", user: "ada", stage: "Staging", createdAt: 5, updatedAt: 6 },
      ...{ run: "r1", runLink: "http://x", tags: { size: "small" }, ...within("model") },
      aliases: ["champion"],
    }),
  ]);
});
