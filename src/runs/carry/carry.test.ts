import { Readable } from "node:stream";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { CarriedRecord } from "#ground/slice";
import { openTestServer, type TestServer } from "#test/open-store";
import { findExperiment } from "../experiments/index.ts";
import { findRun } from "../find-run.ts";
import { readLoggedModel } from "../logged-models/index.ts";
import { settle } from "../metrics/index.ts";
import { CARRY } from "./carry.ts";
import { takeRecords } from "./take-records.ts";

let server: TestServer;
beforeAll(async () => {
  server = await openTestServer({ slices: ["lineage", "trash", "artifacts", "runs"] });
});
afterAll(() => server.close());
beforeEach(() =>
  server.context.database.write(async (tx) => {
    for (const table of ["runs_model_point", "runs_model_tag", "runs_model_param", "runs_model"])
      await tx.run(`DELETE FROM ${table}`);
  }),
);

const experiment = {
  type: "experiment",
  id: "7",
  name: "e",
  lifecycle: "active",
  createdAt: 1,
  updatedAt: 2,
  tags: { team: "nlu" },
};
const run = {
  type: "run",
  id: "r1",
  experiment: "e",
  name: "n",
  user: "ada",
  status: "FINISHED",
  lifecycle: "active",
  startedAt: 1,
  endedAt: 2,
  params: { lr: "1" },
  tags: { a: "1" },
  datasets: [],
  modelInputs: [],
  modelOutputs: [],
};
const model = {
  type: "logged-model",
  id: "m-1",
  experiment: "e",
  name: "m",
  modelType: "",
  status: "READY",
  statusMessage: "",
  lifecycle: "active",
  createdAt: 3,
  updatedAt: 4,
  params: { depth: "3" },
  tags: { a: "1" },
  points: [],
};
const take = (...records: CarriedRecord[]) => takeRecords(server.context, records, "shop");
const kind = (name: string) => {
  const found = CARRY.kinds.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no kind ${name}`);
  return found;
};
const readRun = async (id: string) => findRun(await settle(server.context), id, undefined);
const readExperiment = (name: string) => findExperiment(server.context.database, { name });

test("an experiment keeps its number where it is free, and else that is told", async () => {
  const named = (id: string, name: string) => ({ ...experiment, id, name });
  const [first, taken, huge, zero] = await take(
    named("70", "free"),
    named("70", "taken"),
    named("999999999999999999", "huge"),
    named("0", "zero"),
  );
  expect(first).toEqual({ outcome: "new" });
  expect(await readExperiment("free")).toMatchObject({ id: 70, project: "shop", createdAt: 1 });
  const here = async (name: string) => (await readExperiment(name)).id;
  const note = async (name: string, why: string) =>
    `experiment ${name} has the number ${await here(name)} here; ${why}`;
  expect(taken).toEqual({ outcome: "new", note: await note("taken", "70 was taken") });
  const none = "999999999999999999 can't be one here";
  expect(huge).toEqual({ outcome: "new", note: await note("huge", none) });
  expect(zero).toEqual({ outcome: "new", note: await note("zero", "0 can't be one here") });
  // Whatever its number is here, it is as old as it was there.
  for (const name of ["free", "taken", "huge", "zero"])
    expect(await readExperiment(name)).toMatchObject({ createdAt: 1, updatedAt: 2 });
});

test("the same again changes nothing, and a tag more is more; one that is there stays", async () => {
  expect(await take(experiment, experiment)).toEqual([{ outcome: "new" }, { outcome: "same" }]);
  const tags = { team: "other", stage: "x" };
  expect(await take({ ...experiment, id: "8", tags })).toEqual([
    { outcome: "more", note: "experiment e has the number 7 here and 8 there" },
  ]);
  expect((await readExperiment("e")).tags).toEqual([
    { key: "stage", value: "x" },
    { key: "team", value: "nlu" },
  ]);
});

test("a run that is there gets what it lacks, and keeps what it has", async () => {
  expect(await take(experiment, run, run)).toMatchObject([
    {},
    { outcome: "new" },
    { outcome: "same" },
  ]);
  const inputs = { ...run, modelInputs: ["m-9"] };
  expect(await take(inputs, inputs)).toEqual([{ outcome: "more" }, { outcome: "same" }]);
  const params = { lr: "2", depth: "3" };
  expect(await take({ ...run, name: "renamed", params, tags: { a: "2", b: "2" } })).toEqual([
    { outcome: "more", note: "run r1: parameter lr is 1 here and 2 there" },
  ]);
  expect(await readRun("r1")).toMatchObject({
    name: "n",
    user: "ada",
    project: "shop",
    status: "FINISHED",
    endedAt: 2,
    params: { lr: "1", depth: "3" },
    tags: { a: "1", b: "2" },
  });
});

test("a run that went on ends once, and none that is over goes on again", async () => {
  const going = { ...run, id: "r2", status: "RUNNING", endedAt: null };
  const outcomes = async (...records: CarriedRecord[]) =>
    (await take(...records)).map(({ outcome }) => outcome);
  expect(await outcomes(experiment, going, going)).toEqual(["same", "new", "same"]);
  expect(await outcomes({ ...going, status: "FAILED", endedAt: 9 })).toEqual(["more"]);
  expect(await outcomes(going, { ...going, status: "KILLED", endedAt: 10 })).toEqual([
    "same",
    "same",
  ]);
  expect(await readRun("r2")).toMatchObject({ status: "FAILED", endedAt: 9 });
});

test("what is known of where it ran comes from what was recorded, else from its tags", async () => {
  const tags = {
    "mlflow.source.git.commit": "t1",
    "mlflow.source.git.branch": "tb",
    "fettle.notebook": "t.ipynb",
  };
  const recorded = {
    command: ["train"],
    folder: "sub",
    commit: "r1",
    branch: "rb",
    dirty: true,
    notebook: "r.ipynb",
    exitCode: 3,
    data: [],
  };
  await take(
    experiment,
    { ...run, id: "tagged", tags },
    { ...run, id: "told", tags, recorded, project: "own", status: "FAILED" },
  );
  expect(await readRun("tagged")).toMatchObject({
    commit: "t1",
    branch: "tb",
    notebook: "t.ipynb",
    dirty: false,
    command: null,
    exitCode: null,
  });
  const { data: _, ...facts } = recorded;
  expect(await readRun("told")).toMatchObject({ ...facts, project: "own" });
});

test("points come when their runs are there, wherever they stand, and one that is refused stops no other", async () => {
  const points = (of: string) => ({
    type: "points",
    run: of,
    key: "f1",
    points: [
      [0, 5, "NaN"],
      [1, 6, 0.5],
    ],
  });
  const lost = { ...run, id: "r4", experiment: "nobody" };
  expect(await take(points("r3"), points("r4"), lost, { ...run, id: "r3" })).toEqual([
    { outcome: "more" },
    { outcome: "refused", note: "Run with id=r4 not found" },
    { outcome: "refused", note: 'Could not find experiment with name "nobody"' },
    { outcome: "new" },
  ]);
  const { metricSummaries } = await readRun("r3");
  expect(metricSummaries).toMatchObject([{ key: "f1", count: 2 }]);
});

test("a logged model is taken with what it lacks; points of runs that are not here are counted", async () => {
  const point = (of: string) => ({ run: of, key: "f1", step: 0, at: 5, value: 0.5 });
  const points = ["r1", "nobody", "nowhere"].map(point);
  expect(await take({ ...model, run: "r1", points })).toEqual([
    {
      outcome: "new",
      note: "logged model m-1: 2 points are of runs that are not here",
      left: { "points of logged models whose runs are not here": 2 },
    },
  ]);
  expect(await take(model)).toEqual([{ outcome: "same" }]);
  for (const more of [{ tags: { a: "2", b: "2" } }, { params: { depth: "4", lr: "1" } }])
    expect(await take({ ...model, name: "other", ...more })).toEqual([{ outcome: "more" }]);
  expect(await take({ ...model, id: "m-2", experiment: "nobody" })).toMatchObject([
    { outcome: "refused" },
  ]);
  expect(await readLoggedModel(server.context.database, "m-1")).toMatchObject({ name: "m" });
});

test("files of runs and of logged models go where their records say", async () => {
  await take(model);
  for (const [name, id] of [
    ["run", "r1"],
    ["logged-model", "m-1"],
  ] as const) {
    const { files } = kind(name);
    await files?.store(server.context, id, "sub/a.txt", Readable.from([Buffer.from("12345")]));
    const list = (of: string, path?: string) =>
      files?.list(server.context, of, { path, after: undefined });
    expect(await list(id)).toMatchObject({ files: [{ path: "sub", folder: true }] });
    expect(await list(id, "sub")).toMatchObject({
      files: [{ path: "sub/a.txt", folder: false, size: 5 }],
    });
    expect(await files?.send(server.context, id, "sub/a.txt", {})).toMatchObject({ status: 200 });
    await expect(list("nobody")).rejects.toMatchObject({ status: 404 });
  }
});

test("what lay in the trash goes there by its key, the default experiment never", async () => {
  await take({ ...experiment, name: "old", id: "90" }, { ...run, id: "r9" }, model);
  await kind("experiment").trash?.(server.context, "old");
  await kind("experiment").trash?.(server.context, "old");
  await kind("experiment").trash?.(server.context, "Default");
  await kind("experiment").trash?.(server.context, "nobody");
  await kind("run").trash?.(server.context, "r9");
  await kind("logged-model").trash?.(server.context, "m-1");
  const { database } = server.context;
  const deleted = (table: string, what: string) =>
    database.all(`SELECT ${what} AS it FROM ${table} WHERE lifecycle = 'deleted'`);
  expect(await deleted("runs_experiment", "name")).toEqual([{ it: "old" }]);
  expect(await deleted("runs_run", "id")).toEqual([{ it: "r9" }]);
  expect(await deleted("runs_model", "id")).toEqual([{ it: "m-1" }]);
  await expect(kind("run").trash?.(server.context, "nobody")).rejects.toMatchObject({
    code: "RUNS_UNKNOWN",
  });
});

test("a record is known in lineage by its id, and told by what names it", () => {
  expect(CARRY.kinds.map(({ name, key }) => [name, key])).toEqual([
    ["experiment", "name"],
    ["run", "id"],
    ["points", undefined],
    ["logged-model", "id"],
    ["choices", undefined],
    ["view", "id"],
  ]);
  expect(kind("run").thing?.id({ type: "run", id: 12 })).toBe("12");
});
