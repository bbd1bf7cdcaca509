import { afterEach, beforeEach, expect, test } from "vitest";
import { lineageOf } from "#lineage";
import { openTestServer, type TestServer } from "#test/open-store";
import { sampleCase, sampleReport } from "#test/sample-report";
import type { Report } from "../model.ts";
import { readReport } from "./read-report.ts";
import { saveReport } from "./save-report.ts";

let server: TestServer;
beforeEach(async () => {
  server = await openTestServer({ slices: ["lineage", "dialogues"] });
});
afterEach(() => server.close());

const save = (report: Report) => server.context.database.write((tx) => saveReport(tx, report));
const report = (more: Partial<Report> = {}) =>
  sampleReport("r1", [sampleCase("greets", "pass"), sampleCase("refunds", "fail")], {
    arm: { label: "now", models: { intent: 3, ranking: 1 }, commit: "abc" },
    startedAt: 10,
    endedAt: 20,
    ...more,
  });

test("a report is read as it was kept, and each model under test goes into it", async () => {
  await save(report());
  const db = server.context.database;
  expect(await readReport(db, "r1")).toEqual(report());
  const { edges } = await lineageOf(db, { kind: "report", id: "r1" }, 1);
  expect(edges.map(({ from, relation, at }) => [from.kind, from.id, relation, at])).toEqual([
    ["model", "intent@3", "tested", 20],
    ["model", "ranking@1", "tested", 20],
  ]);
});

test("kept again it is one, also where it has members that JSON leaves out", async () => {
  await save(report());
  const again = report();
  await save({ ...again, arm: { ...again.arm, note: undefined } as Report["arm"] });
  expect(await readReport(server.context.database, "r1")).toEqual(report());
});

test("another one with its id is refused, and the first stays", async () => {
  await save(report());
  for (const other of [{ endedAt: 21 }, { project: "other" }, { cases: [] }])
    await expect(save(report(other))).rejects.toMatchObject({ code: "DIALOGUES_REPORT_DIFFERS" });
  expect(await readReport(server.context.database, "r1")).toEqual(report());
});
