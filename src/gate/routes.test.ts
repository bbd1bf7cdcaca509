import { randomUUID } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Outcome, Report } from "#dialogues";
import { lineageOf } from "#lineage";
import { moveAlias } from "#models";
import { askMlflow } from "#test/ask-mlflow";
import { openTestServer, type TestServer } from "#test/open-store";
import { registerVersion } from "#test/register-version";
import { sampleCase, sampleReport } from "#test/sample-report";
import type { Comparison, Decision } from "./model.ts";
import { slice as gate } from "./slice.ts";

const GATE = "/api/fettle/1/gate";
const newId = (): string => randomUUID().replaceAll("-", "");

let server: TestServer;
beforeEach(async () => {
  server = await openTestServer({
    slices: ["lineage", "artifacts", "runs", "models", "dialogues", gate],
  });
  for (const accuracy of [0.8, 0.9, 0.95]) await registerVersion(server, "intent", { accuracy });
});
afterEach(() => server.close());

const alias = async (name: string): Promise<number> =>
  (await server.client.get<{ version: number }>(`/api/fettle/1/models/intent/aliases/${name}`))
    .version;

const promote = (version: number, more: object = {}): Promise<Decision> =>
  server.client.post(`${GATE}/promote`, {
    id: newId(),
    project: "shop",
    model: "intent",
    version,
    ...more,
  });

/** Twenty cases, the first with the given outcome. */
const keepReport = async (
  version: number,
  first: Outcome,
  more: Partial<Report> = {},
): Promise<string> => {
  const cases = Array.from({ length: 20 }, (_, i) =>
    sampleCase(`sales/case-${i}`, i === 0 ? first : "pass"),
  );
  const arm = { label: `intent@${version}`, models: { intent: version }, commit: null };
  const report = sampleReport(newId(), cases, { arm, ...more });
  await server.client.post("/api/fettle/1/dialogues/reports", report);
  return report.id;
};

const compared = async (
  champion: number,
  candidate: number,
  outcomes: readonly [Outcome, Outcome, Outcome],
): Promise<Comparison> =>
  server.client.post(`${GATE}/comparisons`, {
    id: newId(),
    project: "shop",
    model: "intent",
    champion,
    candidate,
    reports: [
      await keepReport(champion, outcomes[0]),
      await keepReport(champion, outcomes[1]),
      await keepReport(candidate, outcomes[2]),
    ],
  });

describe("comparisons", () => {
  test("are judged in the server, kept whole and found by the beginning of their id", async () => {
    const made = await compared(1, 2, ["pass", "pass", "fail"]);
    expect(made).toMatchObject({
      verdict: "reject",
      champion: 1,
      candidate: 2,
      counts: { total: 20, broken: 1, same: 19, fixed: 0, flaky: 0, errors: 0 },
      metrics: [{ key: "accuracy", champion: 0.8, candidate: 0.9 }],
    });
    const found = await server.client.get(`${GATE}/comparisons/${made.id.slice(0, 8)}`);
    expect(found).toEqual(made);
    const { cases: _cases, ...row } = made;
    const list = await server.client.get(`${GATE}/comparisons`, { project: "shop" });
    expect(list).toEqual({ comparisons: [row] });
    expect(await server.client.get(`${GATE}/comparisons`, { project: "other" })).toEqual({
      comparisons: [],
    });
  });

  test("keep the metrics that the runs have when they are made, to the last one logged", async () => {
    const at = "/api/fettle/1/models/intent/versions/2";
    const { runId } = await server.client.get<{ runId: string }>(at);
    const point = { run_id: runId, key: "accuracy", value: 0.5, timestamp: 1, step: 7 };
    await server.client.post("/api/2.0/mlflow/runs/log-metric", point);
    const made = await compared(1, 2, ["pass", "pass", "pass"]);
    expect(made.metrics).toEqual([{ key: "accuracy", champion: 0.8, candidate: 0.5 }]);
  });

  test("sent twice are one; the same id with other content is refused", async () => {
    const made = await compared(1, 2, ["pass", "pass", "pass"]);
    const { champion, championAgain, candidate } = made.reports;
    const body = {
      id: made.id,
      project: "shop",
      model: "intent",
      champion: 1,
      candidate: 2,
      reports: [champion, championAgain, candidate],
    };
    const twice = await Promise.all([
      server.client.post(`${GATE}/comparisons`, body),
      server.client.post(`${GATE}/comparisons`, body),
    ]);
    expect(twice).toEqual([made, made]);
    await expect(
      server.client.post(`${GATE}/comparisons`, { ...body, candidate: 3 }),
    ).rejects.toMatchObject({ code: "GATE_ID_TAKEN", status: 409 });
  });

  test("refuse reports of another version, project or suite, an unknown one and one named twice", async () => {
    const first = await keepReport(1, "pass");
    const second = await keepReport(1, "pass");
    const post = (third: string): Promise<unknown> =>
      server.client.post(`${GATE}/comparisons`, {
        id: newId(),
        project: "shop",
        model: "intent",
        champion: 1,
        candidate: 2,
        reports: [first, second, third],
      });
    const differ = { code: "GATE_SUITES_DIFFER" };
    await expect(post(await keepReport(3, "pass"))).rejects.toMatchObject(differ);
    await expect(post(await keepReport(2, "pass", { project: "other" }))).rejects.toMatchObject(
      differ,
    );
    await expect(
      post(await keepReport(2, "pass", { suite: "b".repeat(64) })),
    ).rejects.toMatchObject(differ);
    const arm = { label: "", models: { intent: 2, ranking: 4 }, commit: null };
    await expect(post(await keepReport(2, "pass", { arm }))).rejects.toMatchObject({
      ...differ,
      message: expect.stringContaining("more than intent: no other model and ranking@4"),
    });
    await expect(post(first)).rejects.toMatchObject(differ);
    await expect(post(newId())).rejects.toMatchObject({ code: "GATE_REPORT_UNKNOWN" });
    expect(await server.client.get(`${GATE}/comparisons`)).toEqual({ comparisons: [] });
  });

  test("that are not there say so", async () => {
    await expect(server.client.get(`${GATE}/comparisons/abcd`)).rejects.toMatchObject({
      code: "GATE_COMPARISON_UNKNOWN",
      status: 404,
    });
  });
});

