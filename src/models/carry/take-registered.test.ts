import { afterEach, beforeEach, expect, test } from "vitest";
import { fail, GROUND_ERRORS } from "#ground/errors";
import { fill } from "#ground/hooks";
import { lineageOf } from "#lineage";
import { askRegistry } from "#test/ask-registry";
import { openTestServer, type TestServer } from "#test/open-store";
import { type AliasMove, aliasMove, moveAlias } from "../index.ts";
import type { ModelDetail } from "../model.ts";

let server: TestServer;
let asked: AliasMove[];
beforeEach(async () => {
  asked = [];
  const gate = {
    name: "gate",
    summary: "a gate for this test",
    needs: ["models"],
    hooks: async () => [
      fill(aliasMove, async (move) => {
        asked.push(move);
        if (move.alias !== "champion") return;
        throw fail(GROUND_ERRORS, "REQUEST_REFUSED", {
          problem: "no verdict allows it",
          need: "fettle compare",
        });
      }),
    ],
  };
  server = await openTestServer({
    slices: ["lineage", "trash", "artifacts", "runs", "models", "transfer", gate],
  });
});
afterEach(() => server.close());

const head = {
  type: "registered-model",
  name: "intent",
  description: "reads what a person wants",
  createdAt: 10,
  updatedAt: 20,
  tags: { team: "nlp" },
  aliases: {},
};
const version = (number: number, more: object = {}) => ({
  type: "version",
  model: "intent",
  version: number,
  description: "",
  user: "ada",
  stage: "Production",
  createdAt: 11,
  updatedAt: 12,
  source: "s3://elsewhere/model",
  tags: { size: "small" },
  ...more,
});
const experiment = {
  type: "experiment",
  id: "7",
  name: "e",
  lifecycle: "active",
  createdAt: 1,
  updatedAt: 1,
  tags: {},
};
const run = {
  type: "run",
  id: "r1",
  experiment: "e",
  name: "n",
  user: "",
  status: "FINISHED",
  lifecycle: "active",
  startedAt: 1,
  endedAt: 2,
  params: {},
  tags: {},
  datasets: [],
  modelInputs: [],
  modelOutputs: [],
};

const logged = {
  type: "logged-model",
  experiment: "e",
  name: "m",
  modelType: "",
  status: "READY",
  statusMessage: "",
  lifecycle: "active",
  createdAt: 1,
  updatedAt: 1,
  params: {},
  tags: {},
  points: [],
};

const bring = async (...records: object[]) =>
  (
    await server.client.post<{ results: { outcome: string; note?: string }[] }>(
      "/api/fettle/1/transfer/import",
      { project: "shop", records },
    )
  ).results;
const detail = () => server.client.get<ModelDetail>("/api/fettle/1/models/intent");

test("a version comes with its number, stage and times, from the run that made it, and rings no webhook", async () => {
  await server.client.post("/api/2.0/mlflow/webhooks", {
    name: "w",
    url: "https://example.org/hook",
    events: [
      { entity: "REGISTERED_MODEL", action: "CREATED" },
      { entity: "MODEL_VERSION", action: "CREATED" },
      { entity: "MODEL_VERSION_ALIAS", action: "CREATED" },
    ],
  });
  await bring(experiment, run, head, version(4, { run: "r1" }), { ...head, aliases: { best: 4 } });
  expect((await detail()).versions).toMatchObject([
    { version: 4, stage: "Production", createdAt: 11, updatedAt: 12, tags: { size: "small" } },
  ]);
  const thing = { kind: "model", id: "intent@4" } as const;
  expect((await lineageOf(server.context.database, thing, 1)).edges).toMatchObject([
    { from: { kind: "run", id: "r1" }, relation: "produced", at: 11 },
  ]);
  const { database } = server.context;
  expect(await database.all("SELECT * FROM models_deliveries")).toEqual([]);
  expect(await database.all("SELECT version, origin FROM models_versions")).toEqual([
    { version: 4, origin: "imported" },
  ]);
  const [next] = await bring(version(3));
  expect(next).toMatchObject({ outcome: "new", note: expect.stringContaining("not carried over") });
});

test("an alias that points elsewhere here is not moved, and that is told", async () => {
  await bring(head, version(1), version(2));
  const wish = { name: "intent", project: "shop", user: "ada", reason: "" };
  await moveAlias(server.context, { ...wish, alias: "baseline", to: 1 });
  const [result] = await bring({ ...head, aliases: { baseline: 2 } });
  expect(result).toEqual({
    outcome: "same",
    left: { "aliases of models": 1 },
    note: "intent@baseline points at version 1 here and at 2 there",
  });
  expect((await detail()).aliases).toEqual({ baseline: 1 });
  expect((await bring({ ...head, aliases: { baseline: 1 } }))[0]).toEqual({ outcome: "same" });
});

test("every alias is asked for, and one that is refused keeps out nothing else", async () => {
  const records = [head, version(1), version(2), { ...head, aliases: { champion: 2, older: 1 } }];
  const result = (await bring(...records)).at(-1);
  expect(asked.map(({ alias, from, to }) => [alias, from, to])).toEqual([
    ["champion", null, 2],
    ["older", null, 1],
  ]);
  expect(result).toEqual({
    outcome: "more",
    left: { "aliases of models": 1 },
    note: "intent@champion was not set: no verdict allows it (fettle compare)",
  });
  const { aliases, history } = await detail();
  expect(aliases).toEqual({ older: 1 });
  expect(history).toMatchObject([{ alias: "older", to: 1, reason: "imported", at: 20 }]);
});

