import { randomUUID } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { lineageOf } from "#lineage";
import { openTestServer, type TestServer } from "#test/open-store";
import type { ModelDetail, ModelVersion } from "./model.ts";
import { registerVersion } from "./register-version.ts";

let server: TestServer;
beforeEach(async () => {
  server = await openTestServer({ slices: ["lineage", "artifacts", "runs", "models"] });
});
afterEach(() => server.close());

const newId = () => randomUUID().replaceAll("-", "");

/** A run that stored `model/model.json`, as `fettle run` leaves it. */
async function finishedRun(name: string, end = true): Promise<{ id: string; artifactUri: string }> {
  const run = await server.client.post<{ id: string; artifactUri: string }>("/api/fettle/1/runs", {
    id: newId(),
    project: "shop",
    experiment: "shop",
    name,
    startedAt: 1000,
    command: ["node", "train.ts"],
    folder: ".",
    dirty: false,
    data: [],
  });
  const file = join(server.folder, "model.json");
  writeFileSync(file, `{"name":"${name}"}`);
  const inside = run.artifactUri.replace("mlflow-artifacts:/", "");
  await server.client.upload(
    `/api/2.0/mlflow-artifacts/artifacts/${inside}/model/model.json`,
    file,
  );
  await server.client.post("/api/2.0/mlflow/runs/log-batch", {
    run_id: run.id,
    metrics: [{ key: "accuracy", value: 0.9, timestamp: 1, step: 0 }],
    params: [],
    tags: [],
  });
  if (end)
    await server.client.post(`/api/fettle/1/runs/${run.id}/end`, {
      status: "FINISHED",
      endedAt: 2000,
      exitCode: 0,
    });
  return run;
}

const register = (name: string, body: object) =>
  server.client.post<ModelVersion>(`/api/fettle/1/models/${name}/versions`, {
    requestId: newId(),
    project: "shop",
    ...body,
  });

describe("registering a version", () => {
  test("numbers them from 1, points at the run's files and records where they came from", async () => {
    const rules = await finishedRun("rules");
    const bayes = await finishedRun("bayes");
    const first = await register("intent", { runId: rules.id, description: "keywords" });
    const second = await register("intent", { runId: "bayes" });
    expect(first).toEqual({
      name: "intent",
      version: 1,
      project: "shop",
      runId: rules.id,
      modelId: null,
      source: `${rules.artifactUri}/model`,
      location: `${rules.artifactUri}/model`,
      stage: "None",
      createdAt: first.createdAt,
      updatedAt: first.createdAt,
      tags: {},
      description: "keywords",
      aliases: [],
      metrics: { accuracy: 0.9 },
    });
    expect([second.version, second.runId]).toEqual([2, bayes.id]);
    const { edges } = await lineageOf(server.context.database, { kind: "run", id: bayes.id }, 1);
    expect(edges.map((edge) => [edge.relation, edge.to])).toEqual([
      ["produced", { kind: "model", id: "intent@2" }],
    ]);
    const file = await server.client.download(
      "/api/fettle/1/models/intent/versions/2/artifact/model.json",
    );
    expect(file.toString()).toBe('{"name":"bayes"}');
  });

  test("of a single file serves that file", async () => {
    const run = await finishedRun("rules");
    await register("intent", { runId: run.id, artifactPath: "model/model.json" });
    const path = "/api/fettle/1/models/intent/versions/1/artifact";
    expect((await server.client.download(`${path}/model.json`)).toString()).toBe(
      '{"name":"rules"}',
    );
    await expect(server.client.download(`${path}/other.json`)).rejects.toMatchObject({
      status: 404,
    });
  });

  test("sent twice makes one version, also at the same time", async () => {
    const run = await finishedRun("rules");
    const requestId = newId();
    const answers = await Promise.all([
      register("intent", { requestId, runId: "rules" }),
      register("intent", { requestId, runId: "rules" }),
    ]);
    answers.push(await register("intent", { requestId, runId: run.id }));
    expect(answers.map((answer) => answer.version)).toEqual([1, 1, 1]);
    await expect(
      register("intent", { requestId, runId: "rules", description: "other" }),
    ).rejects.toMatchObject({ code: "MODELS_REQUEST_REUSED", status: 409 });
    const { models } = await server.client.get<{ models: unknown[] }>("/api/fettle/1/models");
    expect(models).toMatchObject([{ name: "intent", versions: 1, latest: 1, aliases: {} }]);
  });

  test("refuses a run that does not exist, goes on or stored nothing, and makes no model", async () => {
    await finishedRun("done");
    const open = await finishedRun("open", false);
    await expect(register("intent", { runId: "nobody" })).rejects.toMatchObject({
      code: "RUNS_UNKNOWN",
    });
    await expect(register("intent", { runId: "open" })).rejects.toMatchObject({
      code: "MODELS_RUN_UNFINISHED",
      message: `run ${open.id} is RUNNING; only the files of a FINISHED run are known to be whole`,
    });
    await expect(register("intent", { runId: "done", artifactPath: "best" })).rejects.toMatchObject(
      { code: "MODELS_FILES_MISSING", facts: { path: "best", has: "model" } },
    );
    await expect(
      register("intent", { runId: "done", artifactPath: "../../x" }),
    ).rejects.toMatchObject({ status: 400 });
    await expect(register("intent", {})).rejects.toMatchObject({ code: "MODELS_SOURCE_MISSING" });
    await expect(register("a%3Ab", { runId: "done" })).rejects.toMatchObject({
      code: "MODELS_NAME_INVALID",
    });
    expect(await server.client.get("/api/fettle/1/models")).toEqual({ models: [] });
  });

  test("what is not there is told by name", async () => {
    await expect(server.client.get("/api/fettle/1/models/intent")).rejects.toMatchObject({
      code: "MODELS_UNKNOWN",
    });
    await finishedRun("rules");
    await register("intent", { runId: "rules" });
    await expect(server.client.get("/api/fettle/1/models/intent/versions/7")).rejects.toMatchObject(
      { message: "model intent has no version 7; the latest is 1" },
    );
    const model = await server.client.get<ModelDetail>("/api/fettle/1/models/intent");
    expect(model.versions.map((version) => version.version)).toEqual([1]);
  });
});

