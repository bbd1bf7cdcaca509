import { afterEach, beforeEach, expect, test } from "vitest";
import { type MlflowWire, openMlflow } from "#test/mlflow-wire";

let wire: MlflowWire;
let run: string;
beforeEach(async () => {
  wire = await openMlflow();
  run = await wire.run();
});
afterEach(() => wire.close());

const HISTORY = "mlflow.log-model.history";
const model = (more: object = {}) => ({
  artifact_path: "m",
  flavors: {},
  utc_time_created: "2026-01-01",
  run_id: run,
  ...more,
});
const record = async (json: unknown, id = run) => {
  const { status, body } = await wire.post("runs/log-model", {
    ...{ run_id: id, model_json: typeof json === "string" ? json : JSON.stringify(json) },
  });
  return status === 200 ? body : body.message;
};
const history = async () => {
  const { tags } = (await wire.get(`runs/get?run_id=${run}`)).body.run.data;
  const found = tags.find((one: { key: string }) => one.key === HISTORY);
  return found === undefined ? undefined : JSON.parse(found.value);
};
const setHistory = (value: string) =>
  wire.done("runs/set-tag", { run_id: run, key: HISTORY, value });

test("of a model only what MLflow keeps is kept, flavors without their configuration", async () => {
  const flavors = { fn: { config: 1, env: { config: 2 } }, list: [1], none: null, text: "t" };
  expect(await record(model({ flavors, signature: "s", model_uuid: null }))).toEqual({});
  expect(await history()).toEqual([
    {
      ...model({ model_uuid: null }),
      flavors: { fn: { env: { config: 2 } }, list: [1], none: null, text: "t" },
    },
  ]);
  expect(await record(model({ flavors: null }))).toEqual({});
  expect(await history()).toHaveLength(2);
});

test("the same model again changes nothing and tells nobody; what somebody else put there is replaced", async () => {
  const topics: string[] = [];
  await record(model());
  const silence = wire.server.context.events.listen(["runs"], ({ topic }) => topics.push(topic));
  await record(model());
  expect([await history(), topics]).toEqual([[model()], []]);
  await record(model({ artifact_path: "n" }));
  expect(topics).toEqual([`runs/${run}`]);
  silence();
  for (const other of ["{", '{"a":1}', "7", "null"]) {
    await setHistory(other);
    await record(model());
    expect([other, await history()]).toEqual([other, [model()]]);
  }
  await setHistory("[1]");
  await record(model());
  expect(await history()).toEqual([1, model()]);
});

test("what is no model is refused with what is wrong with it", async () => {
  for (const json of ["{", "[]", "null", "7", '"a"'])
    expect([json, await record(json)]).toEqual([
      json,
      `Malformed model info. \n ${json} \n is not a valid JSON.`,
    ]);
  expect(await record("x".repeat(600))).toBe(
    `Malformed model info. \n ${"x".repeat(500)} \n is not a valid JSON.`,
  );
  expect(await record({})).toBe(
    "Model json is missing mandatory fields: artifact_path, flavors, utc_time_created, run_id",
  );
  for (const field of ["artifact_path", "flavors", "utc_time_created", "run_id"]) {
    const { [field]: _, ...rest } = model() as Record<string, unknown>;
    expect(await record(rest)).toBe(`Model json is missing mandatory fields: ${field}`);
  }
  expect(await record(model(), "f".repeat(32))).toContain("not found");
  expect(await history()).toBeUndefined();
});

test("inputs and outputs are told to who looks at the run, and none are told of a run that is not there", async () => {
  const heard = async (path: string, body: object) => {
    const topics: string[] = [];
    const silence = wire.server.context.events.listen(["runs"], ({ topic }) => topics.push(topic));
    const { status } = await wire.post(path, { run_id: run, ...body });
    silence();
    return [status, ...topics];
  };
  const models = [{ model_id: "m-1" }];
  expect(await heard("runs/log-inputs", { models })).toEqual([200, `runs/${run}`]);
  run = await wire.run();
  expect(await heard("runs/outputs", { models })).toEqual([200, `runs/${run}`]);
  const none = { run_id: "f".repeat(32), models };
  for (const path of ["runs/log-inputs", "runs/outputs"])
    expect(await heard(path, none)).toEqual([404]);
  await wire.done("runs/delete", { run_id: run });
  for (const path of ["runs/log-inputs", "runs/outputs"])
    expect((await wire.post(path, { run_id: run, models })).status).toBe(400);
});

test("texts of data sets are kept well-formed, and an empty one is not the same as none", async () => {
  const dataset = { name: "a", digest: "1", source_type: "s\ud800", source: "t\ud800" };
  const sent = [
    {
      dataset: { ...dataset, schema: "", profile: "p\ud800" },
      tags: [{ key: "k", value: "\ud800" }],
    },
    { dataset: { ...dataset, name: "b", schema: "x\ud800", profile: "" } },
    { dataset: { ...dataset, name: "c", source_type: "", source: "" } },
  ];
  await wire.done("runs/log-inputs", { run_id: run, datasets: sent });
  const { inputs } = (await wire.get(`runs/get?run_id=${run}`)).body.run;
  const kept = { digest: "1", source_type: "s\ufffd", source: "t\ufffd" };
  expect(inputs.dataset_inputs).toEqual([
    {
      dataset: { ...kept, name: "a", schema: "", profile: "p\ufffd" },
      tags: [{ key: "k", value: "\ufffd" }],
    },
    { dataset: { ...kept, name: "b", schema: "x\ufffd", profile: "" } },
    { dataset: { ...kept, name: "c", source_type: "", source: "" } },
  ]);
});

test("the data sets of at most twenty experiments are searched at once", async () => {
  const search = (count: number) =>
    wire.post("experiments/search-datasets", {
      experiment_ids: Array.from({ length: count }, (_, i) => String(i)),
    });
  expect(await search(20)).toEqual({ status: 200, body: {} });
  expect((await search(21)).body.message).toBe(
    "SearchDatasets request cannot specify more than 20 experiment_ids. Received 21 experiment_ids.",
  );
});