test("whoever looks is told of each comparison and decision, once", async () => {
  const told: object[] = [];
  const silence = server.context.events.listen(["gate"], ({ data }) => told.push(data as object));
  const decision = await promote(1);
  const comparison = await compared(1, 2, ["pass", "pass", "pass"]);
  await promote(1, { id: decision.id });
  await expect(promote(9)).rejects.toThrow();
  await expect
    .poll(() => told, { timeout: 5000 })
    .toEqual([{ decision: decision.id }, { comparison: comparison.id }]);
  silence();
});

describe("promote", () => {
  test("takes the first champion without a comparison and makes it baseline", async () => {
    const decision = await promote(1);
    expect(decision).toMatchObject({ verdict: "first", from: null, to: 1, override: false });
    expect([await alias("champion"), await alias("baseline")]).toEqual([1, 1]);
  });

  test("leaves a baseline that somebody chose", async () => {
    await server.client.put("/api/fettle/1/models/intent/aliases/baseline", {
      version: 2,
      project: "shop",
    });
    await promote(1);
    expect(await alias("baseline")).toBe(2);
  });

  test("moves the alias after a verdict promote, and keeps who, why and on what evidence", async () => {
    await promote(1);
    const comparison = await compared(1, 3, ["fail", "fail", "pass"]);
    const decision = await promote(3);
    expect(decision).toMatchObject({
      from: 1,
      to: 3,
      verdict: "promote",
      comparisonId: comparison.id,
      override: false,
      reason: comparison.reasons[0],
      user: expect.any(String),
    });
    expect([await alias("champion"), await alias("baseline")]).toEqual([3, 1]);
    const { decisions } = await server.client.get<{ decisions: Decision[] }>(`${GATE}/decisions`, {
      model: "intent",
    });
    expect(decisions.map((one) => one.to)).toEqual([3, 1]);
    const edges = await lineageOf(
      server.context.database,
      { kind: "decision", id: decision.id },
      1,
    );
    expect(edges.edges.map(({ from, relation, to }) => [from.id, relation, to.id])).toEqual([
      [comparison.id, "decided", decision.id],
      [decision.id, "promoted", "intent@3"],
    ]);
  });

  test("refuses without a comparison, after reject and after inconclusive, and says what to type", async () => {
    await promote(1);
    await expect(promote(2)).rejects.toMatchObject({
      code: "GATE_NOT_COMPARED",
      hint: "fettle compare intent@2",
      exit: 1,
    });
    await compared(1, 2, ["pass", "pass", "fail"]);
    await expect(promote(2)).rejects.toMatchObject({ code: "GATE_NOT_BETTER", exit: 1 });
    await compared(1, 2, ["pass", "fail", "pass"]);
    await expect(promote(2)).rejects.toMatchObject({
      code: "GATE_NOT_BETTER",
      message: expect.stringContaining("inconclusive"),
    });
    expect(await alias("champion")).toBe(1);
  });

  test("looks at the newest comparison with the present champion alone", async () => {
    await promote(1);
    await compared(1, 2, ["pass", "pass", "pass"]);
    await compared(1, 3, ["pass", "pass", "pass"]);
    await promote(3);
    // Better than version 1 says nothing about version 3.
    await expect(promote(2)).rejects.toMatchObject({ code: "GATE_NOT_COMPARED" });
    await compared(3, 2, ["pass", "pass", "pass"]);
    await new Promise((resolve) => setTimeout(resolve, 2));
    await compared(3, 2, ["pass", "pass", "fail"]);
    await expect(promote(2)).rejects.toMatchObject({ code: "GATE_NOT_BETTER" });
  });

  test("goes on against the gate with a reason, which is kept", async () => {
    await promote(1);
    const comparison = await compared(1, 2, ["pass", "pass", "fail"]);
    await expect(promote(2, { override: true, reason: "  " })).rejects.toMatchObject({
      code: "GATE_REASON_MISSING",
      exit: 2,
    });
    expect(await promote(2, { override: true, reason: "the case is outdated" })).toMatchObject({
      verdict: "reject",
      override: true,
      reason: "the case is outdated",
      comparisonId: comparison.id,
    });
    expect(await promote(3, { override: true, reason: "no time" })).toMatchObject({
      verdict: "none",
      override: true,
      comparisonId: null,
    });
    expect(await alias("champion")).toBe(3);
  });

  test("sent twice decides once, one after the other and at the same time", async () => {
    const first = { id: newId() };
    const decision = await promote(1, first);
    expect(await promote(1, first)).toEqual(decision);
    await expect(promote(2, first)).rejects.toMatchObject({ code: "GATE_ID_TAKEN" });
    await compared(1, 2, ["pass", "pass", "pass"]);
    const second = { id: newId() };
    const [a, b] = await Promise.all([promote(2, second), promote(2, second)]);
    expect(a).toEqual(b);
    const { decisions } = await server.client.get<{ decisions: Decision[] }>(`${GATE}/decisions`);
    expect(decisions).toHaveLength(2);
  });

  test("says when the version is champion already, or is not there", async () => {
    await promote(1);
    await expect(promote(1)).rejects.toMatchObject({ code: "GATE_ALREADY_CHAMPION", exit: 5 });
    await expect(promote(9)).rejects.toMatchObject({ code: "MODELS_VERSION_UNKNOWN" });
    const { decisions } = await server.client.get<{ decisions: Decision[] }>(`${GATE}/decisions`);
    expect(decisions).toHaveLength(1);
  });

  test("lets one of two candidates through that were both better than the same champion", async () => {
    await promote(1);
    await compared(1, 2, ["pass", "pass", "pass"]);
    await compared(1, 3, ["pass", "pass", "pass"]);
    const ends = await Promise.allSettled([promote(2), promote(3)]);
    expect(ends.map((end) => end.status).sort()).toEqual(["fulfilled", "rejected"]);
  });
});

