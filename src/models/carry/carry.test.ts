import { afterAll, beforeAll, expect, test } from "vitest";
import type { CarriedRecord, LeftRecord, Selection } from "#ground/slice";
import { openTestServer, type TestServer } from "#test/open-store";
import { deleteVersion } from "../trash/index.ts";
import { CARRY } from "./carry.ts";
import { RECORDS } from "./records.ts";

let server: TestServer;
let run: string;
beforeAll(async () => {
  server = await openTestServer({ slices: ["lineage", "artifacts", "runs", "models"] });
  const made = await server.client.post<{ run: { info: { run_id: string } } }>(
    "/api/2.0/mlflow/runs/create",
    { experiment_id: "0" },
  );
  run = made.run.info.run_id;
});
afterAll(() => server.close());

const head = (name: string, more: object = {}) => ({
  type: "registered-model",
  name,
  description: `what ${name} does`,
  project: "shop",
  createdAt: 10,
  updatedAt: 20,
  tags: { team: "nlp" },
  ...more,
});
const version = (model: string, number: number, more: object = {}) => ({
  type: "version",
  model,
  version: number,
  description: "",
  user: "ada",
  stage: "None",
  project: "shop",
  createdAt: 11,
  updatedAt: 12,
  source: "s3://elsewhere/model",
  tags: {},
  ...more,
});
const take = (...records: CarriedRecord[]) => CARRY.take(server.context, records, "mine");
const outcomes = async (...records: CarriedRecord[]) =>
  (await take(...records)).map(({ outcome }) => outcome);
const give = async (wish: Partial<Selection> = {}) => {
  const { records } = await CARRY.give(server.context, {
    project: undefined,
    experiment: undefined,
    filter: undefined,
    wants: () => true,
    given: () => "no",
    signal: new AbortController().signal,
    ...wish,
  });
  const given: (CarriedRecord | LeftRecord)[] = [];
  for await (const record of records) given.push(record);
  return given;
};

test("what is taken is given again as it came, in an order in which it can be taken", async () => {
  const project = "round";
  const within = { of: "run", id: run, path: "model/deep" };
  const linked = {
    run: "unknown here",
    runLink: "https://example.org/r",
    loggedModel: "m-1",
    source: "models:/m-1",
    stage: "Production",
    tags: { size: "small" },
    description: "second",
  };
  const first = version("a-model", 3, { project, run, within, aliases: ["first"] });
  const second = version("a-model", 5, { project, ...linked, aliases: ["best"] });
  const one = head("a-model", { project });
  const other = head("b-model", { project, tags: {} });
  expect(await outcomes(other, one, second, first)).toEqual(["new", "new", "new", "new"]);
  const source = `mlflow-artifacts:/0/${run}/artifacts/model/deep`;
  const given = await give({ project });
  expect(given.map(({ type }) => type)).toEqual([
    "registered-model",
    "version",
    "version",
    "registered-model",
  ]);
  const is = { lifecycle: "active" };
  const set = (alias: string, to: number) => ({
    ...{ kind: "alias", alias, from: null, to, detail: "", project, user: "", at: 12 },
    ...{ reason: "imported", decisionId: null },
  });
  const history = [set("best", 5), set("first", 3)];
  expect(given).toEqual([
    { ...one, ...is, lastVersion: 5, history },
    { ...first, ...is, id: "a-model@3", source },
    { ...second, ...is, id: "a-model@5" },
    { ...other, ...is, lastVersion: 0 },
  ]);
  expect(await outcomes(one, first, second)).toEqual(["same", "same", "same"]);
});

test("what was deleted is given too, and goes into the trash again", async () => {
  const project = "left";
  const one = head("c-model", { project });
  const second = version("c-model", 2, { project });
  await take(one, version("c-model", 1, { project }));
  await take(second);
  const wish = { name: "c-model", user: "ada", reason: "", aliases: "refuse" } as const;
  await deleteVersion(server.context, { ...wish, version: 1 });
  const is = { lifecycle: "active" };
  const first = { ...version("c-model", 1, { project }), lifecycle: "deleted", id: "c-model@1" };
  expect(await give({ project })).toEqual([
    {
      ...{ ...one, ...is, lastVersion: 2, updatedAt: expect.any(Number) },
      history: [expect.objectContaining({ kind: "deleted", from: 1, user: "ada" })],
    },
    first,
    { ...second, ...is, id: "c-model@2" },
  ]);
  expect(await outcomes(first)).toEqual(["same"]);
  expect(await outcomes({ ...first, lifecycle: "active" })).toEqual(["refused"]);
  await CARRY.kinds[0]?.trash?.(server.context, "c-model");
  // With its model a version goes and comes back; by itself it stays where it was put.
  expect(((await give({ project })) as CarriedRecord[]).map((one) => one["lifecycle"])).toEqual([
    ...["deleted", "deleted", "active"],
  ]);
  expect(await outcomes({ ...one, lifecycle: "deleted" }, first, second)).toEqual([
    ...["same", "same", "same"],
  ]);
  expect(await outcomes(one)).toEqual(["refused"]);
  expect((await give({ project: "none" })).length).toBe(0);
});

