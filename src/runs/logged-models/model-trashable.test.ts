import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { systemClock } from "#ground/clock";
import { openTestServer, type TestServer } from "#test/open-store";
import { runBody } from "#test/run-body";
import { startRun } from "../start-run.ts";
import { trashRuns } from "../trash/index.ts";
import { trashLoggedModel } from "./change-model.ts";
import { createLoggedModel } from "./create-model.ts";
import { modelTrashable } from "./model-trashable.ts";
import { selectTrashedModel } from "./store/trashed-models.ts";

let server: TestServer;
let now = 0;
let experiment = 0;
beforeAll(async () => {
  const clock = { ...systemClock, now: () => now };
  server = await openTestServer({ slices: ["lineage", "trash", "artifacts", "runs"], clock });
  await startRun(server.context, runBody(), "ada");
  await startRun(server.context, runBody({ id: "maker", name: "making", project: "other" }), "ada");
  const sql = "SELECT experiment FROM runs_run";
  const row = await server.context.database.get<{ experiment: number }>(sql);
  experiment = row?.experiment ?? 0;
});
afterAll(() => server.close());
beforeEach(async () => {
  await server.context.database.write(async (tx) => {
    for (const table of ["model_input", "model_param", "model_tag", "model"])
      await tx.run(`DELETE FROM runs_${table}`);
  });
});

const asker = { user: "ada", reason: "" };
const ids = (some: readonly { id: string }[]) => some.map(({ id }) => id);
const create = async (name: string, sourceRun?: string) =>
  (
    await createLoggedModel(server.context, {
      experimentId: experiment,
      name,
      type: undefined,
      sourceRun,
      params: [{ key: "depth", value: "3" }],
      tags: [{ key: "team", value: "nlu" }],
    })
  ).id;
const trashed = async (name: string, at: number, sourceRun?: string): Promise<string> => {
  const id = await create(name, sourceRun);
  now = at;
  await trashLoggedModel(server.context, id);
  return id;
};
const list = (limit = 9, project?: string) =>
  modelTrashable.list(server.context, { limit, project });
const purge = (id: string) =>
  server.context.database.write((tx) => modelTrashable.purge(tx, server.context, id));

test("a model lies where its run was, else in its experiment, with the bytes of its files", async () => {
  const alone = await trashed("alone", 10);
  const made = await trashed("made", 20, "maker");
  const folder = join(server.context.store.artifacts, `${experiment}/models/${made}/artifacts`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "weights"), "1234567");
  const told = { kind: "logged model", id: made, name: "made", project: "other", place: "making" };
  expect(await list()).toEqual([
    { ...told, holds: 1, bytes: 7, deletedAt: 20 },
    {
      kind: "logged model",
      id: alone,
      name: "alone",
      project: "shop",
      place: "intents",
      holds: 1,
      bytes: 0,
      deletedAt: 10,
    },
  ]);
  expect([ids(await list(1)), ids(await list(9, "shop"))]).toEqual([[made], [alone]]);
  expect(await modelTrashable.count(server.context)).toEqual({ total: 2, bytes: 0 });
  expect(await modelTrashable.count(server.context, "other")).toEqual({ total: 1, bytes: 0 });
  expect(await modelTrashable.find(server.context, ["x", made])).toEqual([
    { ...told, holds: 1, bytes: null, deletedAt: 20 },
  ]);
});

test("the oldest expires first, and one that lies there with its run is the run's", async () => {
  const [late, soon] = [await trashed("late", 20), await trashed("soon", 10, "maker")];
  const expired = async (before: number) =>
    ids(await modelTrashable.expired(server.context, before));
  expect([await expired(10), await expired(11), await expired(21)]).toEqual([
    [],
    [soon],
    [soon, late],
  ]);
  await trashRuns(server.context, ["maker"]);
  expect([await expired(21), ids(await list())]).toEqual([[late], [late]]);
  expect(await purge(soon)).toBeUndefined();
  await server.context.database.write((tx) =>
    tx.run("UPDATE runs_run SET lifecycle = 'active', deleted_at = NULL"),
  );
});

test("the runs that took it as their input hold it", async () => {
  const [used, free] = [await create("used"), await create("free")];
  await server.client.post("/api/2.0/mlflow/runs/log-inputs", {
    run_id: "maker",
    models: [{ model_id: used }],
  });
  expect(await modelTrashable.held(server.context, [free, used])).toEqual([
    { id: used, by: "run maker" },
  ]);
});

test("what is restored alone is changed, and is active again from now on", async () => {
  const [back, kept, waits] = [
    await trashed("back", 10),
    await create("kept"),
    await trashed("waits", 10),
  ];
  now = 50;
  await modelTrashable.restore(server.context, [back, kept], asker);
  expect(ids(await list())).toEqual([waits]);
  const rows = await server.context.database.all(
    "SELECT name, lifecycle, deleted_at, updated_at = 50 AS now FROM runs_model ORDER BY name",
  );
  expect(rows).toEqual([
    { name: "back", lifecycle: "active", deleted_at: null, now: 1 },
    { name: "kept", lifecycle: "active", deleted_at: null, now: 0 },
    { name: "waits", lifecycle: "deleted", deleted_at: 10, now: 0 },
  ]);
});

test("a purge takes its records and names its folder, and leaves what is not in the trash", async () => {
  const [gone, kept] = [await trashed("gone", 10), await create("kept")];
  expect(await purge(kept)).toBeUndefined();
  expect(await purge(gone)).toEqual({ places: [`${experiment}/models/${gone}`], things: [] });
  const { database } = server.context;
  expect(await selectTrashedModel(database, gone)).toBeUndefined();
  expect(await database.all("SELECT id FROM runs_model")).toEqual([{ id: kept }]);
  for (const table of ["runs_model_param", "runs_model_tag"]) {
    const sql = `SELECT count(*) AS n FROM ${table} WHERE model NOT IN (SELECT number FROM runs_model)`;
    const orphans = await database.get<{ n: number }>(sql);
    expect([table, orphans]).toEqual([table, { n: 0 }]);
  }
});
