import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { systemClock } from "#ground/clock";
import { type MlflowWire, openMlflow } from "#test/mlflow-wire";

let wire: MlflowWire;
let now: number;
const clock = { ...systemClock, now: () => now };
beforeEach(async () => {
  now = 1000;
  wire = await openMlflow({ clock });
});
afterEach(() => wire.close());

const create = async (name: string, more: object = {}) =>
  (await wire.done("experiments/create", { name, ...more })).experiment_id as string;
const read = async (id: string) =>
  (await wire.get(`experiments/get?experiment_id=${id}`)).body.experiment;
const states = async (experiment: string) => {
  const found = await wire.done("runs/search", {
    experiment_ids: [experiment],
    run_view_type: "ALL",
  });
  return (found.runs ?? []).map(
    (run: { info: { lifecycle_stage: string } }) => run.info.lifecycle_stage,
  );
};
const named = async (view: unknown) => {
  const { experiments = [] } = await wire.done("experiments/search", {
    max_results: 10,
    view_type: view,
  });
  return experiments.map((one: { name: string }) => one.name).sort();
};

test("an experiment is read by its id and by its name, with its tags", async () => {
  const id = await create("One", {
    tags: [
      { key: "a", value: "1" },
      { key: "b", value: "" },
    ],
  });
  const expected = {
    experiment_id: id,
    name: "One",
    artifact_location: `mlflow-artifacts:/${id}`,
    lifecycle_stage: "active",
    creation_time: 1000,
    last_update_time: 1000,
    tags: [
      { key: "a", value: "1" },
      { key: "b", value: "" },
    ],
  };
  expect(await read(id)).toEqual(expected);
  const byName = await wire.get("experiments/get-by-name?experiment_name=One");
  expect(byName.body.experiment).toEqual(expected);
});

test("a name is used once, also by a deleted experiment", async () => {
  const id = await create("One");
  const again = await wire.post("experiments/create", { name: "One" });
  expect([again.status, again.body.error_code]).toEqual([400, "RESOURCE_ALREADY_EXISTS"]);
  await wire.done("experiments/delete", { experiment_id: id });
  const deleted = await wire.post("experiments/create", { name: "One" });
  expect([deleted.status, deleted.body.message]).toEqual([400, expect.stringContaining("restore")]);
  const other = await create("Two");
  const rename = await wire.post("experiments/update", { experiment_id: other, new_name: "One" });
  expect([rename.status, rename.body.error_code]).toEqual([400, "RESOURCE_ALREADY_EXISTS"]);
});

test("deleting an experiment takes its runs along, and restoring brings back all of them", async () => {
  const id = await create("One");
  const first = await wire.run(id);
  await wire.run(id);
  await wire.done("runs/delete", { run_id: first });
  now = 2000;
  await wire.done("experiments/delete", { experiment_id: id });
  expect(await read(id)).toMatchObject({ lifecycle_stage: "deleted", last_update_time: 2000 });
  expect((await wire.get("experiments/get-by-name?experiment_name=One")).status).toBe(200);
  expect(await states(id)).toEqual(["deleted", "deleted"]);
  expect(await named("ACTIVE_ONLY")).toEqual(["Default"]);
  expect(await named(2)).toEqual(["One"]);
  expect(await named("ALL")).toEqual(["Default", "One"]);
  await wire.done("experiments/restore", { experiment_id: id });
  expect(await states(id)).toEqual(["active", "active"]);
  for (const path of ["experiments/restore", "experiments/delete"]) {
    const sent = await wire.post(path, { experiment_id: path.endsWith("restore") ? id : "77" });
    expect([sent.status, sent.body.error_code]).toEqual([404, "RESOURCE_DOES_NOT_EXIST"]);
  }
});

test("nothing is written to a deleted experiment", async () => {
  const id = await create("One", { tags: [{ key: "a", value: "1" }] });
  await wire.done("experiments/delete", { experiment_id: id });
  const asked: Record<string, object> = {
    "runs/create": {},
    "experiments/update": { new_name: "Two" },
    "experiments/set-experiment-tag": { key: "a", value: "2" },
    "experiments/delete-experiment-tag": { key: "a" },
  };
  for (const [path, body] of Object.entries(asked)) {
    const sent = await wire.post(path, { experiment_id: id, ...body });
    expect([path, sent.status, sent.body.message]).toEqual([
      path,
      400,
      expect.stringContaining("must be in the 'active' state"),
    ]);
  }
});

