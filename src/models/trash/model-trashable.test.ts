import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { systemClock } from "#ground/clock";
import { openTestServer, type TestServer } from "#test/open-store";
import type { ModelDetail } from "../model.ts";
import { selectVersionsInside } from "../store/trashed.ts";
import { modelTrashable } from "./model-trashable.ts";
import { restoreModel, restoreVersion } from "./restore.ts";
import { versionTrashable } from "./version-trashable.ts";

const ASKER = { user: "ada", reason: "why" };
let server: TestServer;
let now = 1000;
let count = 0;
let model: string;

beforeAll(async () => {
  server = await openTestServer({
    slices: ["lineage", "trash", "artifacts", "runs", "models"],
    clock: { ...systemClock, now: () => now },
  });
});
afterAll(() => server.close());
// A model of its own for each test, with two versions, and nothing else in the trash.
beforeEach(async () => {
  count += 1;
  model = `model-${count}`;
  await server.context.database.write(async (tx) => {
    for (const table of ["models", "versions", "aliases"])
      await tx.run(`DELETE FROM models_${table}`);
  });
  await make(model);
});

const post = (path: string, body: object) => server.client.post(`/api/2.0/mlflow/${path}`, body);
const make = async (name: string) => {
  await post("registered-models/create", { name });
  for (let i = 0; i < 2; i += 1) await post("model-versions/create", { name, source: "s3://b/m" });
};
const put = async (of: typeof modelTrashable, ...ids: string[]) => {
  now += 1;
  await of.put?.move(server.context, ids, ASKER);
};
const ids = (found: readonly { readonly id: string }[]) => found.map(({ id }) => id);
const listed = async (of: typeof modelTrashable, limit = 10, project?: string) =>
  ids(await of.list(server.context, { limit, project }));
const detail = () => server.client.get<ModelDetail>(`/api/fettle/1/models/${model}`);
const purge = (of: typeof modelTrashable, id: string) =>
  server.context.database.write((tx) => of.purge(tx, server.context, id));

test("versions and models are told whole, each where it was", async () => {
  await put(versionTrashable, `${model}@2`);
  const { project } = await detail();
  const common = { project, bytes: 0, deletedAt: now };
  expect(await versionTrashable.list(server.context, { limit: 10 })).toEqual([
    { kind: "model", id: `${model}@2`, name: `${model}@2`, place: model, holds: 1, ...common },
  ]);
  await put(modelTrashable, model);
  expect(await modelTrashable.list(server.context, { limit: 10 })).toEqual([
    {
      kind: "registered model",
      id: model,
      name: model,
      place: "",
      holds: 2,
      ...common,
      deletedAt: now,
    },
  ]);
});

test("a version in a deleted model is a part of it, and lies there by itself no more", async () => {
  await put(versionTrashable, `${model}@2`);
  await put(modelTrashable, model);
  expect(await listed(versionTrashable)).toEqual([]);
  expect(await versionTrashable.count(server.context)).toEqual({ total: 0, bytes: 0 });
  expect(await versionTrashable.find(server.context, [`${model}@2`])).toEqual([]);
  expect(ids((await modelTrashable.parts?.(server.context, model)) ?? [])).toEqual([
    `${model}@1`,
    `${model}@2`,
  ]);
  const inside = await selectVersionsInside(server.context.database, model);
  expect(inside.map((one) => one.deleted_at)).toEqual([now, now - 1]);
});

test("the latest come first and the expired oldest first, before a time and not at it", async () => {
  await make("z-other");
  await put(versionTrashable, `${model}@1`);
  const first = now;
  await put(versionTrashable, "z-other@1", `${model}@2`);
  const order = [`${model}@2`, "z-other@1", `${model}@1`];
  expect(await listed(versionTrashable)).toEqual(order);
  expect(await listed(versionTrashable, 1)).toEqual(order.slice(0, 1));
  const expired = async (of: typeof modelTrashable, before: number) =>
    ids(await of.expired(server.context, before));
  expect(await expired(versionTrashable, first)).toEqual([]);
  expect(await expired(versionTrashable, first + 1)).toEqual([`${model}@1`]);
  expect(await expired(versionTrashable, now + 1)).toEqual(order.toReversed());
  await put(modelTrashable, "z-other");
  await put(modelTrashable, model);
  expect(await listed(modelTrashable)).toEqual([model, "z-other"]);
  expect(await listed(modelTrashable, 1)).toEqual([model]);
  expect(await expired(modelTrashable, now)).toEqual(["z-other"]);
  expect(await expired(modelTrashable, now + 1)).toEqual(["z-other", model]);
});

