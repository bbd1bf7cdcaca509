import { afterEach, beforeEach, expect, test } from "vitest";
import { systemClock } from "#ground/clock";
import { openTestServer, type TestServer } from "#test/open-store";
import { runBody } from "#test/run-body";
import { startRun } from "../start-run.ts";
import {
  createLoggedModel,
  finalizeLoggedModel,
  logModelParams,
  readLoggedModel,
  tagLoggedModel,
  trashLoggedModel,
  untagLoggedModel,
} from "./index.ts";

let server: TestServer;
let now: number;
let topics: string[];
beforeEach(async () => {
  now = 1000;
  server = await openTestServer({
    slices: ["lineage", "trash", "artifacts", "runs"],
    clock: { ...systemClock, now: () => now },
  });
  await startRun(server.context, runBody({ id: "r1", project: "own" }), "ada");
  topics = [];
});
afterEach(() => server.close());

/** What a change published, as it did so. */
const told = async (act: (context: TestServer["context"]) => Promise<unknown>) => {
  topics = [];
  const events = { ...server.context.events, publish: (topic: string) => void topics.push(topic) };
  await act({ ...server.context, events });
  return topics;
};
const make = (more: object = {}, context = server.context) =>
  createLoggedModel(context, {
    experimentId: 0,
    name: "m",
    type: undefined,
    sourceRun: undefined,
    params: [],
    tags: [],
    ...more,
  });
const read = (id: string) => readLoggedModel(server.context.database, id, { allowDeleted: true });

test("a model belongs to its run's project, else to its experiment's, and who looks at either is told", async () => {
  let made = await make();
  expect(
    await told(async (context) => {
      made = await make({ sourceRun: "r1", type: "torch" }, context);
    }),
  ).toEqual(["runs", "runs/r1"]);
  const { id } = made;
  expect(made).toEqual({
    id,
    project: "own",
    experimentId: 0,
    name: "m",
    type: "torch",
    sourceRun: "r1",
    status: "PENDING",
    statusMessage: null,
    lifecycle: "active",
    createdAt: 1000,
    updatedAt: 1000,
    params: [],
    tags: [],
    points: [],
    artifactUri: `mlflow-artifacts:/0/models/${id}/artifacts`,
    artifactRoot: null,
  });
  expect(await told((context) => make({ sourceRun: "nobody" }, context))).toEqual(["runs"]);
  const { database } = server.context;
  const default_ = await database.get("SELECT project FROM runs_experiment WHERE id = 0");
  expect({ project: (await make({ sourceRun: "nobody" })).project }).toEqual(default_);
  await expect(make({ experimentId: 99 })).rejects.toMatchObject({
    code: "RUNS_EXPERIMENT_UNKNOWN",
  });
  await expect(make({ name: "a/b" })).rejects.toMatchObject({ code: "VALUE_INVALID" });
});

test("each change is told to the list and to the run that made the model, where one did", async () => {
  const { id } = await make({ sourceRun: "r1" });
  const other = await make();
  const changes: readonly ((context: TestServer["context"], of: string) => Promise<unknown>)[] = [
    (context, of) => logModelParams(context, of, [{ key: "lr", value: "1" }]),
    (context, of) => tagLoggedModel(context, of, [{ key: "team", value: "nlu" }]),
    (context, of) => untagLoggedModel(context, of, "team"),
    (context, of) => finalizeLoggedModel(context, of, "READY"),
  ];
  for (const change of changes) {
    expect(await told((context) => change(context, id))).toEqual(["runs", "runs/r1"]);
    expect(await told((context) => change(context, other.id))).toEqual(["runs"]);
    await expect(change(server.context, "m-none")).rejects.toMatchObject({
      code: "RUNS_MODEL_UNKNOWN",
      message: expect.stringContaining("m-none"),
    });
  }
  const gone = await told((context) => trashLoggedModel(context, id));
  expect(gone).toEqual(["runs", "runs/r1", "trash"]);
});

test("a status that is set again leaves the time of the change", async () => {
  const { id } = await make();
  now = 2000;
  expect(await finalizeLoggedModel(server.context, id, "READY")).toMatchObject({
    status: "READY",
    createdAt: 1000,
    updatedAt: 2000,
  });
  now = 3000;
  expect((await finalizeLoggedModel(server.context, id, "READY")).updatedAt).toBe(2000);
});

test("a parameter never changes, a tag does, and a key of either is checked before anything is written", async () => {
  const { id } = await make({ params: [{ key: "lr", value: "1" }] });
  const param = (key: string, value: string) =>
    logModelParams(server.context, id, [
      { key: "fresh", value: "1" },
      { key, value },
    ]);
  await expect(param("lr", "2")).rejects.toMatchObject({
    code: "RUNS_MODEL_PARAM_CHANGED",
    facts: { key: "lr", old: "1", value: "2", id },
  });
  expect((await read(id)).params).toEqual([{ key: "lr", value: "1" }]);
  await param("lr", "1");
  await param("half", "a\ud800");
  await param("half", "a\ud800");
  await expect(param("k".repeat(501), "1")).rejects.toThrow("parameter 'params'");
  await tagLoggedModel(server.context, id, [{ key: "t", value: "1" }]);
  await tagLoggedModel(server.context, id, [{ key: "t", value: "b\ud800" }]);
  const long = [{ key: "k".repeat(501), value: "1" }];
  await expect(tagLoggedModel(server.context, id, long)).rejects.toThrow("parameter 'tags'");
  expect(await read(id)).toMatchObject({
    params: [
      { key: "fresh", value: "1" },
      { key: "half", value: "a\ufffd" },
      { key: "lr", value: "1" },
    ],
    tags: [{ key: "t", value: "b\ufffd" }],
  });
  await untagLoggedModel(server.context, id, "t");
  await expect(untagLoggedModel(server.context, id, "t")).rejects.toMatchObject({
    code: "RUNS_MODEL_TAG_UNKNOWN",
    facts: { key: "t", id },
  });
});

test("a deleted model is read by those alone who ask for it, and keeps the time of its first deletion", async () => {
  const { id } = await make();
  now = 2000;
  await trashLoggedModel(server.context, id);
  now = 3000;
  await trashLoggedModel(server.context, id);
  const { database } = server.context;
  for (const options of [undefined, {}, { allowDeleted: false }])
    await expect(readLoggedModel(database, id, options)).rejects.toMatchObject({
      code: "RUNS_MODEL_UNKNOWN",
    });
  expect(await read(id)).toMatchObject({ lifecycle: "deleted", updatedAt: 2000 });
});