test("an experiment takes another name, and the same one again", async () => {
  const id = await create("One");
  now = 2000;
  for (let i = 0; i < 2; i += 1)
    await wire.done("experiments/update", { experiment_id: id, new_name: "Two" });
  expect(await read(id)).toMatchObject({ name: "Two", last_update_time: 2000 });
  expect(await create("One")).not.toBe(id);
});

test("tags of an experiment are set, set anew and taken off", async () => {
  const id = await create("One");
  const other = await create("Two");
  const set = (key: string, value: string) =>
    wire.post("experiments/set-experiment-tag", { experiment_id: id, key, value });
  for (const value of ["imagenet", "birds", "a\nb\nc"]) await set("multiline tag", value);
  await set("empty", "");
  expect((await read(id)).tags).toEqual([
    { key: "empty", value: "" },
    { key: "multiline tag", value: "a\nb\nc" },
  ]);
  expect((await read(other)).tags).toBeUndefined();
  const off = () =>
    wire.post("experiments/delete-experiment-tag", { experiment_id: id, key: "empty" });
  expect((await off()).body).toEqual({});
  const again = await off();
  expect([again.status, again.body.message]).toEqual([
    404,
    `No tag with name: empty in experiment with id ${id}`,
  ]);
  expect((await set("k", "x".repeat(20_000))).status).toBe(200);
  expect((await set("k", "x".repeat(20_001))).status).toBe(400);
  expect((await set("k*", "x")).status).toBe(400);
});

const LOCATIONS: Record<string, string> = {
  "s3://bucket/a/": "s3://bucket/a",
  "s3://bucket/a?endpoint=x": "s3://bucket/a?endpoint=x",
  "mlflow-artifacts:/own/place": "mlflow-artifacts:/own/place",
};
for (const [given, kept] of Object.entries(LOCATIONS))
  test(`keeps the location ${given}, and puts runs and models below it`, async () => {
    const id = await create("One", { artifact_location: given });
    expect((await read(id)).artifact_location).toBe(kept);
    const run = await wire.run(id);
    const [path, query = ""] = kept.split(/(?=\?)/);
    const { info } = (await wire.get(`runs/get?run_id=${run}`)).body.run;
    expect(info.artifact_uri).toBe(`${path}/${run}/artifacts${query}`);
    const { model } = await wire.done("logged-models", { experiment_id: id });
    expect(model.info.artifact_uri).toBe(`${path}/models/${model.info.model_id}/artifacts${query}`);
  });

const HOSTS = ["evil.example", "user:pw@evil.example", "evil.example:5000", ""];
const STRANGERS = ["http", "https", "ftp", "sftp", "hdfs", "viewfs", "r2", "b2", "abfss"].flatMap(
  (scheme) => HOSTS.map((host) => `${scheme}://${host}/a`),
);
for (const location of [
  ...STRANGERS,
  "HDFS://evil.example/a",
  " http://evil.example/a",
  "http://evil.example/api/2.0/mlflow-artifacts/artifacts",
  "mlflow-artifacts://evil.example/a",
  "mlflow-artifacts://user:pw@evil.example/a",
  "s3://user:pw@bucket/a",
  "models:/intent/1",
  "custom://evil.example/a",
  9,
  "s3://b/a#frag",
  "s3://b/a;params",
  "s3://b/../a",
  "s3://b/%2e%2e/a",
  "s3://b/%252e%252e/a",
  "s3://b/a?x=../y",
  "runs:/abc/model",
  `s3://b/${"x".repeat(2049)}`,
  "s3://b/a\nb",
  "mlflow-artifacts:/../x",
  "my_location",
  "/etc",
  "file:///etc",
  "file://host/etc",
])
  test(`refuses the location ${String(location).slice(0, 40)}`, async () => {
    const sent = await wire.post("experiments/create", {
      name: "One",
      artifact_location: location,
    });
    expect([sent.status, sent.body.error_code]).toEqual([400, "INVALID_PARAMETER_VALUE"]);
    expect(sent.body.message).not.toContain("pw@");
    expect(await named("ALL")).toEqual(["Default"]);
  });

const HDFS = "hdfs://name.example:8020/a";

