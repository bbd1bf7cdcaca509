import { afterAll, beforeAll, expect, test } from "vitest";
import type { CarriedRecord, Selection } from "#ground/slice";
import { given } from "#test/given-records";
import { openTestServer, type TestServer } from "#test/open-store";
import { CARRY } from "./carry.ts";

let server: TestServer;
beforeAll(async () => {
  const slices = ["lineage", "trash", "artifacts", "runs", "models", "dialogues", "gate"];
  server = await openTestServer({ slices });
  await server.client.post("/api/2.0/mlflow/registered-models/create", { name: "intent" });
  for (let version = 1; version <= 3; version += 1) {
    const { run } = await server.client.post<{ run: { info: { run_id: string } } }>(
      "/api/2.0/mlflow/runs/create",
      { experiment_id: "0" },
    );
    await server.client.post("/api/2.0/mlflow/model-versions/create", {
      ...{ name: "intent", source: `runs:/${run.info.run_id}/model`, run_id: run.info.run_id },
    });
  }
});
afterAll(() => server.close());

const [C, D, E, F] = ["c", "d", "e", "f"].map((digit) => digit.repeat(32)) as [
  ...[string, string, string, string],
];
const comparison = {
  ...{ id: C, project: "shop", model: "intent", champion: 1, candidate: 2, createdAt: 10 },
  ...{ suite: "a".repeat(64), verdict: "promote", reasons: ["better"], metrics: [], cases: [] },
  counts: { total: 0, fixed: 0, broken: 0, same: 0, flaky: 0, errors: 0 },
  statistics: { mcnemarP: 1, tangoLower: 0, difference: 0 },
  reports: { champion: C, championAgain: D, candidate: E },
};
const decision = (id: string, to: number, more: object = {}) => ({
  ...{ id, project: "shop", model: "intent", from: null, to, verdict: "promote" },
  ...{ comparisonId: C, override: false, reason: "better", user: "ada", at: 20, ...more },
});
const judged = { type: "comparison", id: C, comparison };
const decided = (id: string, to: number, aliases: string[], more: object = {}) => ({
  ...{ type: "decision", id, decision: decision(id, to, more), aliases },
});
const take = (...records: CarriedRecord[]) => CARRY.take(server.context, records, "mine");
const give = (more: Partial<Selection> = {}) => given(CARRY, server.context, more);

test("comparisons and decisions come once, with the alias that the last decision set", async () => {
  const first = decided(D, 1, ["baseline"], { verdict: "first", comparisonId: null });
  const last = decided(E, 2, ["champion"], { from: 1, at: 30 });
  expect(await take(judged, first, last)).toEqual([
    ...[{ outcome: "new" }, { outcome: "new" }, { outcome: "new" }],
  ]);
  expect(await give()).toEqual([judged, first, last]);
  expect(await take(judged, first, last)).toEqual([
    ...[{ outcome: "same" }, { outcome: "same" }, { outcome: "same" }],
  ]);
  for (const none of [{ experiment: "e" }, { filter: "f" }, { project: "prices" }])
    expect(await give(none)).toEqual([]);
});

test("an alias that stands elsewhere here stays, and that is told", async () => {
  const [taken] = await take(decided(F, 3, ["champion"], { at: 40 }));
  expect(taken).toEqual({
    outcome: "new",
    note: "intent@champion stays at 2 here, and is at 3 there",
    left: { "aliases of models": 1 },
  });
});

test("what is no comparison and no decision does not fit", () => {
  const fits = (record: CarriedRecord) =>
    CARRY.kinds.find(({ name }) => name === record.type)?.schema.safeParse(record).success;
  expect([fits(judged), fits(decided(D, 1, []))]).toEqual([true, true]);
  expect([fits({ ...judged, comparison: {} }), fits(decided(D, 1, ["best"]))]).toEqual([
    ...[false, false],
  ]);
});
