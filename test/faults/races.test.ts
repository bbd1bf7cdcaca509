import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ModelDetail, ModelVersion } from "#models";
import type { RunDetail } from "#runs";
import { openTestServer, type TestServer } from "#test/open-store";
import { registerVersion } from "#test/register-version";

const TIMES = 20;
let server: TestServer;
beforeAll(async () => {
  server = await openTestServer({
    slices: ["lineage", "artifacts", "runs", "models", "dialogues", "gate"],
  });
});
afterAll(async () => {
  expect(server.logLines.filter((line) => line.includes('"level":"error"'))).toEqual([]);
  await server.close();
});

const newId = () => randomBytes(16).toString("hex");
const atOnce = <T>(work: (i: number) => Promise<T>): Promise<PromiseSettledResult<T>[]> =>
  Promise.allSettled(Array.from({ length: TIMES }, (_, i) => work(i)));
const values = <T>(results: PromiseSettledResult<T>[]): T[] =>
  results.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
const codes = (results: PromiseSettledResult<unknown>[]): unknown[] =>
  results.flatMap((result) => (result.status === "rejected" ? [result.reason.code] : []));

const runBody = (id: string, folder = ".") => ({
  id,
  project: "shop",
  experiment: `of ${id}`,
  startedAt: 1,
  command: ["node", "train.ts"],
  folder,
  dirty: false,
  data: [],
});

test("a run sent twenty times at once is one run, and another one with its id is none", async () => {
  const id = newId();
  const same = values(
    await atOnce(() => server.client.post<RunDetail>("/api/fettle/1/runs", runBody(id))),
  );
  expect(same).toHaveLength(TIMES);
  expect(new Set(same.map((run) => JSON.stringify(run))).size).toBe(1);
  const other = newId();
  const mixed = await atOnce((i) =>
    server.client.post<RunDetail>("/api/fettle/1/runs", runBody(other, i % 2 === 0 ? "a" : "b")),
  );
  expect(new Set(values(mixed).map((run) => run.folder)).size).toBe(1);
  expect(codes(mixed)).toEqual(Array(TIMES / 2).fill("RUNS_ID_TAKEN"));
});

test("a run that is ended by many at once ends as one of them said", async () => {
  const id = newId();
  await server.client.post("/api/fettle/1/runs", runBody(id));
  const ENDS = ["FINISHED", "FAILED"];
  const ends = values(
    await atOnce((i) =>
      server.client.post<RunDetail>(`/api/fettle/1/runs/${id}/end`, {
        status: ENDS[i % 2],
        endedAt: i,
        exitCode: i % 2,
      }),
    ),
  );
  expect(ends).toHaveLength(TIMES);
  for (const end of ends)
    expect([end.status, end.tags["fettle.exit_code"]]).toEqual([
      ENDS[end.exitCode as number],
      String(end.exitCode),
    ]);
  const kept = await server.client.get<RunDetail>(`/api/fettle/1/runs/${id}`);
  expect([kept.status, kept.exitCode, kept.endedAt]).toEqual([
    ENDS[(kept.endedAt as number) % 2],
    (kept.endedAt as number) % 2,
    kept.endedAt,
  ]);
});

test("of one experiment made twenty times at once there is one", async () => {
  const made = await atOnce(() =>
    server.client.post("/api/2.0/mlflow/experiments/create", { name: "raced" }),
  );
  expect(values(made)).toHaveLength(1);
});

test("versions registered at once have numbers of their own, and one request makes one", async () => {
  const first = await registerVersion(server, "raced");
  const register = (requestId: string) =>
    server.client.post<ModelVersion>("/api/fettle/1/models/raced/versions", {
      requestId,
      project: "shop",
      runId: first.runId,
    });
  const requestId = newId();
  expect(new Set(values(await atOnce(() => register(requestId))).map((v) => v.version))).toEqual(
    new Set([2]),
  );
  const many = values(await atOnce(() => register(newId()))).map((v) => v.version);
  expect([...many].sort((a, b) => a - b)).toEqual(Array.from({ length: TIMES }, (_, i) => i + 3));
});

test("an alias that many move at once has a history without gaps, and tells the others so", async () => {
  const moves = await atOnce((i) =>
    server.client.put("/api/fettle/1/models/raced/aliases/canary", {
      version: 1 + (i % 5),
      project: "shop",
    }),
  );
  for (const code of codes(moves)) expect(code).toBe("MODELS_ALIAS_MOVED");
  const model = await server.client.get<ModelDetail>("/api/fettle/1/models/raced");
  const history = model.history.filter((move) => move.alias === "canary").reverse();
  expect(history.length).toBeGreaterThan(0);
  for (const [i, move] of history.entries()) expect(move.from).toBe(history[i - 1]?.to ?? null);
  expect(model.aliases["canary"]).toBe(history.at(-1)?.to);
});

test("a champion promoted by many at once has one decision for each move", async () => {
  const id = newId();
  const promote = (body: object) =>
    server.client.post<{ id: string; to: number }>("/api/fettle/1/gate/promote", {
      project: "shop",
      model: "raced",
      ...body,
    });
  const sent = await atOnce(() => promote({ id, version: 1 }));
  expect(codes(sent)).toEqual([]);
  const same = values(sent);
  expect(new Set(same.map((decision) => decision.id))).toEqual(new Set([id]));
  expect(same).toHaveLength(TIMES);
  await atOnce((i) =>
    promote({ id: newId(), version: 2 + (i % 4), override: true, reason: "race" }),
  );
  const { decisions } = await server.client.get<{
    decisions: { from: number | null; to: number; id: string }[];
  }>("/api/fettle/1/gate/decisions?model=raced");
  const model = await server.client.get<ModelDetail>("/api/fettle/1/models/raced");
  const moves = model.history.filter((move) => move.alias === "champion");
  expect(moves.map((move) => move.decisionId).sort()).toEqual(decisions.map((d) => d.id).sort());
  const oldestFirst = [...moves].reverse();
  for (const [i, move] of oldestFirst.entries())
    expect(move.from).toBe(oldestFirst[i - 1]?.to ?? null);
});

test("what is acknowledged is seen by whoever asks next, on any connection", async () => {
  const run_id = newId();
  await server.client.post("/api/fettle/1/runs", runBody(run_id));
  const seen = values(
    await atOnce(async (i) => {
      for (let step = 0; step < 10; step += 1) {
        await server.client.post("/api/2.0/mlflow/runs/log-metric", {
          run_id,
          key: `m${i}`,
          value: step,
          timestamp: 1,
          step,
        });
        const { metrics } = await server.client.get<RunDetail>(`/api/fettle/1/runs/${run_id}`);
        if (metrics[`m${i}`] !== step) return false;
      }
      return true;
    }),
  );
  expect(seen).toEqual(Array(TIMES).fill(true));
});
