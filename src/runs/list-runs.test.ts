import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestServer, type TestServer } from "#test/open-store";
import { runBody } from "#test/run-body";
import { endRun } from "./end-run.ts";
import { listRuns } from "./list-runs.ts";
import { logBatch } from "./log-batch.ts";
import { startRun } from "./start-run.ts";

let server: TestServer;
beforeAll(async () => {
  server = await openTestServer({ slices: ["lineage", "artifacts", "runs"] });
  await record("r1", { name: "b", user: "z", commit: "2", startedAt: 10 }, 90, [1, 5], "1");
  await record("r2", { name: "c", user: "x", commit: "1", startedAt: 30 }, 40, [3, 3, 2], "3");
  await record("r3", { name: "a", user: "y", commit: "3", startedAt: 20 }, 60, [0, 4], "2");
  await startRun(server.context, runBody({ id: "bare", project: "other" }), "ada");
});
afterAll(() => server.close());

async function record(
  id: string,
  facts: object,
  endedAt: number,
  values: readonly number[],
  depth: string,
): Promise<void> {
  const body = runBody({ id, ...facts, params: { depth }, tags: { tier: depth } });
  await startRun(server.context, body, "ada");
  const metrics = values.map((value, step) => ({ key: "f1", value, timestamp: 1, step }));
  await logBatch(server.context, id, { metrics });
  await endRun(server.context, id, { status: "FINISHED", endedAt });
}
const list = (query: object = {}) => listRuns(server.context, { project: "shop", ...query });
const ids = async (query: object) => (await list(query)).runs.map(({ id }) => id).join(" ");

test.each([
  ["startedAt", "r1 r3 r2"],
  ["endedAt", "r2 r3 r1"],
  ["durationMs", "r2 r3 r1"],
  ["name", "r3 r1 r2"],
  ["user", "r2 r3 r1"],
  ["commit", "r2 r1 r3"],
  ["id", "r1 r2 r3"],
  ["metrics.f1", "r2 r3 r1"],
  ["last.f1", "r2 r3 r1"],
  ["min.f1", "r3 r1 r2"],
  ["max.f1", "r2 r3 r1"],
  ["best.f1", "r2 r3 r1"],
  ["params.depth", "r1 r3 r2"],
  ["tags.tier", "r1 r3 r2"],
])("sorted by %s", async (sort, order) => {
  expect(await ids({ sort, order: "asc" })).toBe(order);
  expect(await ids({ sort, order: "desc" })).toBe(order.split(" ").reverse().join(" "));
});

test("without a wish the latest that began stands first", async () => {
  expect(await ids({})).toBe("r2 r3 r1");
  expect(await ids({ sort: "count.f1" })).toMatch(/^r2 /);
});

test("a page is told with the total and the keys of the whole project", async () => {
  const page = await list({ offset: 1, limit: 1 });
  expect(page.runs.map(({ id }) => id)).toEqual(["r3"]);
  expect([page.total, page.metrics, page.params]).toEqual([3, ["f1"], ["depth"]]);
  expect(await list({ offset: 3 })).toMatchObject({ total: 3, runs: [] });
  const other = await list({ project: "other" });
  expect([other.total, other.metrics, other.params]).toEqual([1, [], []]);
});

test("the extremes are those of the metrics that were asked for", async () => {
  const { runs } = await list({ extremes: "f1,,nothing", filter: "run_name = 'b'" });
  expect(runs.map(({ extremes }) => extremes)).toEqual([{ f1: { min: 1, max: 5, best: 5 } }]);
});

test("what runs can't be sorted by is refused with what they can be", async () => {
  const refused = (sort: string) =>
    list({ sort }).then(
      () => undefined,
      (error: { code: string; message: string }) => `${error.code} ${error.message}`,
    );
  expect(await refused("startedat")).toMatch(
    /^FILTER_INVALID .*can't be sorted by it; try startedAt/,
  );
  expect(await refused("toString")).toMatch(/^FILTER_INVALID/);
  expect(await refused("constructor.f1")).toMatch(/^FILTER_INVALID/);
  expect(await refused("qqqqqqqqqqqq")).toContain("params. or tags. with a key");
});
