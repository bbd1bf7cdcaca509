import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestServer, type TestServer } from "#test/open-store";
import { runBody } from "#test/run-body";
import { createLoggedModel } from "../logged-models/index.ts";
import { startRun } from "../start-run.ts";
import { trashRuns } from "../trash/index.ts";
import { ownArtifacts } from "./owner.ts";

let server: TestServer;
let experiment = 0;
let model = "";
beforeAll(async () => {
  server = await openTestServer({ slices: ["lineage", "trash", "artifacts", "runs"] });
  for (const id of ["here", "gone", "far"]) await startRun(server.context, runBody({ id }), "ada");
  await trashRuns(server.context, ["gone"]);
  const { database } = server.context;
  await database.write((tx) =>
    tx.run("UPDATE runs_run SET artifact_root = 's3://bucket/far' WHERE id = 'far'"),
  );
  const row = await database.get<{ experiment: number }>("SELECT experiment FROM runs_run");
  experiment = row?.experiment ?? 0;
  const made = await createLoggedModel(server.context, {
    experimentId: experiment,
    name: "m",
    type: undefined,
    sourceRun: undefined,
    params: [],
    tags: [],
  });
  model = made.id;
});
afterAll(() => server.close());

const at = (path: string) => ownArtifacts({ path: `${experiment}/${path}` }, server.context);
const by = (id: string) => ownArtifacts({ id }, server.context);
const root = (path: string) => `${experiment}/${path}/artifacts`;

test("a run owns all below its artifacts, by path as by id", async () => {
  const owner = {
    id: "here",
    project: "shop",
    uri: `mlflow-artifacts:/${root("here")}`,
    root: root("here"),
    topic: "runs/here",
  };
  expect(await at("here/artifacts")).toEqual(owner);
  expect(await at("here/artifacts/a/artifacts/b")).toEqual(owner);
  expect(await by("here")).toEqual(owner);
});

test("so does a logged model, of which no topic tells", async () => {
  const owner = {
    id: model,
    project: "shop",
    uri: `mlflow-artifacts:/${root(`models/${model}`)}`,
    root: root(`models/${model}`),
  };
  expect(await at(`models/${model}/artifacts/weights`)).toEqual(owner);
  expect(await by(model)).toEqual(owner);
});

test("what lies in the trash has its owner, who says that it is closed", async () => {
  const owner = await at("gone/artifacts/a");
  expect(owner).toMatchObject({ id: "gone", root: root("gone") });
  expect(owner?.closed?.()).toMatchObject({ code: "RUNS_DELETED" });
  expect((await by("here"))?.closed).toBeUndefined();
});

test("artifacts elsewhere have an owner by id alone, and no root", async () => {
  expect(await by("far")).toMatchObject({ uri: "s3://bucket/far", root: undefined });
  await expect(at("far/artifacts/a")).rejects.toMatchObject({ code: "RUNS_UNKNOWN" });
});

test("below an experiment's number nothing is nobody's, but for traces", async () => {
  const refusals = [
    ["here/artifact/a", "RUNS_UNKNOWN"],
    ["nobody/artifacts/a", "RUNS_UNKNOWN"],
    ["traces/tr-1/other/a", "RUNS_UNKNOWN"],
    ["models/m-nobody/artifacts/a", "ARTIFACTS_UNKNOWN"],
    ["models/here/artifacts/a", "ARTIFACTS_UNKNOWN"],
    ["models", "RUNS_UNKNOWN"],
  ] as const;
  for (const [path, code] of refusals) await expect(at(path)).rejects.toMatchObject({ code });
  await expect(at("nobody/artifacts/a")).rejects.toMatchObject({ facts: { ref: "nobody" } });
  expect(await at("traces/tr-1/artifacts/spans.json")).toBeUndefined();
  const other = { path: "team/here/artifacts/a" };
  expect(await ownArtifacts(other, server.context)).toBeUndefined();
  expect(await by("nobody")).toBeUndefined();
});

test("the number of another experiment makes a run's path nobody's", async () => {
  const path = `${experiment + 1}/here/artifacts/a`;
  await expect(ownArtifacts({ path }, server.context)).rejects.toMatchObject({
    code: "RUNS_UNKNOWN",
  });
});
