import { afterAll, beforeAll, expect, test } from "vitest";
import { systemClock } from "#ground/clock";
import { openTestServer, type TestServer } from "#test/open-store";
import { runBody } from "#test/run-body";
import { logBatch } from "../log-batch.ts";
import { startRun } from "../start-run.ts";
import {
  createLoggedModel,
  finalizeLoggedModel,
  searchLoggedModels,
  trashLoggedModel,
} from "./index.ts";
import type { ModelOrdering } from "./search-models.ts";

let server: TestServer;
let now = 1000;
const ids: Record<string, string> = {};
beforeAll(async () => {
  const clock = { ...systemClock, now: () => now };
  server = await openTestServer({ slices: ["lineage", "artifacts", "runs"], clock });
  await make("b", { type: "torch", sourceRun: "r2" });
  await make("a", { type: "sklearn", sourceRun: "r3" });
  await make("c", { type: "xgb", sourceRun: "r1" });
  await make("gone", {});
  await trashLoggedModel(server.context, ids["gone"] as string);
  now = 5000;
  await finalizeLoggedModel(server.context, ids["a"] as string, "READY");
  now = 6000;
  await finalizeLoggedModel(server.context, ids["b"] as string, "UPLOAD_FAILED");
  await startRun(server.context, runBody({ id: "r1" }), "ada");
  const point = (name: string, value: number, more: object = {}) => ({
    ...{ key: "acc.top/1", value, step: 0, timestamp: 1, modelId: ids[name] },
    ...more,
  });
  const on = (digest: string) => ({ dataset: { name: "d", digest } });
  await logBatch(server.context, "r1", {
    metrics: [
      point("a", 3, on("1")),
      point("a", 1, { timestamp: 2, ...on("2") }),
      point("b", 2, on("1")),
      point("b", Number.NaN, { timestamp: 9 }),
    ],
  });
});
afterAll(() => server.close());

async function make(
  name: string,
  more: { type?: string; sourceRun?: string; experimentId?: number },
): Promise<void> {
  now += 1;
  const { type, sourceRun, experimentId = 0 } = more;
  const facts = { params: [{ key: "lr", value: name }], tags: [] };
  const made = await createLoggedModel(server.context, {
    ...{ experimentId, name, type, sourceRun },
    ...facts,
  });
  ids[name] = made.id;
}
const search = (more: object = {}) =>
  searchLoggedModels(server.context, {
    experiments: [0],
    filter: "",
    datasets: [],
    order: [],
    limit: 10,
    offset: 0,
    ...more,
  });
const found = async (more: object = {}) =>
  (await search(more)).models.map(({ name }) => name).join("");
type OnDataset = ModelOrdering["dataset"];
const everywhere: OnDataset = { name: undefined, digest: undefined };
const by = (field: string, ascending = true, dataset = everywhere): { order: ModelOrdering[] } => ({
  order: [{ field, ascending, dataset }],
});
const refusal = (asked: Promise<unknown>) =>
  asked.then(
    () => undefined,
    (error: { code: string; message: string }) => `${error.code} ${error.message}`,
  );

test.each([
  ["name", "abc"],
  ["model_type", "abc"],
  ["source_run_id", "cba"],
  ["status", "cab"],
  ["creation_timestamp", "bac"],
  ["creation_time", "bac"],
  ["creation_timestamp_ms", "bac"],
  ["last_updated_timestamp", "cab"],
  ["last_updated_timestamp_ms", "cab"],
])("models are sorted by %s, both ways", async (field, order) => {
  expect(await found(by(field))).toBe(order);
  expect(await found(by(field, false))).toBe([...order].reverse().join(""));
});

test("models are sorted by a metric's latest number, whatever its key holds, without one last", async () => {
  for (const field of ["metrics.acc.top/1", "metrics.`acc.top/1`"]) {
    expect(await found(by(field))).toBe("abc");
    expect(await found(by(field, false))).toBe("bac");
  }
  const on = (digest?: string, name?: string): OnDataset => ({ name, digest });
  expect(await found(by("metrics.acc.top/1", true, on("1", "d")))).toBe("bac");
  expect(await found(by("metrics.acc.top/1", true, on("2")))).toBe("acb");
  expect(await found(by("metrics.acc.top/1", true, on(undefined, "other")))).toBe("cab");
  expect(await found(by("model_id"))).toBe(
    ["a", "b", "c"].sort((x, y) => ((ids[x] ?? "") < (ids[y] ?? "") ? -1 : 1)).join(""),
  );
});

test("what models can't be sorted by is refused with the field, and an order before nobody asked", async () => {
  const told = (field: string) => refusal(search({ ...by(field), experiments: [] }));
  expect(await told("params.lr")).toBe(
    "VALUE_INVALID Invalid value \"params.lr\" for parameter 'order_by' supplied: Invalid order by field name: params.lr. Only metrics are supported.",
  );
  for (const field of ["shoe", "toString", "metrics"])
    expect(await told(field)).toBe(
      `VALUE_INVALID Invalid value "${field}" for parameter 'order_by' supplied: Invalid order by field name: ${field}`,
    );
});

test.each([
  ["status = 'READY'", "a"],
  ["status = 'LOGGED_MODEL_READY'", "a"],
  ["status = 'FAILED'", "b"],
  ["status IN ('LOGGED_MODEL_PENDING', 'FAILED')", "bc"],
  ["NOT (status = 'FAILED')", "ac"],
  ["NOT (status IN ('READY', 'LOGGED_MODEL_UPLOAD_FAILED'))", "c"],
  ["status = 'FAILED' OR (name = 'a' AND status != 'FAILED')", "ab"],
  ["params.lr = 'FAILED' OR params.lr = 'c'", "c"],
  ["last_updated_timestamp >= 5000 AND creation_time < 2000", "ab"],
  ["A", "a"],
  ["name RLIKE '^[bc]$'", "bc"],
  ["name = 'gone'", ""],
])("models that fit %s", async (filter, names) => {
  expect(await found({ filter, ...by("name") })).toBe(names);
});

test("of a metric of a model there is no other part than its points", async () => {
  expect(await refusal(search({ filter: "name = 'a' AND NOT (min.acc > 1)" }))).toMatch(
    /^FILTER_INVALID .*logged models have no min of a metric/,
  );
  expect(await refusal(search({ filter: "count.acc = 1" }))).toContain("have no count of a metric");
});

test("a page says whether more follow, and no experiment has none", async () => {
  const page = async (limit: number, offset: number) => {
    const { models, more } = await search({ limit, offset });
    return [models.map(({ name }) => name).join(""), more];
  };
  expect(await page(2, 0)).toEqual(["ca", true]);
  expect(await page(2, 1)).toEqual(["ab", false]);
  expect(await page(3, 0)).toEqual(["cab", false]);
  expect(await search({ experiments: [] })).toEqual({ models: [], more: false });
  expect(await found({ experiments: [7] })).toBe("");
  expect(await found({ experiments: [7, 0], ...by("name") })).toBe("abc");
});
