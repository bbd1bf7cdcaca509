import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestServer, type TestServer } from "#test/open-store";
import { runBody } from "#test/run-body";
import { readEnvironment } from "./environment/index.ts";
import { startRun } from "./start-run.ts";
import { addParam, addTag } from "./store/add-missing.ts";
import { internKey } from "./store/intern-key.ts";

let server: TestServer;
beforeAll(async () => {
  server = await openTestServer({ slices: ["lineage", "artifacts", "runs"] });
});
afterAll(() => server.close());

const start = (more: object) => startRun(server.context, runBody(more), "asker");
const row = (id: string) =>
  server.context.database.get<{ number: number; lost_after: number | null }>(
    "SELECT number, lost_after FROM runs_run WHERE id = ?",
    id,
  );
const numberOf = async (id: string) => (await row(id))?.number ?? 0;

test("a run has its facts also as the tags by which MLflow's clients know them", async () => {
  const run = await start({
    id: "told",
    command: ["python", "train.py"],
    commit: "c0ffee",
    branch: "main",
    dirty: true,
    notebook: "nb/1.ipynb",
    data: [{ path: "in.csv", md5: "a".repeat(32), size: 1, tracked: true }],
    params: { lr: "0.1" },
    tags: { team: "nlu" },
  });
  expect(run).toMatchObject({
    id: "told",
    user: "asker",
    status: "RUNNING",
    params: { lr: "0.1" },
  });
  expect(run.tags).toEqual({
    team: "nlu",
    "mlflow.runName": "one",
    "mlflow.user": "asker",
    "mlflow.source.name": "python train.py",
    "mlflow.source.type": "LOCAL",
    "mlflow.source.git.commit": "c0ffee",
    "mlflow.source.git.branch": "main",
    "fettle.project": "shop",
    "fettle.command": '["python","train.py"]',
    "fettle.dirty": "true",
    "fettle.notebook": "nb/1.ipynb",
    "fettle.data.in.csv": "a".repeat(32),
  });
});

test("what it was not told has no tag; its name is made up where it has none", async () => {
  const run = await start({ id: "bare", name: "  ", user: "grace", command: ["x".repeat(9000)] });
  expect(run.name.trim()).not.toBe("");
  expect(run.user).toBe("grace");
  expect(Object.keys(run.tags).sort()).toEqual([
    "fettle.command",
    "fettle.dirty",
    "fettle.project",
    "mlflow.runName",
    "mlflow.source.name",
    "mlflow.source.type",
    "mlflow.user",
  ]);
  expect(run.tags["mlflow.source.name"]).toHaveLength(8000);
  expect(run.tags["fettle.command"]).toHaveLength(8000);
});

test("secrets on its command line are taken out before anything is written", async () => {
  const run = await start({ id: "secret", command: ["train", "--api-key=hunter2-secret"] });
  expect(JSON.stringify(run)).not.toContain("hunter2");
  await start({ id: "secret", command: ["train", "--api-key=hunter2-secret"] });
});

test("sent again with the same facts it is the run that is there, and with others it is refused", async () => {
  await start({ id: "again", params: { lr: "1" } });
  expect(await start({ id: "again", params: { lr: "2" }, name: "other" })).toMatchObject({
    name: "one",
    params: { lr: "1" },
  });
  for (const other of [
    { project: "x" },
    { experiment: "x" },
    { startedAt: 1001 },
    { command: ["false"] },
    { folder: "sub" },
    { commit: "abc" },
    { dirty: true },
    { notebook: "n" },
    { data: [{ path: "a", md5: "b", size: 1, tracked: true }] },
  ])
    await expect(start({ id: "again", ...other })).rejects.toMatchObject({
      code: "RUNS_ID_TAKEN",
      status: 409,
    });
});

test("nothing is left of a run with a key that can't be", async () => {
  for (const wrong of [{ params: { "": "1" } }, { tags: { "a\nb": "1" } }])
    await expect(start({ id: "wrong", ...wrong })).rejects.toMatchObject({
      code: "VALUE_INVALID",
    });
  expect(await row("wrong")).toBeUndefined();
});

test("how long it may be silent, and what it ran in, is kept; the same text of two runs once", async () => {
  const environment = { platform: "linux", cores: 2, memory: 1, gpus: [], variables: {} };
  for (const id of ["e1", "e2"]) await start({ id, environment, lostAfterMs: 5000 });
  const patch = { text: "+a\n", cut: false, redacted: false, untracked: [], untrackedTotal: 0 };
  await start({ id: "e3", patch });
  const { database } = server.context;
  expect([(await row("e1"))?.lost_after, (await row("e3"))?.lost_after]).toEqual([5000, null]);
  const read = async (id: string) => readEnvironment(database, await numberOf(id));
  expect(await read("e2")).toEqual({ environment, patch: null });
  expect(await read("e3")).toEqual({ environment: null, patch });
  const sql = "SELECT count(DISTINCT hash) AS texts, count(*) AS runs FROM runs_recorded";
  expect(await database.get(sql)).toEqual({ texts: 2, runs: 3 });
});

test("a tag or parameter that is there already stays as it is", async () => {
  const run = await start({ id: "adding", params: { lr: "1" }, tags: { team: "nlu" } });
  const number = await numberOf(run.id);
  await server.context.database.write(async (tx) => {
    const [lr, depth] = [await internKey(tx, "lr"), await internKey(tx, "depth")];
    expect(await addParam(tx, number, lr, "2")).toEqual({ added: false, kept: "1" });
    expect(await addParam(tx, number, depth, "3")).toEqual({ added: true, kept: "3" });
    expect(await addTag(tx, "run", number, "team", "x")).toBe(false);
    expect(await addTag(tx, "run", number, "stage", "x")).toBe(true);
    expect(await addTag(tx, "experiment", 0, "stage", "a")).toBe(true);
    expect(await addTag(tx, "experiment", 0, "stage", "b")).toBe(false);
  });
  const after = await start({ id: "adding" });
  expect(after.params).toEqual({ lr: "1", depth: "3" });
  expect(after.tags).toMatchObject({ team: "nlu", stage: "x" });
});
