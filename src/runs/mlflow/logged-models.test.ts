import { afterEach, beforeEach, expect, test } from "vitest";
import { systemClock } from "#ground/clock";
import { type MlflowWire, openMlflow } from "#test/mlflow-wire";
import { insertModelPoints, type ModelPoint } from "../logged-models/store/insert-model-point.ts";

let wire: MlflowWire;
let now: number;
let experiment: string;
beforeEach(async () => {
  now = 1000;
  wire = await openMlflow({ clock: { ...systemClock, now: () => now } });
  experiment = (await wire.done("experiments/create", { name: "one" })).experiment_id;
});
afterEach(() => wire.close());

const make = async (more: object = {}) => {
  now += 1;
  return (await wire.done("logged-models", { experiment_id: experiment, ...more })).model;
};
const read = async (id: string) => (await wire.get(`logged-models/${id}`)).body.model;
const found = async (more: object = {}, ids = [experiment]) => {
  const { body, status } = await wire.post("logged-models/search", {
    experiment_ids: ids,
    ...more,
  });
  if (status !== 200) return body.message;
  return (body.models ?? []).map((model: { info: { name: string } }) => model.info.name);
};
const measure = async (run: string, ...points: ModelPoint[]) => {
  await wire.server.context.database.write(async (tx) => {
    const row = await tx.get<{ number: number }>("SELECT number FROM runs_run WHERE id = ?", run);
    await insertModelPoints(tx, row?.number as number, points);
  });
};
const point = (modelId: string, key: string, value: number, more: Partial<ModelPoint> = {}) => ({
  ...{ modelId, key, value, step: 0, timestamp: 1 },
  ...more,
});

test("a model begins pending, with a name of its own and a place for its files", async () => {
  const model = await make({ source_run_id: "123", model_type: "LLM" });
  const id = model.info.model_id;
  expect(id).toMatch(/^m-[0-9a-f]{32}$/);
  expect(model).toEqual({
    info: {
      model_id: id,
      experiment_id: experiment,
      name: expect.stringMatching(/^[a-z]+-[a-z]+-\d+$/),
      creation_timestamp_ms: 1001,
      last_updated_timestamp_ms: 1001,
      artifact_uri: `mlflow-artifacts:/${experiment}/models/${id}/artifacts`,
      status: "LOGGED_MODEL_PENDING",
      model_type: "LLM",
      source_run_id: "123",
    },
    data: {},
  });
  expect(await read(id)).toEqual(model);
});

test("a model keeps parameters and tags, whatever their keys hold", async () => {
  const params = [{ key: "a (b)*", value: "" }];
  const tags = [{ key: "mlflow.modelVersions", value: "[]" }];
  const { info } = await make({ params, tags });
  await wire.done(`logged-models/${info.model_id}/params`, {
    model_id: info.model_id,
    params: [{ key: "p", value: "1" }, ...params],
  });
  await wire.send("PATCH", `logged-models/${info.model_id}/tags`, {
    tags: [
      { key: "mlflow.modelVersions", value: '[{"name": "m", "version": 1}]' },
      { key: "t", value: "x" },
    ],
  });
  const model = await read(info.model_id);
  expect(model.data.params).toEqual([...params, { key: "p", value: "1" }]);
  expect(model.info.tags).toEqual([
    { key: "mlflow.modelVersions", value: '[{"name": "m", "version": 1}]' },
    { key: "t", value: "x" },
  ]);
  const gone = await wire.send("DELETE", `logged-models/${info.model_id}/tags/t`);
  expect(gone).toEqual({ status: 200, body: {} });
  const again = await wire.send("DELETE", `logged-models/${info.model_id}/tags/t`);
  expect([again.status, again.body.error_code]).toEqual([404, "RESOURCE_DOES_NOT_EXIST"]);
  expect(again.body.message).toMatch(/^No tag with key 't' found/);
  const changed = await wire.post(`logged-models/${info.model_id}/params`, {
    params: [{ key: "p", value: "2" }],
  });
  expect([changed.status, changed.body.message]).toEqual([
    400,
    expect.stringContaining("Changing param values is not allowed"),
  ]);
});