test("models belong to no experiment and fit no filter of runs, and are given only where wanted", async () => {
  await take(head("d-model", { project: "asked" }));
  expect(await give({ project: "asked" })).toHaveLength(1);
  expect(await give({ experiment: "e" })).toEqual([]);
  expect(await give({ filter: "status = 'FINISHED'" })).toEqual([]);
  expect(await give({ wants: (kind) => kind !== "registered-model" })).toEqual([]);
});

test("records without a project are those of the import's, and what is here gets what it lacks", async () => {
  const { project: _, ...bare } = head("e-model");
  await take(bare, { ...version("e-model", 1), project: undefined });
  expect(await give({ project: "mine" })).toMatchObject([
    { name: "e-model", project: "mine" },
    { model: "e-model", project: "mine" },
  ]);
  const tagged = version("e-model", 1, { tags: { size: "small" } });
  expect(await outcomes({ ...bare, tags: { team: "ops", more: "1" } }, tagged, tagged)).toEqual([
    "more",
    "more",
    "same",
  ]);
  expect(await give({ project: "mine" })).toMatchObject([
    { tags: { team: "nlp", more: "1" } },
    { tags: { size: "small" } },
  ]);
});

test("what can't be taken is told in its place, and stops nothing after it", async () => {
  expect(await take(head("a/b"), version("f-model", 1), head("f-model"))).toEqual([
    { outcome: "refused", note: "no model can be named a/b" },
    { outcome: "refused", note: "version 1 of f-model: there is no such model" },
    { outcome: "new" },
  ]);
  expect(await take(version("f-model", 1))).toEqual([
    {
      outcome: "new",
      note: "version 1 of f-model lies at s3://elsewhere/model, which is not carried over",
      left: { "files of model versions, which lie elsewhere": 1 },
    },
  ]);
  const within = { of: "run", id: "none", path: "" };
  expect(await take(version("f-model", 2, { within }))).toMatchObject([
    { outcome: "new", left: { "files of model versions, which lie elsewhere": 1 } },
  ]);
});

test("a version is called in lineage as people type it", () => {
  const [model, versions] = CARRY.kinds;
  expect(model?.thing).toBeUndefined();
  expect([versions?.thing?.kind, versions?.thing?.id(version("intent", 2))]).toEqual([
    "model",
    "intent@2",
  ]);
});

test.each([
  ["registered-model", { name: "x".repeat(256) }, true],
  ["registered-model", { name: "x".repeat(257) }, false],
  ["registered-model", { name: "" }, false],
  ["registered-model", { name: "x" }, true],
  ["registered-model", { project: "x" }, true],
  ["registered-model", { updatedAt: 0 }, true],
  ["registered-model", { aliases: { best: 1 } }, true],
  ["registered-model", { type: "version" }, false],
  ["registered-model", { project: "" }, false],
  ["registered-model", { createdAt: 0 }, true],
  ["registered-model", { createdAt: -1 }, false],
  ["registered-model", { updatedAt: 1.5 }, false],
  ["registered-model", { aliases: { best: 0 } }, false],
  ["registered-model", { tags: { a: "x".repeat(100_000) } }, true],
  ["registered-model", { tags: { a: "x".repeat(100_001) } }, false],
  ["version", { version: 1 }, true],
  ["version", { model: "x" }, true],
  ["version", { project: "x" }, true],
  ["version", { project: "" }, false],
  ["version", { stage: "x".repeat(50) }, true],
  ["version", { stage: "x".repeat(51) }, false],
  ["version", { type: "registered-model" }, false],
  ["version", { version: 0 }, false],
  ["version", { model: "" }, false],
  ["version", { user: "x".repeat(1001) }, false],
  ["version", { within: { of: "run", id: "r", path: "" } }, true],
  ["version", { within: { of: "logged-model", id: "m", path: "a" } }, true],
  ["version", { within: { of: "model", id: "r", path: "" } }, false],
] as const)("of a %s with %j it is %s that it fits", (kind, more, fits) => {
  const record = kind === "version" ? version("m", 1, more) : head("m", more);
  expect(RECORDS[kind].safeParse(record).success).toBe(fits);
});
