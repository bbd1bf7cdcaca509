import { afterAll, beforeAll, expect, test } from "vitest";
import { type AskRegistry, askRegistry } from "#test/ask-registry";
import { openTestServer, type TestServer } from "#test/open-store";
import { holdArtifact, holdRuns } from "./hold.ts";
import type { ModelRow, ModelVersion } from "./model.ts";

const MODELS = "/api/fettle/1/models";
let server: TestServer;
let registry: AskRegistry;
let run: string;
// A run `r` of the project `p`, and files of nobody; every name here has one character, which is enough.
beforeAll(async () => {
  server = await openTestServer({ slices: ["lineage", "artifacts", "runs", "models"] });
  registry = askRegistry(server);
  run = "a".repeat(32);
  const { artifactUri } = await startRun(run, "r");
  const inside = artifactUri.replace("mlflow-artifacts:/", "");
  await put("s/f");
  for (let i = 0; i < 21; i += 1) await put(`${inside}/${10 + i}`);
  await server.client.post(`/api/fettle/1/runs/${run}/end`, { status: "FINISHED", endedAt: 2 });
});
afterAll(() => server.close());

const startRun = (id: string, name: string) =>
  server.client.post<{ artifactUri: string }>("/api/fettle/1/runs", {
    ...{ id, project: "p", experiment: "e", name, startedAt: 1 },
    ...{ command: ["x"], folder: ".", dirty: false, data: [] },
  });
const put = (path: string) =>
  fetch(`${server.url}/api/2.0/mlflow-artifacts/artifacts/${path}`, { method: "PUT", body: "x" });
const project = async (name: string) => {
  const { project: own, versions } = await registry.detail(name);
  return [own, ...versions.map((version) => version.project)];
};

test("a model of no project gets that of the run of its first version, and keeps it", async () => {
  const mine = [{ key: "fettle.project", value: "q" }];
  await registry.create("a");
  await registry.addVersion("a", { run_id: run });
  await registry.addVersion("a");
  expect(await project("a")).toEqual(["p", "p", "p"]);
  await registry.create("b");
  await registry.addVersion("b");
  await registry.addVersion("b", { run_id: run });
  expect(await project("b")).toEqual(["default", "p", "default"]);
  await registry.create("c", { tags: mine });
  await registry.addVersion("c", { run_id: run });
  await registry.addVersion("c", { run_id: "unknown" });
  expect(await project("c")).toEqual(["q", "q", "p"]);
});

test("whoever makes a version of what lies here holds its files, its run and its logged model", async () => {
  await registry.create("h");
  const logged = { experiment_id: "0", source_run_id: run };
  const { model } = await registry.ok("POST", "logged-models", logged);
  const { model_id: id, artifact_uri: root } = model.info;
  const source = `${root}/s`;
  await registry.addVersion("h", { source, run_id: run, model_id: id });
  const held = {
    by: "the registered version h@1",
    instead: "store it under another path and register that; or fettle models delete h@1",
  };
  const path = source.replace("mlflow-artifacts:", "");
  for (const uri of [
    `${source}/f`,
    `mlflow-artifacts://host${path}`,
    `http://host/api/2.0/mlflow-artifacts/artifacts${path}/f`,
  ])
    expect([uri, await holdArtifact(uri, server.context)]).toEqual([uri, held]);
  for (const uri of [`${source}2`, `file://${path}/f`])
    expect(await holdArtifact(uri, server.context)).toBeUndefined();
  await server.context.database.write((tx) =>
    tx.run("UPDATE models_versions SET location = 'file:///data/s' WHERE name = 'h'"),
  );
  expect(await holdArtifact("file:///data/s/f", server.context)).toEqual(held);
  expect(await holdRuns([id, "none"], server.context)).toEqual([{ id, by: "model h@1" }]);
});

test("one character is enough for every name, and files of nobody become a version too", async () => {
  const register = (body: object) =>
    server.client.post<ModelVersion>(`${MODELS}/m/versions`, {
      requestId: "1",
      project: "p",
      ...body,
    });
  const made = await register({ artifactPath: "//s/" });
  expect(made).toEqual({
    ...{ name: "m", version: 1, project: "p", runId: null, modelId: null, stage: "None" },
    ...{ source: "mlflow-artifacts:/s", location: "mlflow-artifacts:/s", description: "" },
    ...{ aliases: [], tags: {}, metrics: {}, createdAt: made.createdAt, updatedAt: made.createdAt },
  });
  expect(await register({ artifactPath: "s" })).toEqual(made);
  expect(await register({ requestId: "2", runId: "r", artifactPath: "10" })).toMatchObject({
    version: 2,
    runId: run,
  });
  const alias = `${MODELS}/m/aliases/a`;
  expect(await server.client.put(alias, { version: 1, project: "p" })).toEqual({
    ...{ name: "m", alias: "a", from: null, version: 1, moved: true },
  });
  expect(await server.client.get(alias)).toMatchObject({ version: 1, aliases: ["a"] });
  const file = await server.client.download(`${MODELS}/m/versions/1/artifact/f`);
  expect(file.toString()).toBe("x");
  expect(await server.client.patch(`${MODELS}/m`, { name: "n" })).toMatchObject({ name: "n" });
  const { models } = await server.client.get<{ models: ModelRow[] }>(MODELS, {
    filter: "name = 'n'",
    deleted: "false",
  });
  expect(models).toMatchObject([{ name: "n", versions: 2, latest: 2, aliases: { a: 1 } }]);
});

test("what is refused says which fields are wrong", async () => {
  const refused = async (work: Promise<unknown>) => {
    const error = await work.then(
      () => undefined,
      (told) => told,
    );
    return [error?.status, error?.message];
  };
  const post = (body: object) =>
    refused(
      server.client.post(`${MODELS}/x/versions`, {
        requestId: "9",
        project: "p",
        runId: "r",
        ...body,
      }),
    );
  for (const [body, field] of [
    [{ requestId: "" }, "requestId"],
    [{ project: "" }, "project"],
    [{ runId: "" }, "runId"],
    [{ requestId: "x".repeat(101) }, "requestId"],
  ] as const)
    expect(await post(body)).toEqual([400, expect.stringContaining(field)]);
  const put = (version: unknown) =>
    refused(server.client.put(`${MODELS}/n/aliases/a`, { version, project: "p" }));
  for (const version of [0, 1.5, "1"])
    expect(await put(version)).toEqual([400, expect.stringContaining("version")]);
  for (const version of ["0", "x", "1.5"])
    expect((await refused(server.client.get(`${MODELS}/n/versions/${version}`)))[0]).toBe(400);
  expect((await refused(server.client.get(MODELS, { deleted: "maybe" })))[0]).toBe(400);
});

test("a run that has not what is asked for tells twenty of what it has, or that it has none", async () => {
  const register = (body: object) =>
    server.client.post(`${MODELS}/x/versions`, { requestId: "8", project: "p", ...body });
  const names = Array.from({ length: 20 }, (_, i) => String(10 + i)).join(", ");
  await expect(register({ runId: "r" })).rejects.toMatchObject({
    code: "MODELS_FILES_MISSING",
    facts: { run, path: "model", has: names },
  });
  const id = "b".repeat(32);
  await startRun(id, "empty");
  await server.client.post(`/api/fettle/1/runs/${id}/end`, { status: "FINISHED", endedAt: 2 });
  await expect(register({ runId: "empty", artifactPath: "" })).rejects.toMatchObject({
    code: "MODELS_FILES_MISSING",
    facts: { run: id, path: "", has: "none" },
  });
});
