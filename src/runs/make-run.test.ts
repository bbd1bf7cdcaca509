import { afterEach, beforeEach, expect, test } from "vitest";
import { systemClock } from "#ground/clock";
import { fill } from "#ground/hooks";
import { defineSlice } from "#ground/slice";
import { lineageOf } from "#lineage";
import { openTestServer, type TestServer } from "#test/open-store";
import { runLost } from "./lost/index.ts";
import type { RunDetail } from "./model.ts";
import { runEnded } from "./run-ended.ts";

const API = "/api/fettle/1/runs";
const DAY_MS = 86_400_000;
const DATA = [{ path: "data/train.csv", md5: "a".repeat(32), size: 5, tracked: true }];
let server: TestServer;
let now: number;
let told: string[];

const listening = defineSlice({
  name: "listening",
  summary: "hears of ends",
  needs: ["runs"],
  hooks: async () => [
    fill(runEnded, async (run) => void told.push(`ended ${run.name}`)),
    fill(runLost, async (run) => void told.push(`lost ${run.name}`)),
  ],
});

beforeEach(async () => {
  now = 1_000_000_000_000;
  told = [];
  server = await openTestServer({
    slices: ["lineage", "trash", "artifacts", "runs", "transfer", listening],
    clock: { ...systemClock, now: () => now },
  });
});
afterEach(() => server.close());

const start = (id: string) =>
  server.client.post<RunDetail>(API, {
    id,
    project: "shop",
    experiment: "intents",
    name: "started",
    startedAt: 1000,
    command: ["true"],
    folder: ".",
    dirty: false,
    notebook: "nb/01.ipynb",
    data: DATA,
  });

const bring = (id: string, more: object = {}) =>
  server.client.post<{ results: { outcome: string; note?: string }[] }>(
    "/api/fettle/1/transfer/import",
    {
      project: "shop",
      records: [
        {
          type: "experiment",
          id: "7",
          name: "intents",
          lifecycle: "active",
          createdAt: 1,
          updatedAt: 1,
          tags: {},
        },
        {
          type: "run",
          id,
          experiment: "intents",
          name: "brought",
          user: "ada",
          status: "FINISHED",
          lifecycle: "active",
          startedAt: 1000,
          endedAt: 2000,
          params: {},
          tags: {},
          datasets: [],
          modelInputs: [],
          modelOutputs: [],
          recorded: {
            command: ["true"],
            folder: ".",
            commit: null,
            branch: null,
            dirty: false,
            notebook: "nb/01.ipynb",
            exitCode: 0,
            data: DATA,
          },
          ...more,
        },
      ],
    },
  );

const origins = () =>
  server.context.database.all("SELECT name, origin, notebook FROM runs_run ORDER BY number");

test("a run that was started and one that was imported come from their data alike, and tell which they are", async () => {
  const [started, brought] = ["1".repeat(32), "2".repeat(32)];
  await start(started);
  await bring(brought);
  const of = async (id: string) =>
    (await lineageOf(server.context.database, { kind: "run", id }, 1)).edges.map(
      ({ from, relation, at, project }) => ({ from, relation, at, project }),
    );
  expect(await of(started)).toHaveLength(1);
  expect(await of(brought)).toEqual(await of(started));
  expect(await origins()).toEqual([
    { name: "started", origin: "live", notebook: "nb/01.ipynb" },
    { name: "brought", origin: "imported", notebook: "nb/01.ipynb" },
  ]);
});

test("a run that a client logs is one of ours", async () => {
  const body = { experiment_id: "0", run_name: "logged" };
  await server.client.post("/api/2.0/mlflow/runs/create", body);
  expect(await origins()).toEqual([{ name: "logged", origin: "live", notebook: null }]);
});

test("nobody is told when a run ends that was imported while it went on", async () => {
  const [started, brought] = ["1".repeat(32), "2".repeat(32)];
  await start(started);
  await bring(brought, { status: "RUNNING", endedAt: null });
  const end = { status: "FAILED", endedAt: 3000, exitCode: 1 };
  for (const id of [brought, started]) await server.client.post(`${API}/${id}/end`, end);
  expect(told).toEqual(["ended started"]);
});

test("what an import finds in the trash begins its days there anew", async () => {
  const id = "2".repeat(32);
  now += 400 * DAY_MS;
  await bring(id, { lifecycle: "deleted" });
  await server.client.post("/api/fettle/1/transfer/trash", { of: "run", id });
  const [row] = await server.context.database.all(
    "SELECT lifecycle, deleted_at FROM runs_run WHERE id = ?",
    id,
  );
  expect(row).toEqual({ lifecycle: "deleted", deleted_at: now });
});
