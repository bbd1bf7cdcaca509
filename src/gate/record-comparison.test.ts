import { afterEach, beforeEach, expect, test } from "vitest";
import { systemClock } from "#ground/clock";
import { lineageOf } from "#lineage";
import { openTestServer, type TestServer } from "#test/open-store";
import { registerVersion } from "#test/register-version";
import { sampleCase, sampleReport } from "#test/sample-report";
import type { ComparisonRequest } from "./api.ts";
import { recordComparison } from "./record-comparison.ts";
import { slice as gate } from "./slice.ts";

let server: TestServer;
beforeEach(async () => {
  server = await openTestServer({
    slices: ["lineage", "artifacts", "runs", "models", "dialogues", gate],
    clock: { ...systemClock, now: () => 7000 },
  });
});
afterEach(() => server.close());

/** Reports have ids of 32 hex digits. */
const [R1, R2, R3, R4, R5] = ["1", "2", "3", "4", "5"].map((digit) => digit.repeat(32)) as [
  string,
  string,
  string,
  string,
  string,
];

const keepReport = async (id: string, models: Readonly<Record<string, number>>) => {
  const arm = { label: id, models, commit: null };
  const cases = [sampleCase("greets", "pass"), sampleCase("refunds", "fail")];
  await server.client.post("/api/fettle/1/dialogues/reports", sampleReport(id, cases, { arm }));
};
const request = (more: Partial<ComparisonRequest> = {}): ComparisonRequest => ({
  id: "c1",
  project: "shop",
  model: "intent",
  champion: 1,
  candidate: 2,
  reports: [R1, R2, R3],
  ...more,
});

test("metrics are told by key; one that a side lacks is null there, whatever its name", async () => {
  await registerVersion(server, "intent", { accuracy: 0.8, size: 3 });
  await registerVersion(server, "intent", { accuracy: 0.9, constructor: 1 });
  await keepReport(R1, { intent: 1 });
  await keepReport(R2, { intent: 1 });
  await keepReport(R3, { intent: 2 });
  const made = await recordComparison(request(), server.context);
  expect(made.metrics).toEqual([
    { key: "accuracy", champion: 0.8, candidate: 0.9 },
    { key: "constructor", champion: null, candidate: 1 },
    { key: "size", champion: 3, candidate: null },
  ]);
  expect(made).toMatchObject({
    createdAt: 7000,
    counts: { total: 2, same: 2 },
    reports: { champion: R1, championAgain: R2, candidate: R3 },
  });
});

test("each of the three reports is known to have gone into it", async () => {
  for (const accuracy of [0.8, 0.9]) await registerVersion(server, "intent", { accuracy });
  await keepReport(R1, { intent: 1, ranking: 4 });
  await keepReport(R2, { ranking: 4, intent: 1 });
  await keepReport(R3, { intent: 2, ranking: 4 });
  await recordComparison(request(), server.context);
  const { edges } = await lineageOf(server.context.database, { kind: "comparison", id: "c1" }, 1);
  expect(edges.map(({ from, relation }) => `${from.id} ${relation}`).sort()).toEqual([
    `${R1} judged`,
    `${R2} judged`,
    `${R3} judged`,
  ]);
});

test("what one of its reports is not is said with the report, the model and the version", async () => {
  for (const accuracy of [0.8, 0.9]) await registerVersion(server, "intent", { accuracy });
  await keepReport(R1, { intent: 1 });
  await keepReport(R2, { intent: 1 });
  await keepReport(R3, { intent: 1 });
  await keepReport(R4, { ranking: 2 });
  const refused = async (last: string, problem: string) =>
    expect(
      recordComparison(request({ reports: [R1, R2, last] }), server.context),
    ).rejects.toMatchObject({ message: expect.stringContaining(problem) });
  await refused(R3, `report ${R3} tested intent@1, not intent@2`);
  await refused(R4, `report ${R4} tested no version of intent, not intent@2`);
  await refused(R5, R5);
  await refused(R2, "one report is named twice");
});

test("the same request is one comparison; each thing that differs makes it another", async () => {
  for (const accuracy of [0.8, 0.9]) await registerVersion(server, "intent", { accuracy });
  for (const id of [R1, R2]) await keepReport(id, { intent: 1 });
  await keepReport(R3, { intent: 2 });
  const made = await recordComparison(request(), server.context);
  expect(await recordComparison(request(), server.context)).toEqual(made);
  for (const other of [
    { project: "other" },
    { model: "ranking" },
    { champion: 3 },
    { candidate: 3 },
    { reports: [R2, R1, R3] as const },
  ])
    await expect(
      recordComparison(request(other as Partial<ComparisonRequest>), server.context),
    ).rejects.toMatchObject({ code: "GATE_ID_TAKEN" });
});