test("those of one project are told and counted where one is named", async () => {
  const { project } = await detail();
  await put(versionTrashable, `${model}@1`);
  for (const [of, id] of [
    [versionTrashable, `${model}@1`],
    [modelTrashable, model],
  ] as const) {
    await put(of, id);
    expect(await listed(of, 10, project)).toEqual([id]);
    expect(await listed(of, 10, "none")).toEqual([]);
    expect(await of.count(server.context, project)).toEqual({ total: 1, bytes: 0 });
    expect(await of.count(server.context, "none")).toEqual({ total: 0, bytes: 0 });
    expect(await of.count(server.context)).toEqual({ total: 1, bytes: 0 });
  }
});

test("things are known by their ids wherever they lie, and found only in the trash", async () => {
  const wishes = [`${model}@1`, `${model}@3`, `${model}@0`, `${model}@01`, model, "none@1"];
  const knows = (of: typeof modelTrashable) => of.put?.knows(server.context, wishes);
  expect(await knows(versionTrashable)).toEqual([`${model}@1`]);
  expect(await knows(modelTrashable)).toEqual([model]);
  expect(await versionTrashable.find(server.context, wishes)).toEqual([]);
  await put(versionTrashable, `${model}@1`);
  expect(await knows(versionTrashable)).toEqual([`${model}@1`]);
  expect(ids(await versionTrashable.find(server.context, wishes))).toEqual([`${model}@1`]);
  expect(await modelTrashable.find(server.context, wishes)).toEqual([]);
  await put(modelTrashable, model);
  expect(await knows(modelTrashable)).toEqual([model]);
  expect(ids(await modelTrashable.find(server.context, wishes))).toEqual([model]);
});

test("what lies in the trash already stays as it is when it is put there again", async () => {
  await put(versionTrashable, `${model}@1`);
  const at = now;
  await put(versionTrashable, `${model}@1`);
  expect(await versionTrashable.list(server.context, { limit: 1 })).toMatchObject([
    { deletedAt: at },
  ]);
  await put(modelTrashable, model);
  await put(modelTrashable, model);
  expect(await modelTrashable.list(server.context, { limit: 1 })).toMatchObject([
    { deletedAt: now - 1 },
  ]);
});

test("a model comes back with the versions that went with it, and its history says who and why", async () => {
  await put(versionTrashable, `${model}@1`);
  await put(modelTrashable, model);
  await modelTrashable.restore(server.context, [model], ASKER);
  const { versions, history } = await detail();
  expect(versions.map(({ version }) => version)).toEqual([2]);
  expect(history[0]).toMatchObject({
    kind: "restored",
    from: null,
    to: null,
    user: "ada",
    reason: "why",
    at: now,
  });
  await versionTrashable.restore(server.context, [`${model}@1`], ASKER);
  expect((await detail()).history[0]).toMatchObject({ kind: "restored", from: null, to: 1 });
  expect(await listed(versionTrashable)).toEqual([]);
});

test("what is there is restored already, and writes no history", async () => {
  await restoreModel(server.context, { name: model, ...ASKER });
  await restoreVersion(server.context, { name: model, version: 1, ...ASKER });
  expect((await detail()).history).toEqual([]);
});

test("what was never there, or has another name now, does not come back", async () => {
  const restored = (name: string) => restoreModel(server.context, { name, ...ASKER });
  await expect(restored("none")).rejects.toMatchObject({ code: "MODELS_UNKNOWN", status: 404 });
  await expect(
    restoreVersion(server.context, { name: model, version: 9, ...ASKER }),
  ).rejects.toMatchObject({ code: "MODELS_VERSION_UNKNOWN", facts: { latest: 2 } });
  await server.client.patch(`/api/fettle/1/models/${model}`, { name: `${model}-de` });
  await expect(restored(model)).rejects.toMatchObject({
    code: "MODELS_UNKNOWN",
    facts: { name: model, renamed: `${model}-de` },
  });
  await put(modelTrashable, `${model}-de`);
  await expect(
    restoreVersion(server.context, { name: `${model}-de`, version: 1, ...ASKER }),
  ).rejects.toMatchObject({ code: "MODELS_UNKNOWN" });
});

test("only what lies in the trash is purged, a model only after its versions, and none of it comes back", async () => {
  const version = `${model}@1`;
  expect(await purge(versionTrashable, version)).toBeUndefined();
  expect(await purge(modelTrashable, model)).toBeUndefined();
  await put(modelTrashable, model);
  expect(await purge(modelTrashable, model)).toBeUndefined();
  expect(await purge(versionTrashable, version)).toEqual({
    places: [],
    things: [{ kind: "model", id: version }],
  });
  await purge(versionTrashable, `${model}@2`);
  expect(await purge(modelTrashable, model)).toEqual({ places: [], things: [] });
  expect(await purge(modelTrashable, model)).toBeUndefined();
  await expect(restoreModel(server.context, { name: model, ...ASKER })).rejects.toMatchObject({
    code: "MODELS_UNKNOWN",
  });
});
