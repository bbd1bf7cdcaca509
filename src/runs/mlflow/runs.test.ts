import { afterEach, beforeEach, expect, test } from "vitest";
import { type MlflowWire, openMlflow } from "#test/mlflow-wire";

let wire: MlflowWire;
let run: string;
beforeEach(async () => {
  wire = await openMlflow();
  run = await wire.run();
});
afterEach(() => wire.close());

const read = async (id = run) => (await wire.get(`runs/get?run_id=${id}`)).body.run;

test("a run that was just made shows nothing but its facts and its name's tag", async () => {
  const { info, data, inputs, outputs } = await read();
  expect([Object.keys(data), inputs, outputs]).toEqual([["tags"], {}, {}]);
  expect(data.tags).toEqual([{ key: "mlflow.runName", value: info.run_name }]);
  expect(info).toMatchObject({ status: "RUNNING", start_time: 1000, lifecycle_stage: "active" });
});

test("a run takes the name it is given, by field or tag, and one of its own for a blank one", async () => {
  const named = async (body: object) => (await wire.done("runs/create", body)).run.info.run_name;
  expect(await named({ run_name: " my name " })).toBe(" my name ");
  expect(await named({ tags: [{ key: "mlflow.runName", value: "tagged" }] })).toBe("tagged");
  for (const blank of ["", "  ", null])
    expect(await named({ run_name: blank })).toMatch(/^\w+-\w+-\d+$/);
  expect(await named({ run_name: "ünïcødé 🌱" })).toBe("ünïcødé 🌱");
});

test("the default experiment is where a run goes that names none", async () => {
  expect((await wire.done("runs/create")).run.info.experiment_id).toBe("0");
  expect((await wire.post("runs/create", { experiment_id: "77" })).status).toBe(404);
});

test("a run belongs to the project that its tag names, else to that of its experiment", async () => {
  const tags = [{ key: "fettle.project", value: "shop" }];
  const { experiment_id } = await wire.done("experiments/create", { name: "of a shop", tags });
  const projectOf = async (body: object): Promise<unknown> => {
    const { run_id } = (await wire.done("runs/create", { experiment_id, ...body })).run.info;
    return (await wire.server.client.get<{ project: string }>(`/api/fettle/1/runs/${run_id}`))
      .project;
  };
  expect(await projectOf({})).toBe("shop");
  expect(await projectOf({ tags: [{ key: "fettle.project", value: "bar" }] })).toBe("bar");
});

test("a deleted run is read, and restored, and nothing is written to it meanwhile", async () => {
  await wire.done("runs/set-tag", { run_id: run, key: "t", value: "1" });
  for (let i = 0; i < 2; i += 1) await wire.done("runs/delete", { run_id: run });
  expect((await read()).info.lifecycle_stage).toBe("deleted");
  const writes: Record<string, object> = {
    "runs/log-metric": { key: "a", value: 1, timestamp: 1 },
    "runs/log-parameter": { key: "a", value: "1" },
    "runs/log-batch": { tags: [{ key: "a", value: "1" }] },
    "runs/set-tag": { key: "a", value: "1" },
    "runs/delete-tag": { key: "t" },
    "runs/update": { status: "FINISHED" },
    "runs/log-inputs": { models: [{ model_id: "m-1" }] },
    "runs/outputs": { models: [{ model_id: "m-1" }] },
    "runs/log-model": {
      model_json: '{"artifact_path": "m", "flavors": {}, "utc_time_created": "", "run_id": ""}',
    },
  };
  for (const [path, body] of Object.entries(writes)) {
    const sent = await wire.post(path, { run_id: run, ...body });
    expect([path, sent.status, sent.body.message]).toEqual([
      path,
      400,
      `The run ${run} must be in the 'active' state. Current state is deleted.`,
    ]);
  }
  for (let i = 0; i < 2; i += 1) await wire.done("runs/restore", { run_id: run });
  expect((await read()).info.lifecycle_stage).toBe("active");
  await wire.done("runs/set-tag", { run_id: run, key: "a", value: "1" });
});

