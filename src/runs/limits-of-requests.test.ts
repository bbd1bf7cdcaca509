import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestServer, type TestServer } from "#test/open-store";
import { runBody } from "#test/run-body";
import type { RunDetail } from "./model.ts";

const API = "/api/fettle/1/runs";
let server: TestServer;
beforeAll(async () => {
  server = await openTestServer({ slices: ["lineage", "artifacts", "runs"] });
});
afterAll(() => server.close());

const told = (asked: Promise<unknown>): Promise<unknown> =>
  asked.then(
    () => "ok",
    (error: { status: number; message: string }) =>
      error.status === 400 ? error.message.replace(/[:;] .*$/s, "") : error,
  );
const start = (more: object) => told(server.client.post(API, runBody(more)));
const used = { path: "d", md5: "e".repeat(32), size: 0, files: 0, tracked: true };
const environment = { platform: "linux", cores: 0, memory: 0, gpus: [], variables: {} };
const patch = { text: "", cut: false, redacted: false, untracked: [], untrackedTotal: 0 };

test.each([
  ["the least of everything", { project: "s", experiment: "e", name: "n", startedAt: 0 }],
  ["no command", { command: [] }],
  ["a deadline of a second", { lostAfterMs: 1000, choices: { lostAfterMs: 1000 } }],
  ["a project without a deadline", { choices: { lostAfterMs: null } }],
  ["a folder of no files", { data: [used, { ...used, md5: `${used.md5}.dir` }] }],
  ["a machine of nothing", { environment }],
  ["64 GPUs", { environment: { ...environment, gpus: Array(64).fill("a") } }],
  ["a patch of nothing", { patch: { ...patch, untracked: [{ path: "a", size: 0 }] } }],
])("a run may begin with %s", async (_, more) => {
  expect(await start(more)).toBe("ok");
});

test.each([
  ["id", { id: "a".repeat(31) }],
  ["id", { id: `${"a".repeat(32)}a` }],
  ["id", { id: "A".repeat(32) }],
  ["project", { project: "" }],
  ["experiment", { experiment: "" }],
  ["startedAt", { startedAt: -1 }],
  ["startedAt", { startedAt: 0.5 }],
  ["lostAfterMs", { lostAfterMs: 999 }],
  ["choices.lostAfterMs", { choices: { lostAfterMs: 999 } }],
  ["choices.best.f1", { choices: { best: { f1: "up" } } }],
  ["data.0.path", { data: [{ ...used, path: "" }] }],
  ["data.0.md5", { data: [{ ...used, md5: "e".repeat(31) }] }],
  ["data.0.md5", { data: [{ ...used, md5: `${used.md5}.file` }] }],
  ["data.0.size", { data: [{ ...used, size: -1 }] }],
  ["data.0.files", { data: [{ ...used, files: -1 }] }],
  ["environment.cores", { environment: { ...environment, cores: -1 } }],
  ["environment.memory", { environment: { ...environment, memory: -1 } }],
  ["environment.gpus", { environment: { ...environment, gpus: Array(65).fill("a") } }],
  ["patch.untracked.0.size", { patch: { ...patch, untracked: [{ path: "a", size: -1 }] } }],
  ["patch.untrackedTotal", { patch: { ...patch, untrackedTotal: -1 } }],
])("a run with a bad %s does not begin", async (where, more) => {
  expect(await start(more)).toBe(`body ${where}`);
});

test("a list has 1 to 1000 runs from the first on, and a chart 1 to 10,000 pixels", async () => {
  const list = (query: Record<string, string | number>) => told(server.client.get(API, query));
  expect(await list({ limit: 1, offset: 0 })).toBe("ok");
  expect(await list({ limit: 1000 })).toBe("ok");
  for (const limit of [0, 1001, "x"]) expect(await list({ limit })).toBe("query limit");
  expect(await list({ offset: -1 })).toBe("query offset");
  expect(await list({ status: "FAILED,LOST" })).toBe("ok");
  for (const status of ["FAILED,", "failed", "FAILED LOST", ""])
    expect([status, await list({ status })]).toEqual([status, "query status"]);
  const { id } = await server.client.post<RunDetail>(API, runBody());
  const point = { key: "f1", value: 1, step: -3, timestamp: 1 };
  await server.client.post("/api/2.0/mlflow/runs/log-metric", { run_id: id, ...point });
  const series = (query: Record<string, string | number>) =>
    told(server.client.get(`${API}/${id}/metrics/f1`, query));
  expect(await series({ px: 1, from: -3, to: -3, x: "step" })).toBe("ok");
  expect(await series({ px: 10_000, x: "time" })).toBe("ok");
  for (const px of [0, 10_001]) expect(await series({ px })).toBe("query px");
  expect(await series({ x: "value" })).toBe("query x");
});

test("a run ends in one of three ways, at a time", async () => {
  const { id } = await server.client.post<RunDetail>(API, runBody());
  const end = (body: object) => told(server.client.post(`${API}/${id}/end`, body));
  expect(await end({ status: "RUNNING", endedAt: 2000 })).toBe("body status");
  expect(await end({ status: "FAILED", endedAt: -1 })).toBe("body endedAt");
  expect(await end({ status: "FAILED", endedAt: 2000, exitCode: 0.5 })).toBe("body exitCode");
  for (const status of ["FINISHED", "FAILED", "KILLED"])
    expect(await end({ status, endedAt: 2000, exitCode: -1 })).toBe("ok");
  // It ended before it began: a clock was put back.
  expect(await end({ status: "KILLED", endedAt: 0 })).toBe("ok");
  expect(await server.client.get(`${API}/${id}`)).toMatchObject({ endedAt: 0, durationMs: 0 });
});

test("2 to 100 runs are compared at once", async () => {
  const { id } = await server.client.post<RunDetail>(API, runBody());
  const compare = (refs: string) => told(server.client.get(`${API}/compare`, { refs }));
  const many = (count: number) => Array(count).fill(id).join(",");
  expect(await compare(many(2))).toBe("ok");
  expect(await compare(`,${many(2)},`)).toBe("ok");
  expect(await compare(many(100))).toBe("ok");
  for (const refs of [many(1), `${many(1)},`, ",", many(101)])
    expect(await compare(refs)).toContain("refs");
});
