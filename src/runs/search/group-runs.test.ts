import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestServer, type TestServer } from "#test/open-store";
import { runBody } from "#test/run-body";
import { logBatch } from "../log-batch.ts";
import { startRun } from "../start-run.ts";
import { completeFilter } from "./complete-filter.ts";
import { describeColumns } from "./describe-columns.ts";
import { groupRuns } from "./group-runs.ts";
import { selectValues } from "./store/select-columns.ts";

let server: TestServer;
beforeAll(async () => {
  server = await openTestServer({ slices: ["lineage", "artifacts", "runs"] });
  const a = { params: { model: "a", depth: "1" }, tags: { team: "nlu" } };
  const b = { params: { model: "b" }, tags: { team: "nlu" } };
  await record("s1", 10, { ...a, commit: "c1", user: "ada" }, { f1: 1, churn: 8 });
  await record("s2", 40, { ...a, user: "eve" }, { f1: Number.NaN, churn: 8 });
  await record("s3", 30, { ...b, user: "ada" }, { f1: 2, churn: 8 });
  await record("s4", 20, { ...b, user: "eve", dirty: true }, { f1: 4, churn: 9 });
  await record("else", 50, { project: "other", params: { model: "B" } }, {});
});
afterAll(() => server.close());

async function record(
  id: string,
  startedAt: number,
  facts: object,
  values: Record<string, number>,
): Promise<void> {
  const choices = { lostAfterMs: null, best: { churn: "lower" as const } };
  const body = runBody({ id, startedAt, choices, ...facts });
  await startRun(server.context, body, "ada");
  const metrics = Object.entries(values).map(([key, value]) => ({
    key,
    value,
    timestamp: 1,
    step: 0,
  }));
  await logBatch(server.context, id, { metrics });
}
const group = (by: string, more: object = {}) =>
  groupRuns(server.context, { project: "shop", by, ...more });
const columns = async (query: object = {}) =>
  (await describeColumns(server.context, { project: "shop", ...query })).columns;
const nothing = { runs: 0, infinite: 0, mean: null, min: null, max: null, best: null, sd: null };

test("groups are told newest first, with the sums of what is a number", async () => {
  const { groups } = await group("params.model", { metrics: "f1,churn,none" });
  expect(groups).toEqual([
    {
      by: [{ key: "params.model", value: "a" }],
      runs: 2,
      newest: 40,
      metrics: {
        f1: { runs: 1, infinite: 0, mean: 1, min: 1, max: 1, best: 1, sd: null },
        churn: { runs: 2, infinite: 0, mean: 8, min: 8, max: 8, best: 8, sd: 0 },
        none: nothing,
      },
    },
    {
      by: [{ key: "params.model", value: "b" }],
      runs: 2,
      newest: 30,
      metrics: {
        f1: { runs: 2, infinite: 0, mean: 3, min: 2, max: 4, best: 4, sd: Math.SQRT2 },
        churn: { runs: 2, infinite: 0, mean: 8.5, min: 8, max: 9, best: 8, sd: Math.SQRT1_2 },
        none: nothing,
      },
    },
  ]);
});

test("runs that lack a field are a group of their own; several fields part them further", async () => {
  const told = async (by: string) =>
    (await group(by, { metrics: "f1" })).groups.map(
      (one) => `${one.by.map(({ value }) => value).join("+")} ${one.runs} ${one.metrics["f1"]?.sd}`,
    );
  expect(await told("params.depth")).toEqual([`1 2 null`, ` 2 ${Math.SQRT2}`]);
  expect(await told("params.model,user,tags.team")).toEqual([
    "a+eve+nlu 1 null",
    "b+ada+nlu 1 null",
    "b+eve+nlu 1 null",
    "a+ada+nlu 1 null",
  ]);
  expect(
    (await group("user", { filter: "params.model = 'b'" })).groups.map((one) => one.runs),
  ).toEqual([1, 1]);
});

test("what can't be grouped by is refused by name", async () => {
  const wrong = ["", ",", "metrics.f1", "dataset.name", "a,b,c,d,e,f", "colour"];
  for (const by of wrong)
    await expect(group(by)).rejects.toMatchObject({
      code: expect.stringMatching(/^(VALUE|FILTER)_INVALID$/),
      status: 400,
    });
  const metrics = (count: number) => Array.from({ length: count }, (_, i) => `m${i}`).join(",");
  await expect(group("user", { metrics: metrics(51) })).rejects.toMatchObject({
    code: "VALUE_INVALID",
  });
  expect(
    (await group("user,status,commit,branch,experiment", { metrics: metrics(50) })).groups,
  ).toHaveLength(3);
});