test("a version has its run's metrics as they are, also those logged a moment ago", async () => {
  const run = await finishedRun("rules");
  await register("intent", { runId: run.id });
  let step = 0;
  const logged = async (value: number) => {
    step += 1;
    await server.client.post("/api/2.0/mlflow/runs/log-metric", {
      run_id: run.id,
      key: "accuracy",
      value,
      timestamp: 1,
      step,
    });
  };
  const at = "/api/fettle/1/models/intent";
  await logged(0.91);
  const version = await server.client.get<ModelVersion>(`${at}/versions/1`);
  expect(version.metrics).toEqual({ accuracy: 0.91 });
  await logged(0.92);
  const model = await server.client.get<ModelDetail>(at);
  expect(model.versions.map(({ metrics }) => metrics)).toEqual([{ accuracy: 0.92 }]);
  await logged(0.93);
  const again = await register("intent", { runId: run.id });
  expect(again.metrics).toEqual({ accuracy: 0.93 });
});

describe("the files of a version", () => {
  test("are listed by the same paths as a run's, and saved as one archive", async () => {
    await finishedRun("rules");
    await register("intent", { runId: "rules" });
    const base = "/api/fettle/1/models/intent/versions/1";
    const { files } = await server.client.get<{ files: object[] }>(`${base}/artifacts`);
    expect(files).toEqual([{ path: "model.json", folder: false, size: 16 }]);
    expect(await server.client.get(`${base}/artifact/model.json`)).toEqual({ name: "rules" });
    expect((await server.client.download(`${base}/archive`)).toString("latin1", 0, 2)).toBe("PK");
  });

  test("are one file where the version is one", async () => {
    await finishedRun("rules");
    await register("intent", { runId: "rules", artifactPath: "model/model.json" });
    const { files } = await server.client.get<{ files: object[] }>(
      "/api/fettle/1/models/intent/versions/1/artifacts",
    );
    expect(files).toEqual([{ path: "model.json", folder: false, size: 16 }]);
  });
});

