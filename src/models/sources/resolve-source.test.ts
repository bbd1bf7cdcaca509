import { afterAll, beforeAll, expect, test } from "vitest";
import { type AskRegistry, askRegistry } from "#test/ask-registry";
import { openTestServer, type TestServer } from "#test/open-store";
import { noteVersions } from "./logged-model.ts";
import { downloadUri, type GivenSource, ownLocation, resolveSource } from "./resolve-source.ts";

const ROOT = "file:///data/runs/a";
let server: TestServer;
let asked: AskRegistry;
/** Ids by the words that stand for them below. */
let ids: Readonly<Record<string, string>>;

// Runs and logged models of this server's own folder, and of another that the settings allow; a model whose versions
// are in three stages, the last of files that are elsewhere.
beforeAll(async () => {
  server = await openTestServer({
    slices: ["lineage", "artifacts", "runs", "models"],
    settings: { artifacts: { fileRoots: ["/data/runs"] } },
  });
  asked = askRegistry(server);
  const { ok, create, addVersion } = asked;
  const { experiment_id: local } = await ok("POST", "experiments/create", {
    name: "local",
    artifact_location: ROOT,
  });
  const run = async (experiment_id: string): Promise<string> =>
    (await ok("POST", "runs/create", { experiment_id })).run.info.run_id;
  const logged = async (experiment_id: string, source_run_id?: string): Promise<string> =>
    (await ok("POST", "logged-models", { experiment_id, source_run_id })).model.info.model_id;
  const [OWN, LOCAL] = [await run("0"), await run(local)];
  ids = {
    OWN,
    LOCAL,
    MADE: await logged("0", OWN),
    ALONE: await logged("0"),
    NEAR: await logged(local, LOCAL),
  };
  await create("intent");
  await addVersion("intent", { source: `runs:/${OWN}/model`, run_id: OWN });
  await addVersion("intent", { source: `runs:/${OWN}/other`, run_id: OWN });
  await addVersion("intent", { source: "s3://bucket/model", run_id: "r9" });
  const stage = (version: string, name: string) =>
    ok("POST", "model-versions/transition-stage", { name: "intent", version, stage: name });
  await stage("1", "Production");
  await stage("2", "Staging");
  await ok("POST", "registered-models/alias", { name: "intent", alias: "best", version: "1" });
});
afterAll(() => server.close());

/** A text with the ids in it; in what comes back the words stand for them again. */
const filled = (text: string) => text.replaceAll(/\b[A-Z]{3,}\b/g, (word) => ids[word] ?? word);
const worded = (value: unknown) => {
  let text = JSON.stringify(value);
  for (const [word, id] of Object.entries(ids)) text = text.replaceAll(id, word);
  return JSON.parse(text);
};
const resolve = (source: string, more: Partial<GivenSource> = {}) =>
  resolveSource(server.context.database, server.context.settings, {
    source: filled(source),
    runId: null,
    modelId: null,
    prompt: false,
    ...JSON.parse(filled(JSON.stringify(more))),
  }).then(worded);

const MODEL_1 = { name: "intent", version: 1 };
const MODEL_2 = { name: "intent", version: 2 };
const MODEL_3 = { name: "intent", version: 3 };
const OF_1 = {
  source: "models:/intent/1",
  location: "mlflow-artifacts:/0/OWN/artifacts/model",
  runId: "OWN",
  copyOf: MODEL_1,
};
const OF_2 = {
  source: "models:/intent/2",
  location: "mlflow-artifacts:/0/OWN/artifacts/other",
  runId: "OWN",
  copyOf: MODEL_2,
};
const OF_3 = {
  source: "models:/intent/3",
  location: "s3://bucket/model",
  runId: "r9",
  copyOf: MODEL_3,
};
const OWN_FILES = "mlflow-artifacts:/0/OWN/artifacts";
const MADE_FILES = "mlflow-artifacts:/0/models/MADE/artifacts";