test("a column tells how many runs have it, whether all have the same, and one value", async () => {
  expect(await columns()).toEqual([
    { kind: "param", key: "depth", runs: 2, distinct: 2, sample: "1" },
    { kind: "param", key: "model", runs: 4, distinct: 2, sample: "a" },
    { kind: "metric", key: "churn", runs: 4, distinct: 2, sample: 8 },
    { kind: "metric", key: "f1", runs: 4, distinct: 2, sample: 1 },
    ...(await columns()).filter(({ kind }) => kind === "tag"),
    { kind: "fact", key: "name", runs: 4, distinct: 1, sample: "one" },
    { kind: "fact", key: "user", runs: 4, distinct: 2, sample: "ada" },
    { kind: "fact", key: "status", runs: 4, distinct: 1, sample: "RUNNING" },
    { kind: "fact", key: "experiment", runs: 4, distinct: 1, sample: "intents" },
    { kind: "fact", key: "commit", runs: 1, distinct: 2, sample: "c1" },
    { kind: "fact", key: "dirty", runs: 4, distinct: 2, sample: "0" },
    { kind: "fact", key: "command", runs: 4, distinct: 1, sample: '["true"]' },
  ]);
});

test("only the runs that match count, and over all runs it is the same as over each", async () => {
  const some = await columns({ filter: "params.model = 'a'" });
  const of = (key: string) => some.find((one) => one.key === key);
  expect(of("depth")).toMatchObject({ runs: 2, distinct: 1 });
  expect(of("churn")).toMatchObject({ runs: 2, distinct: 1, sample: 8 });
  expect(of("team")).toEqual({ kind: "tag", key: "team", runs: 2, distinct: 1, sample: "nlu" });
  expect(await columns({ project: undefined, filter: "run_id = 'nobody'" })).toEqual([]);
  const all = await columns({ project: undefined });
  expect(all.find((one) => one.key === "model")).toMatchObject({ runs: 5, distinct: 2 });
  expect(all.find((one) => one.key === "f1")).toMatchObject({ runs: 4, distinct: 2 });
});

test("values are told the most frequent first, whatever their case, and no more than asked for", async () => {
  const values = (target: string, key: string, start = "", limit = 10) =>
    selectValues(server.context.database, { target, key }, start, limit);
  expect(await values("param", "model")).toEqual(["a", "b", "B"]);
  expect(await values("param", "model", "B")).toEqual(["b", "B"]);
  expect(await values("param", "model", "", 1)).toEqual(["a"]);
  expect(await values("tag", "team", "n")).toEqual(["nlu"]);
  expect(await values("attribute", "user_id")).toEqual(["ada", "eve"]);
  expect(await values("attribute", "commit")).toEqual(["c1"]);
  expect(await values("attribute", "experiment", "int")).toEqual(["intents"]);
  expect(await values("attribute", "project")).toEqual(["shop", "other"]);
  expect(await values("attribute", "start_time")).toEqual([]);
  expect(await values("dataset", "context")).toEqual([]);
});

test("keys are those of the project, statuses are all there are, and the rest is the grammar's", async () => {
  const suggested = async (text: string, project = "shop") =>
    (await completeFilter(server.context, { text, project })).suggestions.map((one) => one.text);
  expect(await suggested("params.")).toEqual(["params.depth", "params.model"]);
  expect(await suggested("params.", "other")).toEqual(["params.model"]);
  expect(await suggested("min.")).toEqual(["min.churn", "min.f1"]);
  expect(await suggested("tags.te")).toEqual(["tags.team"]);
  expect(await suggested("dataset.")).toEqual([
    "dataset.name",
    "dataset.digest",
    "dataset.context",
  ]);
  expect(await suggested("status = ")).toEqual([
    "'RUNNING'",
    "'FINISHED'",
    "'FAILED'",
    "'KILLED'",
    "'SCHEDULED'",
    "'LOST'",
  ]);
  expect(await suggested("user = 'e")).toEqual(["'eve'"]);
  expect((await suggested(""))?.slice(0, 4)).toEqual(["metrics.", "params.", "tags.", "best."]);
});

test("infinite values are counted beside the sums, and are a column's sample by their word", async () => {
  await record(
    "i1",
    60,
    { project: "far", params: { model: "z" } },
    { f1: Infinity, deep: -Infinity },
  );
  await record("i2", 61, { project: "far", params: { model: "z" } }, { f1: 2, deep: -Infinity });
  const asked = { project: "far", metrics: "f1,deep" };
  const [only] = (await group("params.model", asked)).groups;
  expect(only?.metrics).toEqual({
    f1: { runs: 1, infinite: 1, mean: 2, min: 2, max: 2, best: 2, sd: null },
    deep: { ...nothing, infinite: 2 },
  });
  const found = await columns({ project: "far" });
  expect(found.find(({ key }) => key === "deep")).toMatchObject({
    distinct: 1,
    sample: "-Infinity",
  });
  const matching = async (filter: string) =>
    (await group("name", { ...asked, filter })).groups.reduce((sum, { runs }) => sum + runs, 0);
  const largest = Number.MAX_VALUE;
  const filters = ["=", "!=", ">=", "<=", "<", ">"].map((is) => `metrics.f1 ${is} ${largest}`);
  // As MLflow answers over rows that hold the largest number.
  expect(await Promise.all(filters.map(matching))).toEqual([1, 1, 1, 2, 1, 0]);
  expect(await matching(`metrics.deep = -${largest}`)).toBe(2);
  expect(await matching(`metrics.deep > -${largest}`)).toBe(0);
});
