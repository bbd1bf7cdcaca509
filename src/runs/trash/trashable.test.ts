import { existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { systemClock } from "#ground/clock";
import { fill } from "#ground/hooks";
import { defineSlice } from "#ground/slice";
import { lineageOf, recordEdge } from "#lineage";
import { openTestServer, type TestServer } from "#test/open-store";
import type { Purged, TrashList } from "#trash";
import type { RunDetail } from "../model.ts";
import { runsPurged } from "../runs-purged.ts";
import { runHeld } from "./index.ts";

const API = "/api/fettle/1/runs";
const TRASH = "/api/fettle/1/trash";
const DAY_MS = 24 * 3_600_000;
let server: TestServer;
let now: number;
let holders: { id: string; by: string }[];
let forgotten: string[];

const referring = defineSlice({
  name: "referring",
  summary: "refers to runs",
  needs: ["runs"],
  hooks: async () => [
    fill(runHeld, async (ids) => holders.filter((one) => ids.includes(one.id))),
    fill(runsPurged, async (_, ids) => void forgotten.push(...ids)),
  ],
});

beforeEach(async () => {
  now = 1_000_000;
  holders = [];
  forgotten = [];
  server = await openTestServer({
    slices: ["lineage", "trash", "artifacts", "runs", referring],
    clock: { ...systemClock, now: () => now },
  });
});
afterEach(async () => {
  expect(server.logLines.filter((line) => line.includes('"level":"error"'))).toEqual([]);
  await server.close();
});

const idOf = (n: number): string => n.toString(16).padStart(32, "0");
const purging = () => join(server.context.store.artifacts, ".fettle", "purging");
const artifactsOf = (n: number) => join(server.context.store.artifacts, "1", idOf(n));

/** A finished run with something in every place where a run leaves something. */
async function recorded(n: number, experiment = "intents"): Promise<void> {
  await server.client.post(API, {
    id: idOf(n),
    project: "shop",
    experiment,
    name: `run-${n}`,
    startedAt: now,
    command: ["true"],
    folder: ".",
    dirty: false,
    data: [{ path: "in.csv", md5: "0123456789abcdef0123456789abcdef", size: 1, tracked: true }],
    params: { lr: "1" },
    tags: { team: "ml" },
  });
  await server.client.post("/api/2.0/mlflow/runs/log-batch", {
    run_id: idOf(n),
    metrics: [{ key: "f1", value: 0.5, timestamp: 1, step: 0 }],
  });
  await server.client.post(`${API}/${idOf(n)}/end`, { status: "FINISHED", endedAt: now });
  mkdirSync(join(artifactsOf(n), "artifacts", "model"), { recursive: true });
  writeFileSync(join(artifactsOf(n), "artifacts", "model", "weights"), "12345", { mode: 0o444 });
}

const trash = (...ids: string[]) => server.client.post(TRASH, { ids });
const purge = (...ids: string[]) => server.client.post<Purged>(`${TRASH}/purge`, { ids });
const purgeExpired = () => server.client.post<Purged>(`${TRASH}/purge`, { expired: true });
const list = () => server.client.get<TrashList>(TRASH);
/** Every table that names runs by their number. */
async function tablesWith(number: number): Promise<string[]> {
  const { database } = server.context;
  const tables = await database.all<{ name: string }>(
    "SELECT m.name FROM sqlite_master m JOIN pragma_table_info(m.name) c ON c.name = 'run' WHERE m.type = 'table'",
  );
  const found = [];
  for (const { name } of tables)
    if ((await database.all(`SELECT 1 FROM ${name} WHERE run = ?`, number)).length > 0)
      found.push(name);
  return found;
}

test("the trash tells sizes, and when what lies there is purged", async () => {
  await recorded(1);
  await trash(idOf(1));
  expect(await list()).toEqual({
    items: [
      {
        kind: "run",
        id: idOf(1),
        name: "run-1",
        experiment: "intents",
        place: "intents",
        project: "shop",
        runs: 1,
        holds: 1,
        bytes: 5,
        deletedAt: now,
        purgeAt: now + 30 * DAY_MS,
        referencedBy: [],
      },
    ],
    total: 1,
    bytes: 5,
    waits: null,
  });
});

test("what comes back is as it was, files included", async () => {
  await recorded(1);
  const before = await server.client.get<RunDetail>(`${API}/${idOf(1)}`);
  await trash(idOf(1));
  await list();
  await server.client.post(`${TRASH}/restore`, { ids: [idOf(1)] });
  expect(await server.client.get(`${API}/${idOf(1)}`)).toEqual(before);
  expect(await server.client.get(`${API}/${idOf(1)}/artifacts`, { path: "model" })).toEqual({
    files: [{ path: "model/weights", folder: false, size: 5 }],
  });
  expect((await list()).items).toEqual([]);
});

test("a purged run leaves nothing: no row, no file, no lineage", async () => {
  await recorded(1);
  await recorded(2);
  expect((await tablesWith(1)).length).toBeGreaterThan(3);
  await trash(idOf(1));
  expect(await purge(idOf(1))).toMatchObject({ runs: 1, experiments: 0, bytes: 5 });
  expect(forgotten).toEqual([idOf(1)]);
  expect(await tablesWith(1)).toEqual([]);
  expect([existsSync(artifactsOf(1)), existsSync(artifactsOf(2))]).toEqual([false, true]);
  expect(readdirSync(purging())).toEqual([]);
  const kin = await lineageOf(server.context.database, { kind: "run", id: idOf(1) }, 1);
  expect(kin.edges).toEqual([]);
  await expect(server.client.get(`${API}/${idOf(1)}`)).rejects.toMatchObject({ status: 404 });
  expect(await server.client.get(`${API}/${idOf(2)}`)).toMatchObject({ metrics: { f1: 0.5 } });
});

test("what is not in the trash is not purged, and nothing else of the request either", async () => {
  await recorded(1);
  await recorded(2);
  await trash(idOf(1));
  await expect(purge(idOf(1), idOf(2))).rejects.toMatchObject({ code: "TRASH_UNKNOWN" });
  expect((await list()).items.map((item) => item.id)).toEqual([idOf(1)]);
});

test("what somebody refers to is neither trashed nor purged, and who does is told", async () => {
  await recorded(1);
  await recorded(2);
  await trash(idOf(1));
  holders = [1, 2].map((n) => ({ id: idOf(n), by: `model intent@${n}` }));
  await expect(trash(idOf(2))).rejects.toMatchObject({
    code: "TRASH_HELD",
    status: 409,
    message: "still in use: 00000000 by model intent@2",
  });
  await expect(purge(idOf(1))).rejects.toMatchObject({ code: "TRASH_HELD" });
  expect((await list()).items[0]?.referencedBy).toEqual(["model intent@1"]);
  now += 31 * DAY_MS;
  expect(await purgeExpired()).toMatchObject({ runs: 0 });
});

test("a report that came from a run holds it", async () => {
  await recorded(1);
  await server.context.database.write((tx) =>
    recordEdge(tx, {
      project: "shop",
      from: { kind: "run", id: idOf(1) },
      to: { kind: "report", id: "r7" },
      relation: "tested",
      at: 1,
    }),
  );
  await expect(trash(idOf(1))).rejects.toMatchObject({ message: /by report r7$/ });
});

test("a run that still reports is not put into the trash", async () => {
  await server.client.post(API, {
    id: idOf(9),
    project: "shop",
    experiment: "intents",
    startedAt: now,
    command: [],
    folder: ".",
    dirty: false,
    data: [],
  });
  await expect(trash(idOf(9))).rejects.toMatchObject({ code: "RUNS_STILL_RUNNING" });
});

test("a trashed experiment keeps its name until it is purged, or restored under another", async () => {
  await recorded(1);
  await recorded(2);
  await trash("1");
  expect(await list()).toMatchObject({
    items: [{ kind: "experiment", id: "1", name: "intents", runs: 2, bytes: 10 }],
    total: 1,
    bytes: 10,
  });
  await expect(recorded(3)).rejects.toMatchObject({ code: "RUNS_EXPERIMENT_DELETED" });
  await server.client.post(`${TRASH}/restore`, { ids: ["1"], as: "old intents" });
  expect(await server.client.get(`${API}/${idOf(1)}`)).toMatchObject({ experiment: "old intents" });
  await recorded(3);
  await expect(server.client.post(`${TRASH}/restore`, { ids: ["1"] })).rejects.toMatchObject({
    code: "TRASH_UNKNOWN",
  });
  await trash("1");
  expect(await purge("1")).toMatchObject({ runs: 2, experiments: 1 });
  await recorded(4, "old intents");
});

test("a new name that is taken is refused, and nothing is restored", async () => {
  await recorded(1);
  await recorded(2, "taken");
  await trash("1");
  for (const as of ["taken", " "])
    await expect(server.client.post(`${TRASH}/restore`, { ids: ["1"], as })).rejects.toMatchObject({
      status: 400,
    });
  expect((await list()).total).toBe(1);
});

test("the experiment that MLflow's clients fall back to is never purged", async () => {
  await server.client.post("/api/2.0/mlflow/experiments/delete", { experiment_id: "0" });
  await expect(purge("0")).rejects.toMatchObject({ code: "RUNS_DEFAULT_KEPT" });
});

test("what has lain in the trash for as long as the settings say is purged, and no more", async () => {
  await recorded(1);
  await recorded(2);
  await trash(idOf(1));
  now += 20 * DAY_MS;
  await trash(idOf(2));
  now += 11 * DAY_MS;
  expect(await purgeExpired()).toMatchObject({ runs: 1 });
  expect((await list()).items.map((item) => item.id)).toEqual([idOf(2)]);
});

/** A logged model of a run, with a file. */
async function logModel(n: number): Promise<string> {
  const wire = "/api/2.0/mlflow/logged-models";
  const made = await server.client.post<{ model: { info: { model_id: string } } }>(wire, {
    experiment_id: "1",
    source_run_id: idOf(n),
    name: `model-of-${n}`,
  });
  const id = made.model.info.model_id;
  const folder = modelFolder(id);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "weights"), "1234567");
  return id;
}
const modelFolder = (id: string) =>
  join(server.context.store.artifacts, "1", "models", id, "artifacts");

