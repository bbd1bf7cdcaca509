import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import type { CarriedRecord, LeftRecord, Selection } from "#ground/slice";
import { openTestServer, type TestServer } from "#test/open-store";
import { CARRY } from "./carry.ts";
import type { RecordOf, RunsRecord } from "./records.ts";

/** One server of this file; what a test takes in lies in experiments of its own. */
let server: TestServer;
let fresh: TestServer;
const slices = ["lineage", "trash", "artifacts", "runs"];
beforeAll(async () => {
  server = await openTestServer({ slices });
});
afterAll(() => server.close());
beforeEach(async () => {
  fresh = await openTestServer({ slices });
});
afterEach(() => fresh.close());

const RUN = "a".repeat(32);
const OTHER = "b".repeat(32);

const experiment = (more: object = {}): RecordOf<"experiment"> => ({
  type: "experiment",
  id: "77",
  name: "intents",
  lifecycle: "active",
  createdAt: 1000,
  updatedAt: 2000,
  tags: { team: "nlp" },
  ...more,
});
const run = (more: object = {}): RecordOf<"run"> => ({
  type: "run",
  id: RUN,
  experiment: "intents",
  project: "shop",
  name: "rules",
  user: "ada",
  status: "FAILED",
  lifecycle: "active",
  startedAt: 3000,
  endedAt: 4000,
  params: { lr: "0.1", seed: "1" },
  tags: { stage: "trial" },
  datasets: [
    {
      name: "train",
      digest: "d1",
      sourceType: "local",
      source: "{}",
      schema: "[1]",
      profile: "[2]",
      tags: { "mlflow.data.context": "training" },
    },
    { name: "bare", digest: "d2", sourceType: "http", source: "{}", tags: {} },
  ],
  modelInputs: ["m-1"],
  modelOutputs: [{ id: "m-2", step: 3 }],
  latest: { f1: 0.75, loss: "NaN" },
  recorded: {
    command: ["node", "train.ts"],
    folder: "sub",
    commit: "c".repeat(40),
    branch: "main",
    dirty: true,
    notebook: "a.ipynb",
    exitCode: 3,
    data: [{ path: "d", md5: "e".repeat(32), size: 8, files: 2, tracked: true }],
  },
  texts: {
    patch: JSON.stringify({
      text: "+",
      cut: false,
      redacted: false,
      untracked: [],
      untrackedTotal: 0,
    }),
  },
  ...more,
});
const points = (key: string, values: readonly (number | string)[], id = RUN) =>
  ({
    type: "points",
    run: id,
    key,
    points: values.map((value, step) => [step, 5000 + step, value]),
  }) as RecordOf<"points">;
const model = (more: object = {}): RecordOf<"logged-model"> => ({
  type: "logged-model",
  id: "m-2",
  experiment: "intents",
  name: "net",
  modelType: "torch",
  run: RUN,
  status: "READY",
  statusMessage: "",
  lifecycle: "active",
  createdAt: 6000,
  updatedAt: 6000,
  params: { depth: "3" },
  tags: { good: "yes" },
  points: [
    { run: RUN, key: "f1", step: 1, at: 6001, value: 0.5 },
    {
      run: RUN,
      key: "f1",
      step: 2,
      at: 6002,
      value: 0.6,
      dataset: { name: "train", digest: "d1" },
    },
  ],
  ...more,
});

const take = async (where: TestServer, ...records: RunsRecord[]) => {
  for (const record of records) {
    const { schema } = CARRY.kinds.find(({ name }) => name === record.type) ?? {};
    expect(schema?.safeParse(record).error?.issues).toBeUndefined();
  }
  return CARRY.take(where.context, records as unknown as CarriedRecord[], "shop");
};
async function give(where: TestServer, more: Partial<Selection> = {}) {
  const { records, counted } = await CARRY.give(where.context, {
    project: undefined,
    experiment: undefined,
    filter: undefined,
    wants: () => true,
    given: () => "no",
    signal: new AbortController().signal,
    ...more,
  });
  const found: (CarriedRecord | LeftRecord)[] = [];
  for await (const record of records) found.push(record);
  return { found, counted };
}
const outcomes = async (taken: ReturnType<typeof take>) =>
  (await taken).map(({ outcome }) => outcome);