test.each<[string, Partial<GivenSource>, object]>([
  ["runs:/OWN/model", { runId: "OWN" }, { location: `${OWN_FILES}/model` }],
  ["runs:/OWN", { runId: "OWN" }, { location: OWN_FILES }],
  ["runs:/OWN/a/b/", { runId: "OWN" }, { location: `${OWN_FILES}/a/b` }],
  ["runs:/LOCAL/m", { runId: "LOCAL" }, { location: `${ROOT}/LOCAL/artifacts/m` }],
  ["runs:/none/model", { runId: "none" }, { location: "" }],
  ["s3://b/m", { modelId: "MADE" }, { location: "", runId: "OWN" }],
  ["s3://b/m", { modelId: "MADE", runId: "OWN" }, { location: "" }],
  ["s3://b/m", { modelId: "ALONE", runId: "r" }, { location: "" }],
  ["s3://b/m", { modelId: "ALONE" }, { location: "" }],
  ["s3://b/m", { modelId: "m-none" }, { location: "" }],
  [`${OWN_FILES}/a//`, { runId: "OWN" }, { location: `${OWN_FILES}/a` }],
  [OWN_FILES, { runId: "OWN" }, { location: OWN_FILES }],
  [`${MADE_FILES}/a`, { modelId: "MADE" }, { location: `${MADE_FILES}/a`, runId: "OWN" }],
  ["models:/MADE", { modelId: "MADE" }, { location: MADE_FILES, runId: "OWN" }],
  ["models:/MADE/", { modelId: "MADE", runId: "OWN" }, { location: MADE_FILES }],
  [
    "models:/ALONE",
    { modelId: "ALONE", runId: "r" },
    { location: "mlflow-artifacts:/0/models/ALONE/artifacts" },
  ],
  ["models:/intent/1", {}, OF_1],
  ["models:/intent/1", { runId: "OWN" }, OF_1],
  ["models:/intent@best", {}, OF_1],
  ["models:/intent/Production", {}, OF_1],
  ["models:/intent/staging", {}, OF_2],
  ["models:/intent/None", {}, OF_3],
  ["models:/intent/latest", {}, OF_3],
  ["models:/intent/LATEST/", {}, OF_3],
  [
    "file:///data/runs/a/LOCAL/artifacts",
    { runId: "LOCAL" },
    { location: `${ROOT}/LOCAL/artifacts` },
  ],
  [
    "/data/runs/a/LOCAL/artifacts/m/x",
    { runId: "LOCAL" },
    { location: `${ROOT}/LOCAL/artifacts/m/x` },
  ],
  [
    "/data/runs/a/models/NEAR/artifacts",
    { modelId: "NEAR" },
    { location: `${ROOT}/models/NEAR/artifacts`, runId: "LOCAL" },
  ],
  [
    "/data/runs/a/models/NEAR/artifacts/m",
    { modelId: "NEAR", runId: "LOCAL" },
    { location: `${ROOT}/models/NEAR/artifacts/m` },
  ],
  ["dummy-source", { prompt: true }, { location: "" }],
  ["prompt-template", { prompt: true, runId: "r", modelId: "m" }, { location: "" }],
])("the source %s with %j leads to %j", async (source, more, resolved) => {
  const asGiven = { source, runId: more.runId ?? null, modelId: more.modelId ?? null };
  expect(await resolve(source, more)).toEqual({ ...asGiven, ...resolved });
});

const OUTSIDE = (of: string) =>
  `To use a local path as a model version source, the ${of}_id must be given and the path must lie within the artifact directory of that ${of}.`;
const NO_VERSION = "Unable to fetch model from model URI: there is no such version.";
const NO_PROMPT =
  "Prompt sources must use an MLflow placeholder, dummy-source or prompt-template: a prompt has no files.";
const NOT_OF = (of: string) =>
  `The ${of}_id request parameter must identify the resource that contains the source.`;
const NO_MATCH =
  "The run_id and model_id request parameters must match the referenced model version.";

test.each<[string, Partial<GivenSource>, string]>([
  ["models:/MADE", {}, "The request must carry the same model_id, MADE."],
  ["models:/MADE", { modelId: "ALONE" }, "The request must carry the same model_id, MADE."],
  ["models:/m-1", { modelId: "m-1" }, "Unable to fetch model from model URI: there is no m-1."],
  ["models:/intent/9", {}, NO_VERSION],
  ["models:/intent/0", {}, NO_VERSION],
  ["models:/intent/1/x", {}, NO_VERSION],
  ["models:/intent", {}, NO_VERSION],
  ["models:/intent@1", {}, NO_VERSION],
  ["models:/intent/Archived", {}, NO_VERSION],
  ["models:/intent/none such", {}, NO_VERSION],
  ["models:/none/latest", {}, NO_VERSION],
  ["/data/runs/a/LOCAL/artifacts/m", {}, OUTSIDE("run")],
  ["/data/runs/a/LOCAL/artifacts2", { runId: "LOCAL" }, OUTSIDE("run")],
  ["/data/runs/a/LOCAL", { runId: "LOCAL" }, OUTSIDE("run")],
  ["/data/runs/a/LOCAL/artifacts", { runId: "none" }, OUTSIDE("run")],
  ["/0/OWN/artifacts", { runId: "OWN" }, OUTSIDE("run")],
  ["model", { runId: "LOCAL" }, OUTSIDE("run")],
  ["/data/runs/a/LOCAL/artifacts", { runId: "LOCAL", modelId: "NEAR" }, OUTSIDE("model")],
  ["/x", { modelId: "m-none" }, OUTSIDE("model")],
  ["/etc", { prompt: true }, NO_PROMPT],
  ["file:x", { prompt: true }, NO_PROMPT],
  ["runs:/OWN/model", { prompt: true, runId: "OWN" }, NO_PROMPT],
  ["runs:/OWN/model", {}, NOT_OF("run")],
  ["runs:/", { runId: "OWN" }, NOT_OF("run")],
  ["runs:/OWN/model", { runId: "LOCAL" }, NOT_OF("run")],
  ["runs:/OWN/model", { runId: "OWN", modelId: "MADE" }, NOT_OF("model")],
  ["mlflow-artifacts:/1/a//", {}, NOT_OF("run")],
  [`${OWN_FILES}2`, { runId: "OWN" }, NOT_OF("run")],
  [OWN_FILES, { runId: "LOCAL" }, NOT_OF("run")],
  [MADE_FILES, { modelId: "ALONE" }, NOT_OF("model")],
  [MADE_FILES, { modelId: "m-none" }, NOT_OF("model")],
  [MADE_FILES, { modelId: "MADE", runId: "LOCAL" }, NOT_OF("run")],
  ["models:/MADE", { modelId: "MADE", runId: "LOCAL" }, NOT_OF("run")],
  ["s3://b/m", { modelId: "MADE", runId: "LOCAL" }, NOT_OF("run")],
  ["/data/runs/a/models/NEAR/artifacts", { modelId: "NEAR", runId: "OWN" }, NOT_OF("run")],
  ["models:/intent/1", { runId: "LOCAL" }, NO_MATCH],
  ["models:/intent/1", { modelId: "MADE" }, NO_MATCH],
])("the source %s with %j is refused", async (source, more, problem) => {
  const refused = await resolve(source, more).catch(({ code, message }) => worded([code, message]));
  const message = `Invalid model version source: '${source}'. ${problem}`;
  expect(refused).toEqual(["MODELS_SOURCE_INVALID", message]);
});