test("a host is a location where the settings allow its scheme", async () => {
  const open = await openMlflow({ clock, settings: { artifacts: { schemes: ["hdfs"] } } });
  const made = { name: "One", artifact_location: HDFS };
  const { experiment_id: id } = await open.done("experiments/create", made);
  const run = await open.run(id);
  const { info } = (await open.get(`runs/get?run_id=${run}`)).body.run;
  expect(info.artifact_uri).toBe(`${HDFS}/${run}/artifacts`);
  const { model } = await open.done("logged-models", { experiment_id: id });
  expect(model.info.artifact_uri).toBe(`${HDFS}/models/${model.info.model_id}/artifacts`);
  await open.close();
});

test("what an earlier release took sends no client away: own places are told, and files go there", async () => {
  const id = await create("One");
  const old = await wire.run(id);
  const { model } = await wire.done("logged-models", { experiment_id: id });
  await wire.server.context.database.write(async (tx) => {
    await tx.run("UPDATE runs_experiment SET artifact_location = ? WHERE id = ?", HDFS, Number(id));
    await tx.run("UPDATE runs_run SET artifact_root = ?", `${HDFS}/${old}/artifacts`);
    await tx.run("UPDATE runs_model SET artifact_root = ?", `${HDFS}/models/m/artifacts`);
  });
  const own = `mlflow-artifacts:/${id}`;
  expect((await read(id)).artifact_location).toBe(own);
  const uri = async (run: string) => {
    const found = await wire.done("runs/search", {
      experiment_ids: [id],
      filter: `attributes.run_id = '${run}'`,
    });
    const { body } = await wire.get(`runs/get?run_id=${run}`);
    expect(found.runs[0].info.artifact_uri).toBe(body.run.info.artifact_uri);
    return body.run.info.artifact_uri;
  };
  for (const run of [old, await wire.run(id)]) {
    expect(await uri(run)).toBe(`${own}/${run}/artifacts`);
    const at = `${wire.server.url}/api/2.0/mlflow-artifacts/artifacts/${id}/${run}/artifacts/a.txt`;
    expect((await fetch(at, { method: "PUT", body: "a" })).status).toBe(200);
    const listed = await wire.get(`artifacts/list?run_id=${run}`);
    expect(listed.body.files).toEqual([{ path: "a.txt", is_dir: false, file_size: 1 }]);
  }
  const { body } = await wire.get(`logged-models/${model.info.model_id}`);
  expect(body.model.info.artifact_uri).toBe(`${own}/models/${model.info.model_id}/artifacts`);
  const { models } = await wire.done("logged-models/search", { experiment_ids: [id] });
  expect(models[0].info.artifact_uri).toBe(body.model.info.artifact_uri);
});

test("a folder is a location where the settings allow it, a relative one below the working directory", async () => {
  const folder = mkdtempSync(join(tmpdir(), "fettle-location-"));
  const open = await openMlflow({
    clock,
    settings: { artifacts: { fileRoots: [folder, process.cwd()] } },
  });
  const at = async (name: string, location: string) => {
    const made = await open.post("experiments/create", { name, artifact_location: location });
    if (made.status !== 200) return made.status;
    const { body } = await open.get(`experiments/get?experiment_id=${made.body.experiment_id}`);
    return body.experiment.artifact_location;
  };
  expect(await at("a", "my_location")).toBe(join(process.cwd(), "my_location"));
  expect(await at("b", `${folder}/x/`)).toBe(`${folder}/x`);
  expect(await at("c", `file://${folder}/x`)).toBe(`file://${folder}/x`);
  expect(await at("d", `${folder}-evil`)).toBe(400);
  expect(await at("e", `${folder}/../y`)).toBe(400);
  expect(await at("f", `file://${folder}/%2e%2e/y`)).toBe(400);
  await open.close();
  rmSync(folder, { recursive: true });
});

test("where the settings name a root, experiments without a location lie below it, the first one too", async () => {
  const open = await openMlflow({ clock, settings: { artifacts: { root: "file:///data/runs/" } } });
  const { experiment_id: id } = await open.done("experiments/create", { name: "One" });
  const location = async (of: string) =>
    (await open.get(`experiments/get?experiment_id=${of}`)).body.experiment.artifact_location;
  expect([await location("0"), await location(id)]).toEqual([
    "file:///data/runs/0",
    `file:///data/runs/${id}`,
  ]);
  const run = await open.run();
  const { body } = await open.get(`runs/get?run_id=${run}`);
  expect(body.run.info.artifact_uri).toBe(`file:///data/runs/0/${run}/artifacts`);
  await open.close();
});