test("who holds a logged model holds its run and its experiment", async () => {
  await recorded(1);
  const model = await logModel(1);
  holders = [{ id: model, by: "model intent@1" }];
  const refused = { code: "TRASH_HELD", message: /by model intent@1/ };
  await expect(trash(idOf(1))).rejects.toMatchObject({ code: "TRASH_HELD" });
  await server.client.post("/api/2.0/mlflow/runs/delete", { run_id: idOf(1) });
  expect((await list()).items).toMatchObject([{ referencedBy: ["model intent@1"] }]);
  await expect(purge(idOf(1))).rejects.toMatchObject(refused);
  now += 31 * DAY_MS;
  expect(await purgeExpired()).toMatchObject({ runs: 0 });
  await server.client.post("/api/2.0/mlflow/experiments/delete", { experiment_id: "1" });
  await expect(purge("1")).rejects.toMatchObject(refused);
  expect(existsSync(modelFolder(model))).toBe(true);
  holders = [];
  expect(await purge("1")).toMatchObject({ experiments: 1, runs: 1, bytes: 12 });
  expect(existsSync(modelFolder(model))).toBe(false);
});

test("a logged model that was deleted by itself comes back, or is purged with its files", async () => {
  await recorded(1);
  const model = await logModel(1);
  const remove = () => server.client.delete(`/api/2.0/mlflow/logged-models/${model}`);
  await remove();
  expect((await list()).items).toMatchObject([
    { kind: "logged model", id: model, name: "model-of-1", place: "run-1", bytes: 7 },
  ]);
  await server.client.post(`${TRASH}/restore`, { ids: [model] });
  expect((await list()).items).toEqual([]);
  await remove();
  holders = [{ id: model, by: "model intent@1" }];
  await expect(purge(model)).rejects.toMatchObject({ code: "TRASH_HELD" });
  holders = [];
  expect(await purge(model)).toMatchObject({ "logged models": 1, bytes: 7 });
  expect(existsSync(modelFolder(model))).toBe(false);
});

