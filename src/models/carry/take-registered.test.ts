import { afterEach, beforeEach, expect, test } from "vitest";
import { fail, GROUND_ERRORS } from "#ground/errors";
import { fill } from "#ground/hooks";
import { lineageOf } from "#lineage";
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
