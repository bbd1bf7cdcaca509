import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { systemClock } from "#ground/clock";
import { openTestServer, type TestServer } from "#test/open-store";
import { runBody } from "#test/run-body";
import { endRun } from "../end-run.ts";
import { createLoggedModel } from "../logged-models/index.ts";
import { startRun } from "../start-run.ts";
import { selectDeletedRun } from "../store/trashed.ts";
import { placeOf } from "./places.ts";
import { checkName, runTrashable } from "./run-trashable.ts";
import { trashExperiment } from "./trash-experiment.ts";
import { trashRuns } from "./trash-runs.ts";

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
    for (const table of ["runs_model_input", "runs_model", "runs_run"])
      await tx.run(`DELETE FROM ${table}`);
  });
});

const asker = { user: "ada", reason: "" };
const ids = (some: readonly { id: string }[]) => some.map(({ id }) => id);
/** A finished run. */
const recorded = async (id: string, more: object = {}): Promise<string> => {
  await startRun(server.context, runBody({ id, name: id, ...more }), "ada");
  await endRun(server.context, id, { status: "FINISHED", endedAt: 2000 });
  return id;
};
const trashed = async (id: string, at: number, more: object = {}) => {
  now = at;
  await trashRuns(server.context, [await recorded(id, more)]);
};
const experimentOf = async (id: string): Promise<number> => {
  const row = await server.context.database.get<{ experiment: number }>(
    "SELECT experiment FROM runs_run WHERE id = ?",
    id,
  );
  return row?.experiment ?? 0;
};
const filesOf = async (id: string, text: string): Promise<void> => {
  const folder = join(server.context.store.artifacts, `${await experimentOf(id)}`, id, "artifacts");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "a"), text);
};
const modelOf = async (run: string) =>
  (
    await createLoggedModel(server.context, {
      experimentId: await experimentOf(run),
      name: "m",
      type: undefined,
      sourceRun: run,
      params: [],
      tags: [],
    })
  ).id;
const purge = (id: string) =>
  server.context.database.write((tx) => runTrashable.purge(tx, server.context, id));

test("a run lists as its record says, the latest first, and is counted with what was measured", async () => {
  await trashed("b1", 20);
  await trashed("b2", 20);
  await trashed("a1", 10, { project: "other" });
  await recorded("kept");
  expect(ids(await runTrashable.list(server.context, { limit: 9 }))).toEqual(["b2", "b1", "a1"]);
  expect(ids(await runTrashable.list(server.context, { limit: 2 }))).toEqual(["b2", "b1"]);
  expect(await runTrashable.list(server.context, { limit: 9, project: "other" })).toEqual([
    {
      kind: "run",
      id: "a1",
      name: "a1",
      project: "other",
      place: "intents",
      holds: 1,
      bytes: null,
      deletedAt: 10,
      more: { experiment: "intents", runs: 1 },
    },
  ]);
  await filesOf("b1", "12345");
  expect(await runTrashable.measure?.(server.context, 2)).toBe(2);
  expect(await runTrashable.measure?.(server.context, 2)).toBe(1);
  expect(await runTrashable.measure?.(server.context, 2)).toBe(0);
  expect(await runTrashable.count(server.context)).toEqual({ total: 3, bytes: 5 });
  expect(await runTrashable.count(server.context, "other")).toEqual({ total: 1, bytes: 0 });
});

test("what is found and what expired lies there by itself, not with its experiment", async () => {
  await trashed("a1", 20);
  await trashed("a2", 10);
  await recorded("kept");
  const found = async () => ids(await runTrashable.find(server.context, ["a2", "kept", "a1", "x"]));
  const expired = async (before: number) => ids(await runTrashable.expired(server.context, before));
  expect([await found(), await expired(20), await expired(21)]).toEqual([
    ["a2", "a1"],
    ["a2"],
    ["a1", "a2"],
  ]);
  const experiment = await experimentOf("a1");
  await trashExperiment(server.context, experiment);
  expect([await found(), await expired(99)]).toEqual([[], []]);
  await server.context.database.write((tx) =>
    tx.run("UPDATE runs_experiment SET lifecycle = 'active', deleted_at = NULL"),
  );
});

test("a run that still reports is known, and stays where it is until it is lost", async () => {
  await startRun(server.context, runBody({ id: "going" }), "ada");
  await recorded("over");
  const check = (...of: string[]) => runTrashable.put?.check(server.context, of);
  expect(await runTrashable.put?.knows(server.context, ["x", "going"])).toEqual(["going"]);
  await check("over");
  await expect(check("over", "going")).rejects.toMatchObject({ code: "RUNS_STILL_RUNNING" });
  await server.context.database.write((tx) => tx.run("UPDATE runs_run SET lost_at = 5"));
  await check("over", "going");
});

test("one comes back under another name, and none where the name is none", async () => {
  await trashed("a1", 10);
  await trashed("a2", 10);
  const name = async () =>
    await server.context.database.all("SELECT name FROM runs_run ORDER BY id");
  const restore = (as: string) => runTrashable.restore(server.context, ["a1"], { ...asker, as });
  for (const as of ["", " ", "x".repeat(501)])
    await expect(restore(as)).rejects.toMatchObject({ code: "VALUE_INVALID" });
  expect(ids(await runTrashable.list(server.context, { limit: 9 }))).toEqual(["a2", "a1"]);
  await restore("again");
  expect(await name()).toEqual([{ name: "again" }, { name: "a2" }]);
  expect(ids(await runTrashable.list(server.context, { limit: 9 }))).toEqual(["a2"]);
  checkName("x".repeat(500));
});

test("a purge takes the models that no other run uses, and nothing that is not in the trash", async () => {
  await recorded("a1");
  await recorded("user");
  const [own, used] = [await modelOf("a1"), await modelOf("a1")];
  await server.client.post("/api/2.0/mlflow/runs/log-inputs", {
    run_id: "user",
    models: [{ model_id: used }],
  });
  expect(await purge("a1")).toBeUndefined();
  await trashRuns(server.context, ["a1"]);
  const experiment = await experimentOf("a1");
  expect(await purge("a1")).toEqual({
    places: [`${experiment}/a1`, `${experiment}/models/${own}`],
    things: [{ kind: "run", id: "a1" }],
  });
  const { database } = server.context;
  expect(await database.all("SELECT id FROM runs_run")).toEqual([{ id: "user" }]);
  expect(await database.all("SELECT id FROM runs_model")).toEqual([{ id: used }]);
  expect(await selectDeletedRun(database, "user")).toBeUndefined();
  expect(await selectDeletedRun(database, "user", { also: "active" })).toMatchObject({
    id: "user",
  });
});

test("only the folder that is this server's own and the thing's own is a place", () => {
  const at = (artifact_root: string | null, kind?: "run" | "model") =>
    placeOf({ id: "a1", experiment: 7, artifact_root }, kind);
  expect([at(null), at(null, "model")]).toEqual(["7/a1", "7/models/a1"]);
  expect(at("mlflow-artifacts:/team/x/a1/artifacts")).toBe("team/x/a1");
  expect(at("mlflow-artifacts:///team/a1/artifacts//", "model")).toBe("team/a1");
  for (const root of [
    "s3://bucket/7/a1/artifacts",
    "/data/7/a1/artifacts",
    "mlflow-artifacts:/7/b2/artifacts",
    "mlflow-artifacts:/7/a1",
    "mlflow-artifacts:/7/xa1/artifacts",
  ])
    expect([root, at(root)]).toEqual([root, undefined]);
});