describe("the alias champion", () => {
  test("does not move by hand; other aliases do", async () => {
    const put = (name: string): Promise<unknown> =>
      server.client.put(`/api/fettle/1/models/intent/aliases/${name}`, {
        version: 2,
        project: "shop",
      });
    await expect(put("champion")).rejects.toMatchObject({
      code: "GATE_UNGATED",
      status: 403,
      hint: "fettle compare intent@2, then fettle promote intent@2",
    });
    await put("shadow");
    expect(await alias("shadow")).toBe(2);
  });

  test("does not move for a decision that nobody made", async () => {
    const move = {
      name: "intent",
      alias: "champion",
      to: 2,
      project: "shop",
      user: "mallory",
      reason: "",
      decisionId: newId(),
    };
    await expect(moveAlias(server.context, move)).rejects.toMatchObject({ code: "GATE_UNGATED" });
  });

  test("is removed, and what it points at deleted, with a reason alone", async () => {
    const path = "/api/fettle/1/models/intent/aliases/champion";
    await promote(1);
    await expect(server.client.delete(path)).rejects.toMatchObject({
      code: "GATE_CHAMPION_REMOVED",
      status: 403,
      hint: 'fettle models alias intent --unset champion --reason "..."',
    });
    const { refused } = askMlflow(server);
    for (const [what, more] of [
      ["registered-models/alias", { alias: "champion" }],
      ["model-versions/delete", { version: "1" }],
      ["registered-models/delete", {}],
    ] as const)
      expect([what, ...(await refused("DELETE", what, { name: "intent", ...more }))]).toEqual([
        what,
        403,
        "PERMISSION_DENIED",
        expect.stringContaining("only with a reason"),
      ]);
    expect(await alias("champion")).toBe(1);
    await server.client.delete(path, { reason: "the product is off" });
    await expect(alias("champion")).rejects.toMatchObject({ code: "MODELS_ALIAS_UNKNOWN" });
  });
});
