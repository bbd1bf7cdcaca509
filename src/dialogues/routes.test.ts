import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestServer, type TestServer } from "#test/open-store";
import type { CaseResult, Report } from "./model.ts";
import { readReport } from "./store/index.ts";

let server: TestServer;
beforeAll(async () => {
  server = await openTestServer({ slices: ["lineage", "dialogues"] });
});
afterAll(() => server.close());

const PATH = "/api/fettle/1/dialogues/reports";

const failed: CaseResult = {
  id: "d/price",
  dialogue: "price",
  file: "d.yaml",
  line: 1,
  tags: [],
  mustPass: true,
  outcome: "fail",
  turns: [
    {
      user: "hi",
      messages: ["hello"],
      calls: [{ name: "t", arguments: { deep: [1, null, { x: "é" }] } }],
      state: { a: { b: 1 } },
      cache: "hit",
      stages: [{ name: "model", ms: 1.5, answered: true }],
      answeredBy: "model",
      ms: 2.5,
      checks: [
        { id: "1.route", kind: "route", pass: false, expected: "route x", actual: "no route told" },
      ],
    },
  ],
  after: [],
  ms: 3,
};

function reportOf(id: string, more: Partial<Report> = {}): Report {
  return {
    id: id.padEnd(32, "0"),
    project: "shop",
    suite: "a".repeat(64),
    arm: { label: "intent@2", models: { intent: 2 }, commit: "abc" },
    startedAt: 1000,
    endedAt: 2000,
    counts: { pass: 0, fail: 1, error: 0, flaky: 0, total: 1 },
    cases: [failed],
    ...more,
  };
}

test("keeps a report whole and gives it back by the beginning of its id", async () => {
  const report = reportOf("1111");
  expect(await server.client.post(PATH, report)).toEqual({ id: report.id });
  expect(await server.client.get(`${PATH}/${report.id}`)).toEqual(report);
  expect(await server.client.get(`${PATH}/1111`)).toEqual(report);
  expect(await readReport(server.context.database, report.id)).toEqual(report);
});

test("takes the same report twice and another of the same id never", async () => {
  const report = reportOf("2222");
  await server.client.post(PATH, report);
  await server.client.post(PATH, report);
  await expect(server.client.post(PATH, { ...report, endedAt: 3000 })).rejects.toMatchObject({
    code: "DIALOGUES_REPORT_DIFFERS",
    status: 409,
  });
  expect(await readReport(server.context.database, report.id)).toEqual(report);
});

test("lists the reports of a project without their cases, newest first", async () => {
  const { cases: _cases, ...old } = reportOf("aaaa", { project: "other", endedAt: 10 });
  const { cases: _more, ...young } = reportOf("bbbb", { project: "other", endedAt: 20 });
  await server.client.post(PATH, reportOf("aaaa", { project: "other", endedAt: 10 }));
  await server.client.post(PATH, reportOf("bbbb", { project: "other", endedAt: 20 }));
  expect(await server.client.get(PATH, { project: "other" })).toEqual({ reports: [young, old] });
  expect(await server.client.get(PATH, { project: "other", limit: 1 })).toEqual({
    reports: [young],
  });
  const all = await server.client.get<{ reports: unknown[] }>(PATH);
  expect(all.reports.length).toBeGreaterThan(2);
});

test("records that the models of the arm went into the report", async () => {
  const report = reportOf("3333");
  await server.client.post(PATH, report);
  expect(await server.client.get(`/api/fettle/1/lineage/report/${report.id}`)).toEqual({
    edges: [
      {
        project: "shop",
        from: { kind: "model", id: "intent@2" },
        to: { kind: "report", id: report.id },
        relation: "tested",
        at: 2000,
      },
    ],
  });
});

test("tells those who listen", async () => {
  const heard: unknown[] = [];
  const stop = server.context.events.listen(["dialogues"], ({ data }) => heard.push(data));
  const report = reportOf("4444");
  await server.client.post(PATH, report);
  stop();
  expect(heard).toEqual([{ id: report.id }]);
});

test.each([
  ["an id that is none", { id: "x" }, "body id: expected 32 hex digits"],
  [
    "counts of other cases",
    { counts: { ...reportOf("5").counts, pass: 1 } },
    "body counts: the counts are not",
  ],
  [
    "an unknown outcome",
    { cases: [{ ...failed, outcome: "maybe" as never }] },
    "body cases.0.outcome",
  ],
])("refuses a report with %s", async (_what, more, message) => {
  await expect(server.client.post(PATH, reportOf("5555", more))).rejects.toThrow(message);
});

test.each(["9999", "not-an-id", "%25", "1"])("says that there is no report %s", async (ref) => {
  await expect(server.client.get(`${PATH}/${ref}`)).rejects.toMatchObject({
    code: "DIALOGUES_REPORT_UNKNOWN",
    status: 404,
    exit: 2,
  });
});