test("what is taken in is given out as it was, field by field", async () => {
  const long = Array.from({ length: 6000 }, (_, i) => i / 2);
  const records = [
    experiment(),
    run({ latest: { f1: 0.75, loss: "NaN", long: 2999.5 } }),
    points("f1", [0.5, 0.75]),
    points("long", long.slice(0, 5000)),
    points("loss", [1, "NaN"]),
    model(),
  ];
  const rest = { ...points("long", []), points: long.slice(5000).map((v, i) => [5000 + i, 1, v]) };
  const taken = await take(fresh, ...records, rest as RecordOf<"points">);
  expect(taken.map(({ outcome }) => outcome)).toEqual([
    ...["new", "new", "more", "more", "more", "new", "more"],
  ]);
  expect(taken.flatMap(({ note, left }) => [note, left]).filter(Boolean)).toEqual([]);
  const { found, counted } = await give(fresh);
  expect(counted).toEqual({ kind: "run", count: 1 });
  expect(found.map(({ type }) => type)).toEqual([
    ...["experiment", "run", "points", "points", "points", "points", "logged-model"],
  ]);
  const [exp, given, f1, start, end, loss, net] = found;
  expect(exp).toEqual({ ...experiment(), project: "shop", updatedAt: expect.any(Number) });
  expect(given).toEqual(records[1]);
  expect([f1, start, loss]).toEqual(records.slice(2, 5));
  expect(end).toEqual(rest);
  expect(net).toEqual({ ...model(), project: "shop" });
}, 30_000);

test("the same again changes nothing, and what is here gets what it lacks", async () => {
  await take(fresh, experiment(), run(), model());
  const again = [experiment(), run(), model()];
  expect(await outcomes(take(fresh, ...again))).toEqual(["same", "same", "same"]);
  const before = (await give(fresh)).found;
  const other = await take(
    fresh,
    experiment({ id: "5", tags: { team: "other", more: "1" } }),
    run({ params: { lr: "0.2", new: "2" }, tags: { stage: "other", more: "1" }, name: "other" }),
    model({ tags: { more: "1" }, name: "other" }),
  );
  expect(other.map(({ outcome }) => outcome)).toEqual(["more", "more", "more"]);
  expect(other[1]?.note).toBe(`run ${RUN}: parameter lr is 0.1 here and 0.2 there`);
  const after = (await give(fresh)).found;
  expect(after[0]).toMatchObject({ id: "77", tags: { team: "nlp", more: "1" } });
  expect(after[1]).toEqual({
    ...before[1],
    params: { lr: "0.1", new: "2", seed: "1" },
    tags: { stage: "trial", more: "1" },
  });
  expect(after[2]).toMatchObject({ name: "net", tags: { good: "yes", more: "1" } });
});

test("a run that went on there ends here, and one that ended stays as it did", async () => {
  const open = { status: "RUNNING", endedAt: null };
  await take(fresh, experiment(), run(open));
  const [, still] = (await give(fresh)).found;
  expect(still).toMatchObject(open);
  expect(await outcomes(take(fresh, run()))).toEqual(["more"]);
  expect(await outcomes(take(fresh, run({ status: "FINISHED", endedAt: 9000 })))).toEqual(["same"]);
  const [, ended] = (await give(fresh)).found;
  expect(ended).toMatchObject({ status: "FAILED", endedAt: 4000, recorded: { exitCode: 3 } });
});

test("a number that is taken is told, and the name counts", async () => {
  await take(fresh, experiment());
  const [second] = await take(fresh, experiment({ name: "prices" }));
  expect(second).toMatchObject({
    outcome: "new",
    note: expect.stringMatching(/^experiment prices has the number \d+ here; 77 was taken$/),
  });
  const [zero] = await take(fresh, experiment({ name: "zero", id: "0" }));
  expect(zero?.note).toContain("0 can't be one here");
  const [huge] = await take(fresh, experiment({ name: "huge", id: "9".repeat(18) }));
  expect(huge?.note).toContain("can't be one here");
});

test("what MLflow wrote has its commit and branch in tags, and no project of its own", async () => {
  const {
    recorded: _,
    project: __,
    ...plain
  } = run({
    tags: {
      "mlflow.source.git.commit": "abc",
      "mlflow.source.git.branch": "dev",
      "fettle.notebook": "n.ipynb",
    },
    datasets: [],
    modelInputs: [],
    modelOutputs: [],
  });
  await take(fresh, experiment(), plain as RecordOf<"run">);
  const [, given] = (await give(fresh)).found;
  expect(given).toMatchObject({
    project: "shop",
    recorded: {
      commit: "abc",
      branch: "dev",
      notebook: "n.ipynb",
      dirty: false,
      command: null,
      folder: null,
      exitCode: null,
      data: [],
    },
  });
});

