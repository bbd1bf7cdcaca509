import { afterEach, beforeEach, expect, test } from "vitest";
import { systemClock } from "#ground/clock";
import { readAlias } from "#models";
import { settle } from "#runs";
import { openTestServer, type TestServer } from "#test/open-store";
import { registerVersion } from "#test/register-version";
import type { PromoteRequest } from "./api.ts";
import type { Comparison } from "./model.ts";
import { promote } from "./promote.ts";
import { slice as gate } from "./slice.ts";
import { insertComparison } from "./store/insert-comparison.ts";
import { selectDecisions } from "./store/select-decisions.ts";

let now = 1000;
let server: TestServer;
beforeEach(async () => {
  server = await openTestServer({
    slices: ["lineage", "artifacts", "runs", "models", "dialogues", gate],
    clock: { ...systemClock, now: () => now },
  });
  for (const accuracy of [0.8, 0.9]) await registerVersion(server, "intent", { accuracy });
});
afterEach(() => server.close());

const request = (id: string, version: number, more: Partial<PromoteRequest> = {}) => ({
  id,
  project: "shop",
  model: "intent",
  version,
  ...more,
});
const alias = async (name: string) =>
  (await readAlias(await settle(server.context), "intent", name))?.version;
const decisions = () =>
  selectDecisions(server.context.database, { project: "", model: "intent", limit: 9 });

const keepComparison = (id: string, more: Partial<Comparison> = {}) => {
  const comparison: Comparison = {
    id,
    project: "shop",
    model: "intent",
    champion: 1,
    candidate: 2,
    createdAt: now,
    suite: "a".repeat(64),
    verdict: "promote",
    reasons: ["3 fixed, none broken"],
    counts: { total: 3, same: 0, fixed: 3, broken: 0, flaky: 0, errors: 0 },
    statistics: { mcnemarP: 0.25, tangoLower: 0.1, difference: 1 },
    cases: [],
    metrics: [],
    reports: { champion: "r1", championAgain: "r2", candidate: "r3" },
    ...more,
  };
  return server.context.database.write((tx) => insertComparison(tx, comparison));
};

test("a decision is kept with all that it says, and read back the same", async () => {
  now = 5000;
  const first = await promote(request("d1", 1), "ada", server.context);
  expect(first).toEqual({
    id: "d1",
    project: "shop",
    model: "intent",
    from: null,
    to: 1,
    verdict: "first",
    comparisonId: null,
    override: false,
    reason: "The first champion: there was none to compare with.",
    user: "ada",
    at: 5000,
  });
  await keepComparison("c1");
  now = 6000;
  const second = await promote(request("d2", 2), "bob", server.context);
  expect(second).toMatchObject({
    from: 1,
    to: 2,
    verdict: "promote",
    comparisonId: "c1",
    reason: "3 fixed, none broken",
    user: "bob",
    at: 6000,
  });
  expect(await decisions()).toEqual([second, first]);
});

test("a reason that was given stands in the place of the comparison's", async () => {
  const first = await promote(request("d1", 1, { reason: " to begin " }), "ada", server.context);
  expect(first.reason).toBe("to begin");
  await keepComparison("c1");
  const more = { reason: "it is better" };
  const second = await promote(request("d2", 2, more), "ada", server.context);
  expect(second).toMatchObject({ override: false, reason: "it is better" });
});

test("an override that was not needed is none", async () => {
  await promote(request("d1", 1), "ada", server.context);
  await keepComparison("c1");
  const more = { override: true };
  expect(await promote(request("d2", 2, more), "ada", server.context)).toMatchObject({
    override: false,
    verdict: "promote",
  });
});

test("a comparison of another project, pair or model says nothing here", async () => {
  await promote(request("d1", 1), "ada", server.context);
  await keepComparison("c1", { project: "other" });
  await keepComparison("c2", { model: "ranking" });
  await keepComparison("c3", { champion: 2, candidate: 1 });
  await expect(promote(request("d2", 2), "ada", server.context)).rejects.toMatchObject({
    code: "GATE_NOT_COMPARED",
  });
});

test("a refused decision leaves nothing behind", async () => {
  await promote(request("d1", 1), "ada", server.context);
  await keepComparison("c1", { verdict: "reject", reasons: ["1 broken"] });
  await expect(promote(request("d2", 2), "ada", server.context)).rejects.toMatchObject({
    code: "GATE_NOT_BETTER",
    message: expect.stringContaining("1 broken"),
  });
  expect((await decisions()).map(({ id }) => id)).toEqual(["d1"]);
  expect([await alias("champion"), await alias("baseline")]).toEqual([1, 1]);
});

test("an id that was used for another model, version or project is refused", async () => {
  await promote(request("d1", 1), "ada", server.context);
  for (const other of [{ version: 2 }, { project: "other" }, { model: "ranking" }])
    await expect(
      promote({ ...request("d1", 1), ...other }, "ada", server.context),
    ).rejects.toMatchObject({ code: "GATE_ID_TAKEN" });
});

test("after a champion was removed by hand the next is no first one", async () => {
  await promote(request("d1", 1), "ada", server.context);
  const path = "/api/fettle/1/models/intent/aliases/champion";
  await server.client.delete(path, { reason: "it answers nonsense" });
  await expect(promote(request("d2", 2), "ada", server.context)).rejects.toMatchObject({
    code: "GATE_CHAMPION_GONE",
  });
  const more = { override: true, reason: "nothing to compare with" };
  expect(await promote(request("d2", 2, more), "ada", server.context)).toMatchObject({
    from: null,
    verdict: "none",
    override: true,
  });
  expect([await alias("champion"), await alias("baseline")]).toEqual([2, 1]);
});

test("sent again after a kill between the move and the baseline, it makes the baseline", async () => {
  await promote(request("d1", 1), "ada", server.context);
  await server.context.database.write((tx) =>
    tx.run("DELETE FROM models_aliases WHERE alias = 'baseline'"),
  );
  expect(await alias("baseline")).toBe(undefined);
  await promote(request("d1", 1), "ada", server.context);
  expect(await alias("baseline")).toBe(1);
});
