import { afterEach, beforeEach, expect, test } from "vitest";
import { type MlflowWire, openMlflow } from "#test/mlflow-wire";

let wire: MlflowWire;
let run: string;
beforeEach(async () => {
  wire = await openMlflow();
  run = await wire.run();
});
afterEach(() => wire.close());

const dataset = (name: string, more: object = {}) => ({
  name,
  digest: "1",
  source_type: "local",
  source: "{}",
  ...more,
});
const tag = (key: string, value: string) => ({ key, value });
const read = async (id = run) => (await wire.get(`runs/get?run_id=${id}`)).body.run;
const log = (datasets: unknown, id = run) => wire.post("runs/log-inputs", { run_id: id, datasets });

test("a data set comes once, with the tags and facts it came with first", async () => {
  const first = {
    dataset: dataset("a", { schema: "s", profile: "p" }),
    tags: [tag("mlflow.data.context", "training"), tag("foo", "baz")],
  };
  await log([first, { dataset: dataset("a", { source: "other" }), tags: [tag("x", "y")] }]);
  await log([{ ...first, tags: [tag("late", "1")] }, { dataset: dataset("b") }]);
  expect((await read()).inputs).toEqual({
    dataset_inputs: [
      { dataset: first.dataset, tags: [tag("foo", "baz"), tag("mlflow.data.context", "training")] },
      { dataset: dataset("b") },
    ],
  });
});

test("runs of one experiment share a data set and not its tags", async () => {
  const other = await wire.run();
  await log([{ dataset: dataset("a"), tags: [tag("mlflow.data.context", "training")] }]);
  await log(
    [{ dataset: dataset("a", { source: "changed" }), tags: [tag("mlflow.data.context", "eval")] }],
    other,
  );
  const [input] = (await read(other)).inputs.dataset_inputs;
  expect(input).toEqual({ dataset: dataset("a"), tags: [tag("mlflow.data.context", "eval")] });
  const { runs } = await wire.done("runs/search", { experiment_ids: ["0"] });
  expect(
    runs.map((one: { inputs: { dataset_inputs: unknown[] } }) => one.inputs.dataset_inputs.length),
  ).toEqual([1, 1]);
});

test("models go into a run and come out of it, each once", async () => {
  for (let step = 1; step < 3; step += 1) {
    await wire.done("runs/log-inputs", { run_id: run, models: [{ model_id: "m-in" }] });
    await wire.done("runs/outputs", {
      run_id: run,
      models: [{ model_id: "m-out", step }, { model_id: "m-two" }],
    });
  }
  const { inputs, outputs } = await read();
  expect([inputs, outputs]).toEqual([
    { model_inputs: [{ model_id: "m-in" }] },
    {
      model_outputs: [
        { model_id: "m-out", step: 2 },
        { model_id: "m-two", step: 0 },
      ],
    },
  ]);
});

for (const [what, fact, most] of [
  ["name", "name", 500],
  ["digest", "digest", 36],
  ["source", "source", 65_535],
  ["schema", "schema", 1_048_575],
  ["profile", "profile", 16_777_215],
] as const)
  test(`a data set's ${what} has at most ${most} characters`, async () => {
    const long = "é".repeat(most);
    expect((await log([{ dataset: dataset("a", { [fact]: long }) }])).status).toBe(200);
    const refused = await log([{ dataset: dataset("b", { [fact]: `${long}é` }) }]);
    expect([refused.status, refused.body.message]).toEqual([
      400,
      expect.stringContaining(`maximum length of ${most} characters`),
    ]);
    expect((await read()).inputs.dataset_inputs.length).toBe(1);
  });

test("an input's tag has at most 255 and 500 characters", async () => {
  const status = async (key: string, value: string) =>
    (await log([{ dataset: dataset("a"), tags: [tag(key, value)] }])).status;
  expect(await status("k".repeat(255), "🌱".repeat(500))).toBe(200);
  expect([await status("k".repeat(256), "v"), await status("k", "v".repeat(501))]).toEqual([
    400, 400,
  ]);
});

