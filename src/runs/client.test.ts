import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { systemClock } from "#ground/clock";
import { createClient } from "#ground/http";
import { freePort } from "#ground/process";
import { openTestServer, type TestServer } from "#test/open-store";
import { createRunsClient, type RunsClientOptions } from "./client.ts";
import type { ArtifactList, RunDetail } from "./model.ts";

let server: TestServer;
let warnings: string[];
beforeEach(async () => {
  server = await openTestServer({ slices: ["lineage", "artifacts", "runs"] });
  warnings = [];
});
afterEach(() => server.close());

const runsClient = (given: Partial<RunsClientOptions> = {}) =>
  createRunsClient({
    client: server.client,
    clock: systemClock,
    runId: undefined,
    experiment: undefined,
    project: "shop",
    cwd: server.folder,
    command: ["node", "train.ts"],
    secrets: [],
    patienceMs: 5000,
    warn: (error) => warnings.push(error.message),
    ...given,
  });
const read = (id: string) => server.client.get<RunDetail>(`/api/fettle/1/runs/${id}`);

test("records a run from its start to its end", async () => {
  const run = await runsClient().startRun({ name: "by hand", experiment: "try" });
  run.logParams({ lr: 0.1, deep: true });
  run.logMetrics({ loss: 2 }, 0);
  run.logMetric("loss", Number.POSITIVE_INFINITY, 1);
  run.setTag("team", "ml");
  expect(await read(run.id)).toMatchObject({ status: "RUNNING", experiment: "try" });
  await run.finish("FAILED");
  expect(await read(run.id)).toMatchObject({
    name: "by hand",
    project: "shop",
    status: "FAILED",
    command: ["node", "train.ts"],
    params: { lr: "0.1", deep: "true" },
    tags: { team: "ml" },
    metricSummaries: [{ key: "loss", count: 2, lastStep: 1 }],
  });
  expect(warnings).toEqual([]);
});

test("stores files and folders under the run, and waits for them in finish", async () => {
  mkdirSync(join(server.folder, "out", "a b"), { recursive: true });
  writeFileSync(join(server.folder, "out", "a b", "ü 1.txt"), "hello");
  writeFileSync(join(server.folder, "out", "empty"), "");
  const run = await runsClient().startRun({});
  void run.logArtifacts("out", "model");
  void run.logArtifact("out/empty");
  await run.finish();
  const files = async (path?: string) =>
    (await server.client.get<ArtifactList>(`/api/fettle/1/runs/${run.id}/artifacts`, { path }))
      .files;
  expect(await files()).toEqual([
    { path: "empty", folder: false, size: 0 },
    { path: "model", folder: true, size: 0 },
  ]);
  expect(await files("model/a b")).toMatchObject([{ size: 5 }]);
  await expect(run.logArtifact("out")).rejects.toThrow("expected a file to log");
  await expect(run.logArtifacts("nowhere")).rejects.toThrow("expected a folder to log");
});

test("the current run is one for the whole process, and finish leaves it running", async () => {
  const { id } = await runsClient().startRun({});
  const mine = runsClient({ runId: id });
  expect(mine.currentRun()).toBe(mine.currentRun());
  mine.currentRun().logParam("lr", 1);
  await mine.currentRun().finish();
  expect(await read(id)).toMatchObject({ status: "RUNNING", params: { lr: "1" } });
  expect(() => runsClient().currentRun()).toThrow("FETTLE_RUN_ID is not set");
});

test("what was logged while the server was away is sent when it is found again", async () => {
  const { id } = await runsClient().startRun({});
  const gone = { url: `http://127.0.0.1:${await freePort()}` };
  let address: { url: string } = gone;
  const client = createClient(gone, async () => address);
  const run = runsClient({ client, runId: id }).currentRun();
  run.logMetric("loss", 1, 0);
  const impatient = runsClient({ client, runId: id, patienceMs: 0 }).currentRun();
  impatient.logMetric("loss", 2, 1);
  await expect(impatient.finish()).rejects.toMatchObject({ code: "RUNS_LOGGED_UNSENT" });
  address = { url: server.url };
  await Promise.all([run.finish(), impatient.finish()]);
  expect((await read(id)).metricSummaries).toMatchObject([{ key: "loss", count: 2 }]);
});

test("what is recorded while no server answers waits on disk, and a later script sends it", async () => {
  const folder = join(server.folder, "outbox");
  const outbox = { folder, to: "here" };
  const away = createClient({ url: `http://127.0.0.1:${await freePort()}` });
  writeFileSync(join(server.folder, "notes.txt"), "kept");
  const offline = runsClient({ client: away, outbox, patienceMs: 0 });
  const run = await offline.startRun({ name: "on the train" });
  run.logMetrics({ loss: 2 }, 0);
  run.logParam("lr", 0.1);
  await run.logArtifact("notes.txt");
  rmSync(join(server.folder, "notes.txt"));
  await run.finish();
  expect(warnings[0]).toContain(`are kept in ${folder}`);
  const [kept = ""] = readdirSync(folder).filter((name) => name.endsWith(".jsonl"));
  // As if its process were gone, and had been killed while it wrote a last line.
  writeFileSync(join(folder, "999999999-aa.jsonl"), `${readFileSync(join(folder, kept))}{"post":`);
  rmSync(join(folder, kept));
  const online = runsClient({ outbox });
  const next = await online.startRun({});
  await next.finish();
  await expect.poll(() => existsSync(join(folder, "999999999-aa.jsonl"))).toBe(false);
  await expect.poll(async () => (await read(run.id)).status).toBe("FINISHED");
  expect(await read(run.id)).toMatchObject({ name: "on the train", params: { lr: "0.1" } });
  const files = await server.client.get<ArtifactList>(`/api/fettle/1/runs/${run.id}/artifacts`);
  expect(files.files).toEqual([{ path: "notes.txt", folder: false, size: 4 }]);
  expect(readdirSync(join(folder, "files"))).toEqual([]);
});

test("what was kept is sent by the same script once the server is back", async () => {
  const outbox = { folder: join(server.folder, "outbox"), to: "here" };
  const gone = { url: `http://127.0.0.1:${await freePort()}` };
  let address: { url: string } = gone;
  const client = createClient(gone, async () => address);
  const run = await runsClient({ client, outbox, patienceMs: 0 }).startRun({});
  run.logMetric("loss", 1, 0);
  await expect.poll(() => warnings.length).toBe(1);
  address = { url: server.url };
  run.logMetric("loss", 2, 1);
  await run.finish();
  expect(await read(run.id)).toMatchObject({
    status: "FINISHED",
    metricSummaries: [{ key: "loss", count: 2 }],
  });
  expect(readdirSync(outbox.folder)).toEqual([]);
});

test("what is meant for another server stays where it is, and what is refused is put aside", async () => {
  const folder = join(server.folder, "outbox");
  mkdirSync(folder, { recursive: true });
  const lines = (to: string, body: object) =>
    [{ to }, { post: "/api/fettle/1/runs", body }]
      .map((line) => `${JSON.stringify(line)}\n`)
      .join("");
  writeFileSync(join(folder, "999999999-aa.jsonl"), lines("elsewhere", {}));
  writeFileSync(join(folder, "999999998-bb.jsonl"), lines("here", { id: "no id" }));
  await (await runsClient({ outbox: { folder, to: "here" } }).startRun({})).finish();
  await expect
    .poll(() => readdirSync(folder).sort())
    .toEqual(["999999999-aa.jsonl", "refused.jsonl"]);
  expect(warnings[0]).toContain("the server refused what had been kept for it");
});