test("a logged model that a run takes as its input stays", async () => {
  await recorded(1);
  await recorded(2);
  const model = await logModel(1);
  await server.client.post("/api/2.0/mlflow/runs/log-inputs", {
    run_id: idOf(2),
    models: [{ model_id: model }],
  });
  await server.client.delete(`/api/2.0/mlflow/logged-models/${model}`);
  await expect(purge(model)).rejects.toMatchObject({ message: /by run 0+2$/ });
});

test("a saved view waits in the trash as long as anything else", async () => {
  const views = `${API}/views/mine`;
  const save = () => server.client.put(`${views}?project=shop`, { query: { sort: "f1" } });
  await save();
  await server.client.delete(`${views}?project=shop`);
  expect((await list()).items).toMatchObject([
    { kind: "view", id: "shop/mine", name: "mine", project: "shop" },
  ]);
  await server.client.post(`${TRASH}/restore`, { ids: ["shop/mine"] });
  expect(await server.client.get(views, { project: "shop" })).toMatchObject({ name: "mine" });
  await server.client.delete(`${views}?project=shop`);
  now += 31 * DAY_MS;
  expect(await purgeExpired()).toMatchObject({ views: 1 });
  expect((await list()).items).toEqual([]);
});

test("a store in which nothing was ever stored has a trash, too", async () => {
  await recorded(1);
  rmSync(server.context.store.artifacts, { recursive: true });
  await trash(idOf(1));
  expect((await list()).items).toMatchObject([{ bytes: 0 }]);
  expect(await purge(idOf(1))).toMatchObject({ runs: 1, experiments: 0, bytes: 0 });
});

test("a purge follows no link out of the artifact folder", async () => {
  await recorded(1);
  const outside = join(server.folder, "outside");
  mkdirSync(outside);
  writeFileSync(join(outside, "keep"), "x");
  symlinkSync(outside, join(artifactsOf(1), "artifacts", "link"));
  await trash(idOf(1));
  await purge(idOf(1));
  expect([existsSync(artifactsOf(1)), existsSync(join(outside, "keep"))]).toEqual([false, true]);
});