for (const [wrong, message] of [
  ["foo", /^Invalid value "foo" for parameter 'datasets' supplied/],
  [[null], /datasets\[0\]/],
  [[{}], /Dataset cannot be None/],
  [[{ dataset: 7 }], /^Invalid value 7 for parameter 'datasets\[0\]\.dataset'/],
  [
    [{ dataset: { digest: "1" } }],
    /^Missing value for required parameter 'datasets\[0\]\.dataset\.name'/,
  ],
  [[{ dataset: dataset("a", { source: 3 }) }], /'datasets\[0\]\.dataset\.source'/],
  [[{ dataset: dataset("a"), tags: [{ value: "v" }] }], /'datasets\[0\]\.tags\[0\]\.key'/],
] as const)
  test(`refuses the inputs ${JSON.stringify(wrong).slice(0, 60)}`, async () => {
    const refused = await log(wrong);
    expect([refused.status, refused.body.error_code]).toEqual([400, "INVALID_PARAMETER_VALUE"]);
    expect(refused.body.message).toMatch(message);
  });

test("inputs name their run, by an id that a run can have", async () => {
  expect((await wire.post("runs/log-inputs", { datasets: [] })).body.message).toMatch(/'run_id'/);
  expect((await log([], "../x")).body.message).toMatch(
    /^Invalid value "\.\.\/x" for parameter 'run_id'/,
  );
});

test("the uses of data sets are found by experiment, each once", async () => {
  const search = (ids: unknown) =>
    wire.send("POST", "/ajax-api/2.0/mlflow/experiments/search-datasets", { experiment_ids: ids });
  const other = await wire.run();
  await log([
    { dataset: dataset("a"), tags: [tag("mlflow.data.context", "training")] },
    { dataset: dataset("b") },
  ]);
  await log([{ dataset: dataset("a"), tags: [tag("mlflow.data.context", "training")] }], other);
  expect((await search(["0", "77"])).body).toEqual({
    dataset_summaries: [
      { experiment_id: "0", name: "a", digest: "1", context: "training" },
      { experiment_id: "0", name: "b", digest: "1" },
    ],
  });
  expect((await search(["77"])).body).toEqual({});
  const refused = async (ids: unknown) => (await search(ids)).body.message;
  expect(await refused([])).toBe("SearchDatasets request must specify at least one experiment_id.");
  expect(await refused(undefined)).toMatch(/at least one experiment_id/);
  expect(await refused(Array(21).fill("id_1"))).toMatch(
    /^SearchDatasets request cannot specify more than 20/,
  );
});

test("a model of MLflow 2 is added to the run's tag of them, once, and never cut", async () => {
  const model = (path: string) => ({
    artifact_path: path,
    flavors: { python_function: { config: { a: 1 }, env: "x" }, big: "y".repeat(9000) },
    utc_time_created: "2026-01-01",
    run_id: run,
    model_uuid: path,
    signature: {},
  });
  const record = (json: unknown) =>
    wire.post("runs/log-model", {
      run_id: run,
      model_json: typeof json === "string" ? json : JSON.stringify(json),
    });
  for (const path of ["one", "one", "two"]) expect((await record(model(path))).body).toEqual({});
  const { tags } = (await read()).data;
  const history = tags.find((one: { key: string }) => one.key === "mlflow.log-model.history");
  expect(JSON.parse(history.value)).toEqual(
    ["one", "two"].map((path) => ({
      run_id: run,
      utc_time_created: "2026-01-01",
      artifact_path: path,
      model_uuid: path,
      flavors: { python_function: { env: "x" }, big: "y".repeat(9000) },
    })),
  );
  expect((await record("{")).body.message).toMatch(/^Malformed model info/);
  expect((await record("[]")).status).toBe(400);
  expect((await record({ flavors: {} })).body.message).toMatch(
    /missing mandatory fields: artifact_path/,
  );
});

test("what a client tells by itself of its source keeps no password; what a person logs stays", async () => {
  const address = "https://ml:hunter2x@host/data.csv";
  const kept = "https://ml:***@host/data.csv";
  await log([{ dataset: dataset("a", { source: JSON.stringify({ url: address }) }), tags: [] }]);
  for (const key of ["mlflow.source.git.repoURL", "note"])
    await wire.done("runs/set-tag", { run_id: run, key, value: address });
  await wire.done("runs/log-parameter", { run_id: run, key: "api_key", value: "hunter2x" });
  const { data, inputs } = await read();
  expect(inputs.dataset_inputs[0].dataset.source).toBe(JSON.stringify({ url: kept }));
  expect(data.tags).toEqual(
    expect.arrayContaining([tag("mlflow.source.git.repoURL", kept), tag("note", address)]),
  );
  expect(data.params).toEqual([{ key: "api_key", value: "hunter2x" }]);
});