test("a run that nobody knows answers 404 to every call", async () => {
  for (const path of ["delete", "restore", "update", "outputs", "log-inputs"]) {
    const sent = await wire.post(`runs/${path}`, { run_id: "0".repeat(32), models: [] });
    expect([path, sent.status, sent.body.error_code]).toEqual([
      path,
      404,
      "RESOURCE_DOES_NOT_EXIST",
    ]);
  }
});

test("a change of the name leaves the status and the end", async () => {
  await wire.done("runs/update", { run_id: run, status: "FINISHED", end_time: 5 });
  const { run_info: info } = await wire.done("runs/update", { run_uuid: run, run_name: "new" });
  expect(info).toMatchObject({ status: "FINISHED", end_time: 5, run_name: "new" });
  expect((await read()).data.tags).toContainEqual({ key: "mlflow.runName", value: "new" });
});

test("a status goes by name or number", async () => {
  const set = async (status: unknown) => {
    const { body } = await wire.post("runs/update", { run_id: run, status });
    return body.run_info?.status;
  };
  expect(await set(2)).toBe("SCHEDULED");
  expect(await set("5")).toBe("KILLED");
  expect(await set("FAILED")).toBe("FAILED");
  for (const wrong of [0, 6, "finished", true, ["FAILED"]])
    expect(await set(wrong)).toBeUndefined();
});

test("whole numbers come as numbers or as text, but not beyond what can be kept", async () => {
  const log = (more: object) =>
    wire.post("runs/log-metric", { run_id: run, key: "a", value: 1, timestamp: 1, ...more });
  for (const ok of [
    { step: "31" },
    { step: -3 },
    { timestamp: "0" },
    { step: 2.0 },
    { step: null },
  ])
    expect((await log(ok)).status).toBe(200);
  for (const no of [
    { step: "9007199254740993" },
    { step: 1e19 },
    { timestamp: -1 },
    { step: "1.5" },
    { step: "" },
    { timestamp: {} },
  ])
    expect([no, (await log(no)).status]).toEqual([no, 400]);
});

test("metrics take numbers as text, NaN and infinities, and nothing else", async () => {
  const log = (value: unknown) =>
    wire.post("runs/log-metric", { run_id: run, key: "a", value, timestamp: 1 });
  for (const ok of [0, -0.5, "3.5", "1e3", "NaN", "Infinity", "-Infinity"])
    expect([ok, (await log(ok)).status]).toEqual([ok, 200]);
  for (const no of [true, "x", "", null, {}, [1], "0x10"])
    expect([no, (await log(no)).status]).toEqual([no, 400]);
  const bare = `{"run_id": "${run}", "key": "a", "value": NaN, "timestamp": 1}`;
  expect((await wire.post("runs/log-metric", bare)).status).toBe(400);
});

test("points of a logged model come to the run and to the model", async () => {
  const { model } = await wire.done("logged-models", { experiment_id: "0" });
  const id = model.info.model_id;
  const body = { run_id: run, key: "acc", value: 0.5, timestamp: 7, step: 1 };
  const on = { model_id: id, dataset_name: "d", dataset_digest: "x" };
  for (let i = 0; i < 2; i += 1) await wire.done("runs/log-metric", { ...body, ...on });
  await wire.done("runs/log-batch", {
    run_id: run,
    metrics: [{ ...body, ...on, key: "f1" }, body],
  });
  const { metrics } = (await wire.get(`logged-models/${id}`)).body.model.data;
  expect(metrics).toEqual([
    { ...body, ...on },
    { ...body, ...on, key: "f1" },
  ]);
  expect((await read()).data.metrics.map((metric: { key: string }) => metric.key)).toEqual([
    "acc",
    "f1",
  ]);
  const unknown = await wire.post("runs/log-batch", {
    run_id: run,
    metrics: [{ ...body, key: "lost", model_id: "m-none" }],
  });
  expect([unknown.status, unknown.body.message]).toEqual([404, expect.stringContaining("m-none")]);
  expect((await read()).data.metrics.map((metric: { key: string }) => metric.key)).toEqual([
    "acc",
    "f1",
  ]);
});