test("a bad record stops no other, and says what is wrong with it", async () => {
  const taken = await take(
    fresh,
    run({ experiment: "none" }),
    model({ experiment: "none" }),
    points("f1", [1], OTHER),
    experiment(),
    run(),
    points("f1", []),
    model({ points: [{ run: OTHER, key: "f1", step: 1, at: 1, value: 1 }, model().points[0]] }),
  );
  expect(taken.map(({ outcome }) => outcome)).toEqual([
    ...["refused", "refused", "refused", "new", "new", "more", "new"],
  ]);
  expect(taken[0]?.note).toContain("none");
  expect(taken[6]?.left).toEqual({ "points of logged models whose runs are not here": 1 });
});

test("runs in the trash and experiments without a run are given too, but with a filter", async () => {
  await take(
    fresh,
    experiment(),
    run(),
    run({ id: OTHER }),
    experiment({ name: "empty", id: "78" }),
  );
  const kinds = (name: string) => CARRY.kinds.find((kind) => kind.name === name);
  await kinds("run")?.trash?.(fresh.context, OTHER);
  const found = async (more: Partial<Selection> = {}) =>
    ((await give(fresh, more)).found as CarriedRecord[]).map((one) =>
      [one.type, one["id"], one["lifecycle"]].join(" "),
    );
  const [intents, kept] = ["experiment 77 active", `run ${RUN} active`];
  const trashed = `run ${OTHER} deleted`;
  expect(await found()).toEqual([intents, "experiment 78 active", kept, trashed]);
  expect(await found({ experiment: "intents" })).toEqual([intents, kept, trashed]);
  expect(await found({ experiment: "empty" })).toEqual(["experiment 78 active"]);
  expect(await found({ filter: "status = 'FAILED'" })).toEqual([intents, kept]);
});

test("only what is wanted is given, and nothing more once somebody stopped it", async () => {
  await take(fresh, experiment(), run(), points("f1", [1]), model());
  const types = async (more: Partial<Selection>) =>
    (await give(fresh, more)).found.map(({ type }) => type).filter((type) => type !== "left");
  expect(await types({ wants: (kind) => kind === "points" })).toEqual([
    ...["experiment", "run", "points"],
  ]);
  expect(await types({ wants: (kind) => kind === "logged-model" })).toEqual([
    ...["experiment", "run", "logged-model"],
  ]);
  expect(await types({ filter: "params.seed = '1'" })).toEqual(["experiment", "run", "points"]);
  expect(await types({ project: "other" })).toEqual([]);
  const stopped = new AbortController();
  stopped.abort();
  expect(await types({ signal: stopped.signal })).toEqual([]);
});

test("what lay in the trash there goes into it here, but for the experiment that all fall back to", async () => {
  const put = (name: string, key: string) =>
    CARRY.kinds.find((kind) => kind.name === name)?.trash?.(fresh.context, key);
  await take(fresh, experiment(), run(), model());
  await put("logged-model", "m-2");
  await put("experiment", "Default");
  await put("experiment", "none");
  const kinds = async () =>
    (await fresh.client.get<{ items: { kind: string }[] }>("/api/fettle/1/trash")).items.map(
      ({ kind }) => kind,
    );
  expect(await kinds()).toEqual(["logged model"]);
  await put("run", RUN);
  expect(await kinds()).toContain("run");
  await put("experiment", "intents");
  expect(await kinds()).toEqual(["experiment"]);
});

test("files are carried by the id of what they belong to, and one of nobody is refused", async () => {
  await take(server, experiment(), run(), model());
  for (const [name, id, none] of [
    ["run", RUN, "RUNS_UNKNOWN"],
    ["logged-model", "m-2", "RUNS_MODEL_UNKNOWN"],
  ] as const) {
    const files = CARRY.kinds.find((kind) => kind.name === name)?.files;
    const { Readable } = await import("node:stream");
    await files?.store(server.context, id, "deep/a.txt", Readable.from([Buffer.from("hello")]));
    const query = { path: "deep", after: undefined };
    expect(await files?.list(server.context, id, query)).toMatchObject({
      files: [{ path: "deep/a.txt", folder: false, size: 5 }],
    });
    expect((await files?.send(server.context, id, "deep/a.txt", {}))?.status).toBe(200);
    await expect(files?.list(server.context, "none", query)).rejects.toMatchObject({ code: none });
  }
});