test("a model is finalized by the name or the number of a status, and by no other", async () => {
  const id = (await make()).info.model_id;
  const patch = (status: unknown) =>
    wire.send("PATCH", `logged-models/${id}`, { model_id: id, status });
  expect((await patch("LOGGED_MODEL_READY")).body.model.info.status).toBe("LOGGED_MODEL_READY");
  now = 5000;
  const failed = (await patch(3)).body.model.info;
  expect([failed.status, failed.last_updated_timestamp_ms]).toEqual([
    "LOGGED_MODEL_UPLOAD_FAILED",
    5000,
  ]);
  now = 6000;
  expect((await patch(3)).body.model.info.last_updated_timestamp_ms).toBe(5000);
  for (const status of [undefined, "", 0, 9, "READY", {}])
    expect((await patch(status)).status).toBe(400);
});

test("a deleted model is found by those alone who ask for deleted ones", async () => {
  const id = (await make()).info.model_id;
  expect((await wire.send("DELETE", `logged-models/${id}`)).status).toBe(200);
  expect((await wire.send("DELETE", `logged-models/${id}`)).status).toBe(200);
  const gone = await wire.get(`logged-models/${id}`);
  expect([gone.status, gone.body.message]).toEqual([404, expect.stringContaining("not found")]);
  for (const yes of ["true", "True"])
    expect((await wire.get(`logged-models/${id}?allow_deleted=${yes}&model_id=${id}`)).status).toBe(
      200,
    );
  expect((await wire.get(`logged-models/${id}?allow_deleted=perhaps`)).status).toBe(400);
  expect(await found()).toEqual([]);
});

test("a model needs an active experiment, and a name that is no path", async () => {
  for (const name of [
    "my/model",
    "my.model",
    "my:model",
    "my%model",
    "my'model",
    'my"model',
    "a\0b",
    "x".repeat(501),
  ])
    expect(
      (await wire.post("logged-models", { experiment_id: experiment, name })).body.message,
    ).toMatch(/^Invalid value ".*" for parameter 'name' supplied/);
  expect((await wire.post("logged-models", { experiment_id: "77" })).status).toBe(404);
  expect((await wire.post("logged-models", {})).body.message).toMatch(
    /^Missing value for .*'experiment_id'/,
  );
  await wire.done("experiments/delete", { experiment_id: experiment });
  const refused = await wire.post("logged-models", { experiment_id: experiment });
  expect([refused.status, refused.body.message]).toEqual([
    400,
    expect.stringContaining("must be in the 'active' state"),
  ]);
});

test("what is not there answers 404 to every call", async () => {
  const none = `m-${"0".repeat(32)}`;
  const asked = [
    wire.get(`logged-models/${none}`),
    wire.send("PATCH", `logged-models/${none}`, { status: 2 }),
    wire.send("DELETE", `logged-models/${none}`),
    wire.send("PATCH", `logged-models/${none}/tags`, { tags: [] }),
    wire.send("DELETE", `logged-models/${none}/tags/t`),
    wire.post(`logged-models/${none}/params`, { params: [] }),
  ];
  for (const { status, body } of await Promise.all(asked))
    expect([status, body.error_code]).toEqual([404, "RESOURCE_DOES_NOT_EXIST"]);
});

test("points of a model come once, with their data set, and NaN stays", async () => {
  const run = await wire.run(experiment);
  const id = (await make()).info.model_id;
  const dataset = { name: "d", digest: "1" };
  const points = [point(id, "a", 0.5, { dataset, step: 3 }), point(id, "b", Number.NaN)];
  await measure(run, ...points, { ...point("", "c", 1), modelId: undefined });
  await measure(run, ...points);
  expect((await read(id)).data.metrics).toEqual([
    {
      key: "a",
      value: 0.5,
      timestamp: 1,
      step: 3,
      dataset_name: "d",
      dataset_digest: "1",
      model_id: id,
      run_id: run,
    },
    { key: "b", value: "NaN", timestamp: 1, step: 0, model_id: id, run_id: run },
  ]);
  await expect(measure(run, point("m-none", "a", 1))).rejects.toMatchObject({
    code: "RUNS_MODEL_UNKNOWN",
  });
});