test("an alias of a version that does not come, and a version of no model, are told", async () => {
  expect(await bring({ ...head, aliases: { old: 9 } }, { ...version(1), model: "none" })).toEqual([
    {
      outcome: "new",
      left: { "aliases of models": 1 },
      note: "intent@old points at version 9, which is not there",
    },
    { outcome: "refused", note: "version 1 of none: there is no such model" },
  ]);
});

const PROXY = "api/2.0/mlflow-artifacts/artifacts";

test.each([
  "http://evil.example/model",
  `https://evil.example/${PROXY}/7/r1/artifacts/model`,
  "mlflow-artifacts://evil.example/7/r1/artifacts/model",
  "hdfs://evil.example:8020/model",
  "ftp://evil.example/model",
  "models://profile@evil.example/intent/1",
  "runs://evil.example/r1/model",
  "http://user:pw@evil.example/model",
  "s3://user:pw@bucket/model",
  "file:///home/somebody/mlruns/model",
  "/home/somebody/mlruns/model",
  "../model",
])(
  "a version that lies at %s comes without that source, which is told and kept as a tag",
  async (source) => {
    const shown = source.replace(/user:pw|profile/, "***");
    const [, taken] = await bring(head, version(1, { source }), version(2));
    expect(taken).toEqual({
      outcome: "new",
      left: { "files of model versions, which lie elsewhere": 1 },
      note: `version 1 of intent lies at ${shown}, which is not carried over; the tag fettle.source keeps that address`,
    });
    const { versions } = await detail();
    expect(versions.map((one) => [one.version, one.source, one.location, one.tags])).toEqual([
      [2, "s3://elsewhere/model", "", { size: "small" }],
      [1, "", "", { size: "small", "fettle.source": shown }],
    ]);
    expect(JSON.stringify(versions)).not.toContain("pw@");
    const [status] = await askRegistry(server).refused("GET", "model-versions/get-download-uri", {
      name: "intent",
      version: "1",
    });
    expect(status).toBe(404);
    const again = await bring(version(1, { source }));
    expect(again).toEqual([{ outcome: "same" }]);
  },
);

test("a prompt's version comes with a word that leads nowhere", async () => {
  const tags = { "mlflow.prompt.is_prompt": "true" };
  await bring(
    head,
    version(1, { source: "dummy-source", tags }),
    version(2, { source: "http://evil.example/a", tags }),
  );
  expect((await detail()).versions.map((one) => one.source)).toEqual(["", "dummy-source"]);
});

test("a version that names another run than its files are of comes from that of its files, and that is told", async () => {
  const other = { ...run, id: "r2", name: "m" };
  const told = await bring(
    ...[experiment, run, other, head],
    version(1, { run: "r1", within: { of: "run", id: "r2", path: "model" } }),
    version(2, { run: "r1", source: "runs:/r2/model" }),
    version(3, { run: "r1", within: { of: "run", id: "r1", path: "model" } }),
  );
  const note = (n: number) =>
    `version ${n} of intent names the run r1, but its files are of r2, whose it is here`;
  expect(told.slice(4)).toEqual([
    { outcome: "new", note: note(1) },
    { outcome: "new", note: note(2) },
    { outcome: "new" },
  ]);
  expect((await detail()).versions.map((one) => one.runId)).toEqual(["r1", "r2", "r2"]);
});

test("a version comes with the run that made its logged model, and with no logged model of another run", async () => {
  const other = { ...run, id: "r2", name: "m" };
  const model = (id: string, sourceRun: string) => ({ ...logged, id, run: sourceRun });
  const told = await bring(
    ...[experiment, run, other, model("m-one", "r1"), model("m-two", "r2"), head],
    version(1, { run: "r1", source: "models:/m-two", loggedModel: "m-two" }),
    version(2, { run: "r1", within: { of: "logged-model", id: "m-two", path: "" } }),
    version(3, { run: "r1", source: "models:/m-two", loggedModel: "m-one" }),
    version(4, { run: "r1", source: "s3://bucket/m", loggedModel: "m-two" }),
    version(5, { run: "r1", source: "models:/m-one", loggedModel: "m-one" }),
    version(6, { source: "models:/m-one", loggedModel: "m-one" }),
  );
  expect(told.slice(0, 6).map((one) => one.outcome)).toEqual(Array(6).fill("new"));
  const ofRun = (n: number) =>
    `version ${n} of intent names the run r1, but its files are of r2, whose it is here`;
  expect(
    told.slice(6).map((one) => one.note?.replace(/; version \d of intent lies.*/, "")),
  ).toEqual([
    ofRun(1),
    ofRun(2),
    `${ofRun(3)}; version 3 of intent names the logged model m-one, but is of m-two, whose files it has`,
    expect.stringContaining("names the logged model m-two, but is of none that the same run made"),
    undefined,
    undefined,
  ]);
  expect((await detail()).versions.map((one) => [one.runId, one.modelId])).toEqual([
    ["r1", "m-one"],
    ["r1", "m-one"],
    ["r1", null],
    ["r2", "m-two"],
    ["r2", null],
    ["r2", "m-two"],
  ]);
});