test("a source is told of at most 2048 characters long, and an alias that is not there by its name", async () => {
  await expect(resolve(`s3://${"x".repeat(3000)}`)).rejects.toMatchObject({
    facts: { source: `s3://${"x".repeat(2043)}`, problem: "It is longer than 2048 characters." },
  });
  await expect(resolve("models:/intent@none")).rejects.toMatchObject({
    code: "MODELS_ALIAS_UNKNOWN",
  });
});

test.each([
  ["mlflow-artifacts:/1/a/", "mlflow-artifacts:/1/a"],
  ["mlflow-artifacts://host:5000//1/a", "mlflow-artifacts:/1/a"],
  ["http://h/api/2.0/mlflow-artifacts/artifacts/1/a", "mlflow-artifacts:/1/a"],
  ["https://h/team/api/2.0/mlflow-artifacts/artifacts/1/a", "mlflow-artifacts:/1/a"],
  ["https://h/api/2.0/mlflow-artifacts/artifacts", undefined],
  ["https://h/other/1/a", undefined],
  ["ftp://h/api/2.0/mlflow-artifacts/artifacts/1/a", undefined],
  ["mlflow-artifacts:1/a", undefined],
  ["s3://b/m", undefined],
  ["/1/a", undefined],
])("%s is among this server's own as %s", (uri, own) => {
  expect(ownLocation(uri)).toBe(own);
});

test.each([
  ["models:/intent/1", "mlflow-artifacts:/1/a", "mlflow-artifacts:/1/a"],
  ["MODELS:/intent/1", "mlflow-artifacts:/1/a", "mlflow-artifacts:/1/a"],
  ["models:/intent/1", "", "models:/intent/1"],
  ["runs:/r/model", "mlflow-artifacts:/1/a", "runs:/r/model"],
])("a version of the source %s at %j is downloaded from %s", (source, location, uri) => {
  const version = { name: "intent", version: 1, source, location };
  expect(downloadUri(server.context.settings, version)).toBe(uri);
});

test.each([
  ["hdfs://evil.example/m", "", "hdfs://evil.example/m"],
  ["http://user:pw@evil.example/m", "", "http://***@evil.example/m"],
  ["models:/intent/1", "http://evil.example/m", "models:/intent/1"],
  ["", "", "a place that this server refused"],
])("a version of the source %j at %j is downloaded from nowhere", (source, location, told) => {
  const version = { name: "intent", version: 1, source, location };
  expect(() => downloadUri(server.context.settings, version)).toThrow(
    `the files of intent@1 are not kept here but at ${told}`,
  );
});

test("a logged model has in its tag which versions it became, and those of prompts and deleted ones not", async () => {
  const { ok, create, addVersion } = asked;
  const MADE = ids["MADE"] as string;
  const tag = async () =>
    (await ok("GET", `logged-models/${MADE}`)).model.info.tags?.map(
      (one: { key: string; value: string }) => [one.key, one.value],
    );
  expect(await tag()).toBeUndefined();
  const mark = { key: "mlflow.prompt.is_prompt", value: "true" };
  await create("b");
  await create('a "b"');
  await addVersion("b", { source: `models:/${MADE}`, model_id: MADE });
  await addVersion('a "b"', { source: `models:/${MADE}`, model_id: MADE });
  await addVersion("b", { source: "dummy-source", model_id: MADE, tags: [mark] });
  const names = [
    "mlflow.modelVersions",
    '[{"name": "b", "version": 1}, {"name": "a \\"b\\"", "version": 1}]',
  ];
  expect(await tag()).toEqual([names]);
  await ok("DELETE", "model-versions/delete", { name: "b", version: "2" });
  await ok("DELETE", "model-versions/delete", { name: "b", version: "1" });
  await noteVersions(server.context, MADE);
  await noteVersions(server.context, "m-none");
  expect(await tag()).toEqual([[names[0], '[{"name": "a \\"b\\"", "version": 1}]']]);
});
