import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { systemClock } from "#ground/clock";
import { openTestServer, type TestServer } from "#test/open-store";
import { runBody } from "#test/run-body";
import { endRun } from "../end-run.ts";
import { createExperiment, findExperiment } from "../experiments/index.ts";
import { createLoggedModel } from "../logged-models/index.ts";
import { startRun } from "../start-run.ts";
import { experimentTrashable } from "./experiment-trashable.ts";
import { runTrashable } from "./run-trashable.ts";
import { trashExperiment } from "./trash-experiment.ts";

let server: TestServer;
let now = 0;
beforeAll(async () => {
  const clock = { ...systemClock, now: () => now };
  server = await openTestServer({ slices: ["lineage", "trash", "artifacts", "runs"], clock });
});
afterAll(() => server.close());
beforeEach(async () => {
  now = 1000;
  await server.context.database.write(async (tx) => {
    for (const table of ["runs_model", "runs_run", "runs_experiment WHERE id <> 0"])
      await tx.run(`DELETE FROM ${table}`);
  });
});

const asker = { user: "ada", reason: "" };
const ids = (some: readonly { id: string }[]) => some.map(({ id }) => id);
const create = (name: string, project = "shop") =>
  createExperiment(server.context, { name, project });
const trashed = async (name: string, at: number, project?: string): Promise<string> => {
  const id = await create(name, project);
  now = at;
  await trashExperiment(server.context, id);
  return String(id);
};
const start = (experiment: string, id: string) =>
  startRun(server.context, runBody({ experiment, id }), "ada");
const end = (id: string) => endRun(server.context, id, { status: "FINISHED", endedAt: 2000 });
const purge = (id: string) =>
  server.context.database.write((tx) => experimentTrashable.purge(tx, server.context, id));
const state = async (name: string) =>
  (await findExperiment(server.context.database, { name })).lifecycle;

test("an experiment is told with its runs; its bytes are unknown until each run was measured", async () => {
  const id = String(await create("a"));
  for (const run of ["r1", "r2"]) {
    await start("a", run);
    await end(run);
  }
  await trashExperiment(server.context, Number(id));
  const told = {
    kind: "experiment",
    id,
    name: "a",
    project: "shop",
    place: "",
    holds: 2,
    bytes: null as number | null,
    deletedAt: 1000,
    more: { experiment: "a", runs: 2 },
  };
  await runTrashable.measure?.(server.context, 1);
  expect(await experimentTrashable.list(server.context, { limit: 9 })).toEqual([told]);
  await runTrashable.measure?.(server.context, 1);
  expect(await experimentTrashable.find(server.context, [id])).toEqual([{ ...told, bytes: 0 }]);
  expect(await experimentTrashable.parts?.(server.context, id)).toMatchObject([
    { kind: "run", id: "r1" },
    { kind: "run", id: "r2" },
  ]);
});

test("the latest stands first, the oldest expires first, and the default never", async () => {
  const a = await trashed("a", 20);
  const b = await trashed("b", 10, "other");
  const c = await trashed("c", 10);
  await create("kept");
  const list = async (limit: number, project?: string) =>
    ids(await experimentTrashable.list(server.context, { limit, project }));
  expect([await list(9), await list(2), await list(9, "other")]).toEqual([[a, c, b], [a, c], [b]]);
  expect(await experimentTrashable.count(server.context)).toEqual({ total: 3, bytes: 0 });
  expect(await experimentTrashable.count(server.context, "other")).toEqual({ total: 1, bytes: 0 });
  now = 5;
  await trashExperiment(server.context, 0);
  const expired = async (before: number) =>
    ids(await experimentTrashable.expired(server.context, before));
  expect([await expired(10), await expired(11), await expired(21)]).toEqual([
    [],
    [b, c],
    [b, c, a],
  ]);
  expect(ids(await experimentTrashable.find(server.context, ["0", "x", "1".repeat(16)]))).toEqual([
    "0",
  ]);
  await expect(experimentTrashable.refuse?.(server.context, [a, "0"])).rejects.toMatchObject({
    code: "RUNS_DEFAULT_KEPT",
  });
  await experimentTrashable.refuse?.(server.context, [a]);
  await experimentTrashable.restore(server.context, ["0"], asker);
});

test("it is known by its number alone, wherever it lies, and stays while a run of it goes on", async () => {
  const [a, b] = [String(await create("a")), await trashed("b", 10)];
  const known = await experimentTrashable.put?.knows(server.context, [b, "r1", "-1", a, "99"]);
  expect(known).toEqual([b, a]);
  const check = () => experimentTrashable.put?.check(server.context, [b, a]);
  await start("a", "r1");
  await expect(check()).rejects.toMatchObject({
    code: "RUNS_STILL_RUNNING",
    facts: { id: "r1" },
  });
  await server.context.database.write((tx) => tx.run("UPDATE runs_run SET lost_at = 5"));
  await check();
  await end("r1");
  await check();
  now = 30;
  await experimentTrashable.put?.move(server.context, [b, a, "99"], asker);
  expect(
    (await experimentTrashable.list(server.context, { limit: 9 })).map((one) => one.deletedAt),
  ).toEqual([30, 10]);
});

test("it comes back under a free name, and not at all under one that is taken", async () => {
  const a = await trashed("a", 10);
  await create("b");
  const restore = (as: string) =>
    experimentTrashable.restore(server.context, [a], { ...asker, as });
  await expect(restore("b")).rejects.toMatchObject({ code: "RUNS_EXPERIMENT_EXISTS" });
  await expect(restore(" ")).rejects.toMatchObject({ code: "VALUE_INVALID" });
  expect(await state("a")).toBe("deleted");
  await restore("a");
  expect(await state("a")).toBe("active");
  await trashExperiment(server.context, Number(a));
  await restore("c");
  expect(await state("c")).toBe("active");
  await expect(state("a")).rejects.toMatchObject({ code: "RUNS_EXPERIMENT_NAME_UNKNOWN" });
});

test("a purge waits for its runs, and gives up what lies below its number", async () => {
  const id = String(await create("a"));
  await start("a", "r1");
  await end("r1");
  expect(await purge(id)).toBeUndefined();
  await trashExperiment(server.context, Number(id));
  expect(await purge(id)).toBeUndefined();
  await server.context.database.write((tx) => runTrashable.purge(tx, server.context, "r1"));
  await experimentTrashable.restore(server.context, [id], asker);
  const model = await createLoggedModel(server.context, {
    experimentId: Number(id),
    name: "m",
    type: undefined,
    sourceRun: undefined,
    params: [],
    tags: [],
  });
  await trashExperiment(server.context, Number(id));
  mkdirSync(join(server.context.store.artifacts, id, "traces", "tr-1"), { recursive: true });
  expect(await purge(id)).toEqual({
    places: [
      `${id}/models/${model.id}`,
      `${id}/traces/tr-1`,
      `${id}/models/`,
      `${id}/traces/`,
      `${id}/`,
    ],
    things: [],
  });
  await expect(state("a")).rejects.toMatchObject({ code: "RUNS_EXPERIMENT_NAME_UNKNOWN" });
  expect(await server.context.database.all("SELECT id FROM runs_model")).toEqual([]);
});
