import { afterEach, beforeEach, expect, test } from "vitest";
import { systemClock } from "#ground/clock";
import { type Edge, recordEdge } from "#lineage";
import { openTestServer, type TestServer } from "#test/open-store";
import type { Purged, TrashList } from "#trash";
import type { ModelDetail, ModelRow } from "../model.ts";
import { versionTrashable } from "./version-trashable.ts";

type Thing = Edge["from"];
type Relation = Edge["relation"];

const API = "/api/fettle/1/models";
const TRASH = "/api/fettle/1/trash";
const DAY_MS = 24 * 3_600_000;
let server: TestServer;
let now: number;

beforeEach(async () => {
  now = 1_000_000;
  server = await openTestServer({
    slices: ["lineage", "trash", "artifacts", "runs", "models"],
    clock: { ...systemClock, now: () => now },
  });
  await register();
});
afterEach(async () => {
  expect(server.logLines.filter((line) => line.includes('"level":"error"'))).toEqual([]);
  await server.close();
});

const post = (path: string, body: object) => server.client.post<object>(path, body);
/** A model with two versions, the first with a tag. */
async function register(): Promise<void> {
  await post("/api/2.0/mlflow/registered-models/create", { name: "intent" });
  for (let i = 0; i < 2; i += 1)
    await post("/api/2.0/mlflow/model-versions/create", {
      name: "intent",
      source: "s3://b/m",
      tags: [{ key: "a", value: "1" }],
    });
}
const remove = (path: string) => server.client.delete(`${API}/${path}`, { reason: "wrong" });
const list = async () => (await server.client.get<TrashList>(TRASH)).items;
const purge = (...ids: string[]) => server.client.post<Purged>(`${TRASH}/purge`, { ids });
const restore = (...ids: string[]) => post(`${TRASH}/restore`, { ids });
const numbers = async () =>
  (await server.client.get<ModelDetail>(`${API}/intent`)).versions.map(({ version }) => version);
const rows = async () => {
  const { database } = server.context;
  const tags = await database.all("SELECT 1 FROM models_tags");
  return [(await database.all("SELECT 1 FROM models_versions")).length, tags.length];
};
const tested = (id: string) =>
  server.context.database.write((tx) =>
    recordEdge(tx, {
      project: "shop",
      from: { kind: "model", id },
      to: { kind: "report", id: "r7" },
      relation: "tested",
      at: 1,
    }),
  );

test("deleted versions and models stand in the trash, and come back from it", async () => {
  await remove("intent/versions/1");
  expect(await list()).toMatchObject([{ kind: "model", id: "intent@1", place: "intent" }]);
  await restore("intent@1");
  expect(await numbers()).toEqual([2, 1]);
  now += 1;
  await remove("intent/versions/1");
  now += 1;
  await remove("intent");
  expect(await list()).toMatchObject([{ kind: "registered model", id: "intent", holds: 2 }]);
  await restore("intent");
  expect(await numbers()).toEqual([2]);
  expect((await list()).map(({ id }) => id)).toEqual(["intent@1"]);
});

test("a purged version leaves no record, and its number is not given out again", async () => {
  await remove("intent/versions/2");
  expect(await purge("intent@2")).toMatchObject({ models: 1, bytes: 0 });
  expect(await rows()).toEqual([1, 1]);
  await post("/api/2.0/mlflow/model-versions/create", { name: "intent", source: "s3://b/m" });
  expect(await numbers()).toEqual([3, 1]);
});

test("a purged model goes with all its versions; its name is free, and its numbers go on", async () => {
  await remove("intent/versions/1");
  await remove("intent");
  expect(await purge("intent")).toMatchObject({ "registered models": 1, models: 2 });
  expect(await rows()).toEqual([0, 0]);
  expect(await list()).toEqual([]);
  const deleted = await server.client.get<{ models: ModelRow[] }>(`${API}?deleted=true`);
  expect(deleted.models).toEqual([]);
  await expect(post(`${API}/intent/restore`, {})).rejects.toMatchObject({ code: "MODELS_UNKNOWN" });
  await register();
  expect(await numbers()).toEqual([4, 3]);
  await remove("intent");
  expect(await list()).toMatchObject([{ id: "intent", holds: 2 }]);
});

test("a report that was made with a version keeps it and its model", async () => {
  await tested("intent@1");
  await remove("intent");
  expect(await list()).toMatchObject([{ referencedBy: ["report r7"] }]);
  const held = { code: "TRASH_HELD", message: "still in use: intent@1 by report r7" };
  await expect(purge("intent")).rejects.toMatchObject(held);
  now += 31 * DAY_MS;
  expect(await server.client.post<Purged>(`${TRASH}/purge`, { expired: true })).toMatchObject({
    models: 0,
  });
});

test("a version is held by what came of it, and not by what it came of or its copies", async () => {
  const edge = (from: Thing, to: Thing, relation: Relation) =>
    server.context.database.write((tx) =>
      recordEdge(tx, { project: "shop", from, to, relation, at: 1 }),
    );
  const model = (id: string) => ({ kind: "model", id }) as const;
  await edge({ kind: "run", id: "r1" }, model("intent@1"), "produced");
  await edge(model("intent@1"), model("intent@2"), "copied");
  await edge({ kind: "data", id: "intent@1" }, { kind: "run", id: "r2" }, "consumed");
  expect(await versionTrashable.held(server.context, ["intent@1", "intent@2"])).toEqual([]);
  await tested("intent@2");
  expect(await versionTrashable.held(server.context, ["intent@1", "intent@2"])).toEqual([
    { id: "intent@2", by: "report r7" },
  ]);
});

test("what an alias points at is not put into the trash, and what is put there is told in the history", async () => {
  await server.client.put(`${API}/intent/aliases/beta`, { version: 1, project: "shop" });
  await expect(post(TRASH, { ids: ["intent@1"] })).rejects.toMatchObject({
    code: "MODELS_ALIASED",
  });
  await post(TRASH, { ids: ["intent@2"], reason: "a bad idea" });
  await expect(post(TRASH, { ids: ["intent@9"] })).rejects.toMatchObject({
    code: "TRASH_THING_UNKNOWN",
  });
  const { history } = await server.client.get<ModelDetail>(`${API}/intent`);
  expect(history[0]).toMatchObject({ kind: "deleted", from: 2, reason: "a bad idea" });
});

test("after their days versions are purged like everything else", async () => {
  await remove("intent/versions/1");
  now += 31 * DAY_MS;
  await remove("intent/versions/2");
  expect(await server.client.post<Purged>(`${TRASH}/purge`, { expired: true })).toMatchObject({
    models: 1,
  });
  expect((await list()).map(({ id }) => id)).toEqual(["intent@2"]);
});