test("of two values at one step and time the greater one stays, in either order", async () => {
  const run = await wire.run(experiment);
  const id = (await make()).info.model_id;
  await measure(run, point(id, "a", 1), point(id, "a", 2), point(id, "b", 2), point(id, "b", 1));
  const values = (await read(id)).data.metrics.map((metric: { value: number }) => metric.value);
  expect(values).toEqual([2, 2]);
});

test("models are searched by what is known of them", async () => {
  await make({
    name: "one",
    params: [{ key: "lr", value: "0.1" }],
    tags: [{ key: "tag 3", value: "v" }],
  });
  const two = (await make({ name: "two", model_type: "LLM", source_run_id: "r1" })).info.model_id;
  await wire.send("PATCH", `logged-models/${two}`, { status: 2 });
  const filters: Record<string, string[]> = {
    "": ["two", "one"],
    "name = 'one'": ["one"],
    "attributes.name LIKE 'on%'": ["one"],
    "name IN ('one')": ["one"],
    "name IN ('one', 'foo')": ["one"],
    "name NOT IN ('one', 'foo')": ["two"],
    "name ILIKE 'TW%'": ["two"],
    "name RLIKE '^t.o$'": ["two"],
    "creation_timestamp > 1001": ["two"],
    "creation_time = 0": [],
    "params.lr = '0.1'": ["one"],
    "tags.`tag 3` = 'v'": ["one"],
    "model_type = 'LLM' AND source_run_id = 'r1'": ["two"],
    "status = 'READY'": ["two"],
    "status = 'LOGGED_MODEL_READY'": ["two"],
    "status IN ('PENDING', 'FAILED')": ["one"],
    [`model_id = '${two}'`]: ["two"],
    "name = 'one' OR name = 'two'": ["two", "one"],
  };
  for (const [filter, names] of Object.entries(filters))
    expect([filter, await found({ filter })]).toEqual([filter, names]);
  for (const filter of ["Foo =", "foo.bar = 'a'", "name > 'a'", "metrics.a LIKE 0", "min.a > 1"])
    expect([filter, typeof (await found({ filter }))]).toEqual([filter, "string"]);
  expect(await found({}, [])).toEqual([]);
  expect(await found({}, ["0"])).toEqual([]);
});

test("models are searched and sorted by metrics, on a data set too", async () => {
  const run = await wire.run(experiment);
  const one = (await make({ name: "one" })).info.model_id;
  const two = (await make({ name: "two" })).info.model_id;
  await make({ name: "none" });
  const a = { name: "a", digest: "1" };
  const b = { name: "b", digest: "2" };
  await measure(
    run,
    point(one, "acc", 0.9, { dataset: a, timestamp: 1 }),
    point(one, "acc", 0.8, { dataset: b, timestamp: 2 }),
    point(two, "acc", 0.85, { dataset: a, timestamp: 3 }),
    point(two, "acc", 0.95, { dataset: b, timestamp: 4 }),
    point(one, "odd", Number.NaN),
  );
  expect(await found({ filter: "metrics.acc > 0.94" })).toEqual(["two"]);
  expect(await found({ filter: "metrics.acc >= 0.9", datasets: [{ dataset_name: "a" }] })).toEqual([
    "one",
  ]);
  expect(await found({ datasets: [{ dataset_name: "b", dataset_digest: "2" }] })).toEqual([
    "two",
    "one",
  ]);
  expect(await found({ datasets: [{ dataset_name: "b", dataset_digest: "3" }] })).toEqual([]);
  expect(await found({ datasets: [{}] })).toMatch(/`dataset_name` in the `datasets` clause/);
  expect(await found({ filter: "metrics.odd = 0" })).toEqual([]);
  const sorted = (more: object) => found({ order_by: [{ field_name: "metrics.acc", ...more }] });
  expect(await sorted({})).toEqual(["one", "two", "none"]);
  expect(await sorted({ ascending: false })).toEqual(["two", "one", "none"]);
  expect(await sorted({ dataset_name: "a" })).toEqual(["two", "one", "none"]);
  expect(await sorted({ dataset_digest: "2" })).toEqual(["one", "two", "none"]);
  expect(await found({ order_by: [{ field_name: "creation_time", ascending: true }] })).toEqual([
    "one",
    "two",
    "none",
  ]);
  expect(await found({ order_by: [{ field_name: "name" }] })).toEqual(["none", "one", "two"]);
  expect(await found({ order_by: [{ field_name: "params.a" }] })).toMatch(
    /Only metrics are supported/,
  );
  expect(await found({ order_by: [{ field_name: "shoe" }] })).toMatch(
    /Invalid order by field name: shoe/,
  );
});

