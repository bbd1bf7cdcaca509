import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestServer, type TestServer } from "#test/open-store";
import { runBody } from "#test/run-body";
import type { RunDetail, StartedRun } from "../model.ts";
import { keepPasses } from "./keep-passes.ts";

let server: TestServer;
beforeAll(async () => {
  server = await openTestServer({ slices: ["lineage", "artifacts", "runs"] });
});
afterAll(() => server.close());

const launch = (more: object = {}): Promise<StartedRun> =>
  server.client.post("/api/fettle/1/runs", runBody({ launched: true, ...more }));
const shown = (id: string): Promise<RunDetail> => server.client.get(`/api/fettle/1/runs/${id}`);

/** Asks as a client does that has this token and nothing else. */
// biome-ignore lint/suspicious/noExplicitAny: what MLflow answers
async function ask(token: string, operation: string, body: object): Promise<any> {
  const answer = await fetch(`${server.url}/api/2.0/mlflow/${operation}`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  return { status: answer.status, ...((await answer.json()) as object) };
}
const tag = (key: string, value: string) => ({ key, value });
const info = async (token: string, body: object): Promise<Record<string, string>> =>
  (await ask(token, "runs/create", body)).run.info;
const experiment = async (name: string): Promise<string> =>
  (await ask(server.token, "experiments/create", { name })).experiment_id;
let count = 0;
const newExperiment = (): Promise<string> => experiment(`asked-${++count}`);

test("the first run that a client starts by a run's pass is that run, in the experiment asked for and by the name asked for", async () => {
  const { id, pass = "" } = await launch({ name: "", params: { seed: "1" } });
  const experiment_id = await newExperiment();
  const tags = [tag("mlflow.user", "client"), tag("mlflow.source.name", "train.py"), tag("a", "1")];
  const joined = await info(pass, { experiment_id, run_name: "scripted", tags });
  expect(joined).toMatchObject({
    run_id: id,
    experiment_id,
    run_name: "scripted",
    artifact_uri: `mlflow-artifacts:/${experiment_id}/${id}/artifacts`,
  });
  expect(await shown(id)).toMatchObject({
    project: "shop",
    name: "scripted",
    status: "RUNNING",
    params: { seed: "1" },
    // What Fettle knows itself stays.
    tags: { "mlflow.runName": "scripted", "mlflow.source.name": "true", a: "1" },
  });
});

test("a name that was given to fettle run stays, and the script's is a tag", async () => {
  const { id, pass = "" } = await launch({ name: "mine" });
  const { run_name } = await info(pass, { experiment_id: "0", run_name: "scripted" });
  expect(run_name).toBe("mine");
  expect((await shown(id)).tags).toMatchObject({
    "mlflow.runName": "mine",
    "fettle.run_name": "scripted",
  });
});

test("later runs of the same command are its children, unless they say whose they are", async () => {
  const { id, pass = "" } = await launch();
  const parentOf = async (body: object) => {
    const { run_id = "" } = await info(pass, { experiment_id: "0", ...body });
    const run = await shown(run_id);
    expect(run.project).toBe("shop");
    return run.tags["mlflow.parentRunId"];
  };
  // Somebody's child does not take the run's place.
  expect(await parentOf({ tags: [tag("mlflow.parentRunId", "other")] })).toBe("other");
  expect((await info(pass, { experiment_id: "0" }))["run_id"]).toBe(id);
  expect(await parentOf({})).toBe(id);
  expect(await parentOf({ tags: [tag("mlflow.parentRunId", "other")] })).toBe("other");
});

test("of many that join at once one does", async () => {
  const { id, pass = "" } = await launch();
  const all = await Promise.all(
    Array.from({ length: 8 }, () => info(pass, { experiment_id: "0" })),
  );
  expect(all.filter(({ run_id }) => run_id === id)).toHaveLength(1);
  expect(new Set(all.map(({ run_id }) => run_id)).size).toBe(8);
});

test("a run that has artifacts stays in its experiment", async () => {
  const { id, pass = "", artifactUri } = await launch();
  const path = artifactUri.replace("mlflow-artifacts:/", "");
  const put = await fetch(`${server.url}/api/2.0/mlflow-artifacts/artifacts/${path}/a.txt`, {
    method: "PUT",
    headers: { authorization: `Bearer ${pass}` },
    body: "a",
  });
  expect(put.status).toBe(200);
  const joined = await info(pass, { experiment_id: await newExperiment() });
  expect(joined).toMatchObject({ run_id: id, artifact_uri: artifactUri });
});

test("what is asked for wrongly joins nothing", async () => {
  const { pass = "" } = await launch();
  expect(await ask(pass, "runs/create", { experiment_id: "999999" })).toMatchObject({
    status: 404,
    error_code: "RESOURCE_DOES_NOT_EXIST",
  });
  const named = { run_name: "a", tags: [tag("mlflow.runName", "b")] };
  expect((await ask(pass, "runs/create", named)).status).toBe(400);
});

test("a pass lets in until its run has ended, also after a restart of the server; other runs have none", async () => {
  const { id, pass = "" } = await launch();
  const passes = server.context.passes;
  passes.end(id);
  expect(passes.find(pass)).toBeUndefined();
  await keepPasses(server.context);
  expect(passes.find(pass)).toBe(id);
  // The script says that its run is over before its process ends.
  await ask(pass, "runs/update", { run_id: id, status: "FINISHED" });
  await keepPasses(server.context);
  expect(passes.find(pass)).toBe(id);
  const end = { status: "FINISHED", endedAt: 2000, exitCode: 0 };
  await server.client.post(`/api/fettle/1/runs/${id}/end`, end);
  await keepPasses(server.context);
  expect(passes.find(pass)).toBeUndefined();
  expect(await server.client.post("/api/fettle/1/runs", runBody())).not.toHaveProperty("pass");
});

test("the store's own token starts runs of its own, as ever", async () => {
  const { id } = await launch();
  expect((await info(server.token, { experiment_id: "0" }))["run_id"]).not.toBe(id);
});
