import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openTestServer, type TestServer } from "#test/open-store";
import { finishPurges, type Purged } from "#trash";

const TRASH = "/api/fettle/1/trash";
const MLFLOW = "/api/2.0/mlflow";
const PROXY = "/api/2.0/mlflow-artifacts/artifacts";
let server: TestServer;
let experiment: string;

beforeEach(async () => {
  server = await openTestServer({ slices: ["lineage", "trash", "artifacts", "runs"] });
  experiment = await makeExperiment("intents");
});
afterEach(async () => {
  expect(server.logLines.filter((line) => line.includes('"level":"error"'))).toEqual([]);
  await server.close();
});

async function makeExperiment(name: string): Promise<string> {
  const made = await server.client.post<{ experiment_id: string }>(`${MLFLOW}/experiments/create`, {
    name,
  });
  return made.experiment_id;
}

type Made = { readonly id: string; readonly root: string };

async function makeRun(experiment: string): Promise<Made> {
  const { run } = await server.client.post<{ run: { info: { run_id: string } } }>(
    `${MLFLOW}/runs/create`,
    { experiment_id: experiment },
  );
  const { run_id: id } = run.info;
  await server.client.post(`${MLFLOW}/runs/update`, { run_id: id, status: "FINISHED" });
  return { id, root: `${experiment}/${id}/artifacts` };
}

async function makeModel(source_run_id?: string): Promise<Made> {
  const { model } = await server.client.post<{ model: { info: { model_id: string } } }>(
    `${MLFLOW}/logged-models`,
    { experiment_id: experiment, name: "intent", source_run_id },
  );
  const { model_id: id } = model.info;
  return { id, root: `${experiment}/models/${id}/artifacts` };
}

/** Stores a file of 5 bytes. */
async function store(path: string): Promise<void> {
  const answer = await fetch(`${server.url}${PROXY}/${path}`, { method: "PUT", body: "12345" });
  expect(answer.status).toBe(200);
}

async function storeAndDelete(path: string): Promise<void> {
  await store(path);
  const answer = await fetch(`${server.url}${PROXY}/${path}`, { method: "DELETE" });
  expect(answer.status).toBe(200);
}

const folderOf = (place: string) => join(server.context.store.artifacts, place);

const inTrash = () => readdirSync(folderOf(".fettle/trash"));
const rows = async () =>
  (await server.context.database.all("SELECT 1 FROM artifacts_trashed")).length;
const purge = async (id: string) => {
  await server.client.post(TRASH, { ids: [id] });
  return server.client.post<Purged>(`${TRASH}/purge`, { ids: [id] });
};

test("what a run had deleted of its artifacts, and of its logged models', goes with it; others' stay", async () => {
  const [run, other] = [await makeRun(experiment), await makeRun(experiment)];
  const model = await makeModel(run.id);
  await storeAndDelete(`${run.root}/a.txt`);
  await storeAndDelete(`${run.root}/dir/b.txt`);
  await storeAndDelete(`${model.root}/weights`);
  await storeAndDelete(`${other.root}/a.txt`);
  expect(await purge(run.id)).toMatchObject({ runs: 1, experiments: 0, bytes: 15 });
  expect([inTrash().length, await rows()]).toEqual([1, 1]);
});

test("with an experiment goes also what a model of no run, and nobody, had deleted in it", async () => {
  const [run, model] = [await makeRun(experiment), await makeModel()];
  await storeAndDelete(`${run.root}/a.txt`);
  await storeAndDelete(`${model.root}/weights`);
  await storeAndDelete(`${experiment}/traces/tr-1/artifacts/spans.json`);
  await storeAndDelete(`${experiment}0/traces/tr-1/artifacts/spans.json`);
  expect(await purge(experiment)).toMatchObject({ runs: 1, experiments: 1, bytes: 15 });
  expect([inTrash().length, await rows()]).toEqual([1, 1]);
});

test("where the server was killed with the records gone, their files go when it starts again", async () => {
  const run = await makeRun(experiment);
  await storeAndDelete(`${run.root}/a.txt`);
  const { database } = server.context;
  const [id = ""] = inTrash();
  await purge(run.id);
  await database.write((tx) => tx.run("UPDATE trash_purge SET done_at = NULL"));
  writeFileSync(folderOf(`.fettle/trash/${id}`), "12345");
  expect(await finishPurges(server.context)).toBe(1);
  expect(inTrash()).toEqual([]);
});

test("an experiment's folder goes with its runs, models and traces", async () => {
  const [run, model] = [await makeRun(experiment), await makeModel()];
  for (const one of [run, model]) await store(`${one.root}/a.txt`);
  await store(`${experiment}/traces/tr-1/artifacts/spans.json`);
  await purge(experiment);
  expect(existsSync(folderOf(experiment))).toBe(false);
});

test("what a person put into an experiment's folder stays", async () => {
  await store(`${(await makeRun(experiment)).root}/a.txt`);
  writeFileSync(folderOf(`${experiment}/notes.txt`), "mine");
  await purge(experiment);
  expect(readdirSync(folderOf(experiment))).toEqual(["notes.txt"]);
});

test("a purge that is finished late leaves the experiment that has the number by then", async () => {
  await makeRun(experiment);
  await purge(experiment);
  const { database } = server.context;
  await database.write((tx) => tx.run("UPDATE trash_purge SET done_at = NULL"));
  const next = await makeExperiment("next");
  expect(next).toBe(experiment);
  const run = await makeRun(next);
  await store(`${run.root}/a.txt`);
  await finishPurges(server.context);
  expect(existsSync(folderOf(`${run.root}/a.txt`))).toBe(true);
});