describe("the verb itself", () => {
  const verb = (name: string, body: object) =>
    registerVersion(
      server.context,
      name,
      { requestId: newId(), project: "mine", ...body } as never,
      "ada",
    );
  const storeFile = async (path: string) => {
    const url = `${server.url}/api/2.0/mlflow-artifacts/artifacts/${path}`;
    expect((await fetch(url, { method: "PUT", body: "{}" })).status).toBe(200);
  };
  const counts = () =>
    server.context.database.all(
      "SELECT name, last_version AS last FROM models_models ORDER BY name",
    );

  test("makes a version of a run in the run's project, of the store's own files in the one that is named", async () => {
    const run = await finishedRun("rules");
    const ofRun = await verb("a", { runId: run.id, artifactPath: "//model/" });
    expect(ofRun).toMatchObject({
      project: "shop",
      runId: run.id,
      source: `${run.artifactUri}/model`,
      description: "",
    });
    const whole = await verb("a", { runId: run.id, artifactPath: "/" });
    expect(whole).toMatchObject({ version: 2, source: run.artifactUri });
    const path = "team/models/model.json";
    await storeFile(path);
    const ofFile = await verb("b", { artifactPath: `/${path}/` });
    expect(ofFile).toMatchObject({
      version: 1,
      project: "mine",
      runId: null,
      source: `mlflow-artifacts:/${path}`,
    });
    const { edges } = await lineageOf(server.context.database, { kind: "model", id: "b@1" }, 1);
    expect(edges).toEqual([]);
  });

  test("makes none of the files of a run or a logged model that it does not name, nor of what holds them", async () => {
    const run = await finishedRun("rules");
    const { database } = server.context;
    const root = run.artifactUri.replace("mlflow-artifacts:/", "");
    for (const artifactPath of [
      ...[`${root}/model`, `${root}/model/model.json`, root, `//${root}//`],
      ...[`./${root}/model`, `${root}/./model`, `.//./${root}`],
    ])
      await expect(verb("a", { artifactPath })).rejects.toMatchObject({
        code: "MODELS_SOURCE_INVALID",
        facts: { problem: expect.stringContaining(run.id) },
      });
    const [experiment = ""] = root.split("/");
    for (const artifactPath of [
      ...[experiment, `${experiment}/models`, `${root}-more`, `${root}/../x`],
      ...[".", "./", "..", `./${experiment}`],
    ])
      await expect(verb("a", { artifactPath })).rejects.toMatchObject({
        status: expect.toSatisfy((status) => status < 500),
      });
    // An experiment with a place of its own.
    await database.write((tx) =>
      tx.run(
        "UPDATE runs_run SET artifact_root = 'mlflow-artifacts:/team/a/' || id || '/artifacts'",
      ),
    );
    await storeFile(`team/a/${run.id}/artifacts/model.json`);
    for (const artifactPath of ["team", "team/a", "./team"])
      await expect(verb("a", { artifactPath })).rejects.toMatchObject({
        code: "MODELS_SOURCE_INVALID",
        facts: { problem: expect.stringContaining(run.id) },
      });
    expect(await counts()).toEqual([]);
  });

  test("takes a request for another one as soon as its name, path, words or run differ", async () => {
    const run = await finishedRun("rules");
    const asked = { requestId: newId(), runId: run.id, description: "keywords" };
    const made = await verb("a", asked);
    expect((await verb("a", { ...asked, artifactPath: "model/" })).version).toBe(made.version);
    expect((await verb("a", { ...asked, runId: run.id.slice(0, 8) })).version).toBe(made.version);
    const reused = { code: "MODELS_REQUEST_REUSED", facts: { name: "a", version: 1 } };
    for (const [name, more] of [
      ["b", {}],
      ["a", { artifactPath: "odel" }],
      ["a", { artifactPath: "model/model.json" }],
      ["a", { description: undefined }],
      ["a", { runId: "f".repeat(32) }],
    ] as const)
      await expect(verb(name, { ...asked, ...more })).rejects.toMatchObject(reused);
    expect(await counts()).toEqual([{ name: "a", last: 1 }]);
  });

  test("leaves no model behind where there is nothing to make a version of", async () => {
    const run = await finishedRun("rules");
    const failed = await finishedRun("failed", false);
    await server.client.post(`/api/fettle/1/runs/${failed.id}/end`, {
      status: "FAILED",
      endedAt: 2000,
    });
    for (const [body, problem] of [
      [{ artifactPath: "" }, { code: "MODELS_SOURCE_MISSING", exit: 2 }],
      [{ artifactPath: "none/here" }, { code: "MODELS_SOURCE_MISSING" }],
      [{ runId: failed.id }, { code: "MODELS_RUN_UNFINISHED", exit: 1 }],
      [
        { runId: run.id, artifactPath: "mod" },
        { code: "MODELS_FILES_MISSING", exit: 2 },
      ],
    ] as const)
      await expect(verb("a", body)).rejects.toMatchObject(problem);
    expect(await counts()).toEqual([]);
  });
});