test("a page's token continues the question it was given for, and no other", async () => {
  for (const name of ["one", "two", "three"]) await make({ name });
  const page = (more: object) =>
    wire.post("logged-models/search", { experiment_ids: [experiment], max_results: 2, ...more });
  const first = (await page({})).body;
  const token = first.next_page_token;
  expect(first.models.map((model: { info: { name: string } }) => model.info.name)).toEqual([
    "three",
    "two",
  ]);
  const second = (await page({ page_token: token, max_results: 50 })).body;
  expect([second.models.length, second.next_page_token]).toEqual([1, undefined]);
  const refused = {
    "Experiment IDs": { experiment_ids: ["0"] },
    "Filter string": { filter: "name = 'one'" },
    "Order by": { order_by: [{ field_name: "name" }] },
  };
  for (const [what, more] of Object.entries(refused)) {
    const { status, body } = await page({ page_token: token, ...more });
    expect([status, body.message]).toEqual([
      400,
      expect.stringContaining(`${what} in the page token`),
    ]);
  }
  for (const forged of [
    "x",
    "W10",
    Buffer.from('["-1","","",""]').toString("base64url"),
    token.slice(0, -3),
  ])
    expect((await page({ page_token: forged })).status).toBe(400);
});

test("the files of a model are listed and sent, and nothing else", async () => {
  const { info } = await make();
  const base = `logged-models/${info.model_id}/artifacts`;
  const at = `/api/2.0/mlflow-artifacts/artifacts/${info.artifact_uri.replace("mlflow-artifacts:/", "")}`;
  expect((await wire.get(`${base}/directories`)).body).toEqual({ root_uri: info.artifact_uri });
  for (const path of ["MLmodel", "data/a.txt"])
    await fetch(`${wire.server.url}${at}/${path}`, { method: "PUT", body: path });
  expect((await wire.get(`${base}/directories`)).body.files).toEqual([
    { path: "MLmodel", is_dir: false, file_size: 7 },
    { path: "data", is_dir: true },
  ]);
  const inside = await wire.get(`${base}/directories?artifact_directory_path=data`);
  expect(inside.body.files).toEqual([{ path: "data/a.txt", is_dir: false, file_size: 10 }]);
  const files = `${wire.server.url}/ajax-api/2.0/mlflow/${base}/files?artifact_file_path=`;
  expect(await (await fetch(`${files}data/a.txt`)).text()).toBe("data/a.txt");
  for (const [path, status] of [
    ["", 400],
    ["../x", 400],
    ["none", 404],
  ] as const)
    expect([path, (await fetch(files + path)).status]).toEqual([path, status]);
  await wire.send("DELETE", `logged-models/${info.model_id}`);
  expect((await wire.get(`${base}/directories`)).status).toBe(404);
  expect((await fetch(`${files}MLmodel`)).status).toBe(404);
});

test("deleting a run leaves the models it made", async () => {
  const run = await wire.run(experiment);
  const id = (await make({ source_run_id: run })).info.model_id;
  await wire.done("runs/delete", { run_id: run });
  expect((await read(id)).info.source_run_id).toBe(run);
});
