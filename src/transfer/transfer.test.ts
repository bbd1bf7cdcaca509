import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { RunDetail, RunList } from "#runs";
import { openTestServer, type TestServer } from "#test/open-store";
import { exportRecords } from "./export-records.ts";
import { importRecords } from "./import-records.ts";
import { readKinds } from "./read-kinds.ts";
import { reportText } from "./report-text.ts";
import { authorizationFor, onlyExperiment, openSource } from "./sources/index.ts";

let folder: string;
let server: TestServer;
const progress = () => ({ advance() {}, note() {}, end() {} });
const { signal } = new AbortController();

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "fettle-transfer-"));
  server = await openTestServer({
    slices: ["lineage", "trash", "artifacts", "runs", "models", "transfer"],
  });
});
afterEach(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

/** As MLflow 2 wrote it: ids that look like numbers stand without quotes. */
function fileStore(): string {
  const root = join(folder, "mlruns");
  const run = join(root, "7", "12e45678901234567890123456789012");
  for (const room of ["metrics/val", "params", "tags", "artifacts/model"])
    mkdirSync(join(run, room), { recursive: true });
  writeFileSync(
    join(root, "7", "meta.yaml"),
    "artifact_location: ./mlruns/7\nexperiment_id: '7'\nlifecycle_stage: active\nname: old work\n",
  );
  writeFileSync(
    join(run, "meta.yaml"),
    "artifact_uri: ./x\nend_time: 2000\nexperiment_id: '7'\nlifecycle_stage: active\nrun_id: 12e45678901234567890123456789012\nrun_name: ''\nstart_time: 1000\nstatus: 3\nuser_id: ada\n",
  );
  writeFileSync(
    join(run, "metrics", "loss"),
    "1000 0.5 0\n1001 nan 1\nbroken line here\n1002 0.25\n",
  );
  writeFileSync(join(run, "metrics", "val", "f1"), "1000 -inf 3\n");
  writeFileSync(join(run, "params", "lr"), "0.1");
  writeFileSync(join(run, "tags", "mlflow.runName"), "first");
  writeFileSync(join(run, "artifacts", "model", "m.txt"), "weights");
  mkdirSync(join(root, "7", "traces", "tr-1"), { recursive: true });
  return root;
}

const importFrom = async (
  named: string,
  more: { experiment?: string; artifacts?: boolean } = {},
) => {
  const { experiment, artifacts = true } = more;
  const source = openSource(named, { artifacts: undefined });
  return importRecords(experiment === undefined ? source : onlyExperiment(source, experiment), {
    client: server.client,
    kinds: await readKinds(server.client),
    project: "shop",
    artifacts,
    output: { progress },
    signal,
  });
};

test("an old MLflow folder comes in with what can be read of it, and the rest is counted", async () => {
  const report = await importFrom(fileStore());
  expect(report).toMatchObject({
    counts: { experiment: { new: 1 }, run: { new: 1 } },
    artifacts: { stored: 1, bytes: 7 },
    left: { traces: 1, "points that can't be read": 1 },
    notes: [expect.stringMatching(/: run 12e\d+: metric loss: broken line here, of: points/)],
  });
  const id = "12e45678901234567890123456789012";
  const run = await server.client.get<RunDetail>(`/api/fettle/1/runs/${id}`);
  expect(run).toMatchObject({
    project: "shop",
    experiment: "old work",
    name: "first",
    user: "ada",
    status: "FINISHED",
    startedAt: 1000,
    endedAt: 2000,
    params: { lr: "0.1" },
    artifactUri: `mlflow-artifacts:/7/${id}/artifacts`,
  });
  expect(run.metricSummaries.map(({ key, count }) => [key, count])).toEqual([
    ["loss", 3],
    ["val/f1", 1],
  ]);
});

test("what is here stays, and a run that went on gets the rest", async () => {
  const root = fileStore();
  const run = join(root, "7", "12e45678901234567890123456789012");
  await importFrom(root);
  writeFileSync(join(run, "params", "lr"), "0.2");
  writeFileSync(join(run, "params", "depth"), "3");
  writeFileSync(join(run, "metrics", "loss"), "1000 0.5 0\n1003 0.125 3\n");
  writeFileSync(join(run, "artifacts", "more.txt"), "more");
  const again = await importFrom(root);
  expect(again).toMatchObject({
    counts: { experiment: { same: 1 }, run: { more: 1 } },
    artifacts: { stored: 1, there: 1 },
    notes: [expect.stringContaining("parameter lr is 0.1 here and 0.2 there")],
  });
  const { runs } = await server.client.get<RunList>("/api/fettle/1/runs");
  expect(runs[0]).toMatchObject({ params: { lr: "0.1", depth: "3" }, metrics: { loss: 0.125 } });
});

test("what lay in the trash there lies in it here, with its points and files", async () => {
  const root = fileStore();
  const run = join(root, "7", "12e45678901234567890123456789012");
  const meta = readFileSync(join(run, "meta.yaml"), "utf8");
  writeFileSync(join(run, "meta.yaml"), meta.replace("stage: active", "stage: deleted"));
  const model = join(root, "7", "models", "m-1");
  mkdirSync(join(model, "artifacts"), { recursive: true });
  writeFileSync(join(model, "artifacts", "m.bin"), "bytes");
  writeFileSync(
    join(model, "meta.yaml"),
    "experiment_id: '7'\nlifecycle_stage: deleted\nmodel_id: m-1\nname: candidate\nstatus: 2\n",
  );
  const report = await importFrom(root);
  expect(report).toMatchObject({
    counts: { run: { new: 1 }, "logged-model": { new: 1 } },
    artifacts: { stored: 2 },
    notes: [expect.stringContaining("broken line here")],
  });
  expect((await server.client.get<RunList>("/api/fettle/1/runs")).total).toBe(0);
  const { items } = await server.client.get<{ items: { id: string }[] }>(
    "/api/fettle/1/trash?kind=run",
  );
  expect(items.map(({ id }) => id)).toEqual(["12e45678901234567890123456789012"]);
  const detail = await server.client.get<RunDetail>(`/api/fettle/1/runs/${items[0]?.id}`);
  expect(detail.metricSummaries).toHaveLength(2);
  const deleted = (more: string) => server.client.get(`/api/2.0/mlflow/logged-models/m-1${more}`);
  await expect(deleted("")).rejects.toThrow();
  await expect(deleted("?allow_deleted=true")).resolves.toBeDefined();
});

test("one experiment can be taken alone, and the files left where they are", async () => {
  await expect(
    importFrom(fileStore(), { experiment: "another", artifacts: false }),
  ).rejects.toMatchObject({
    code: "TRANSFER_EXPERIMENT",
    message: expect.stringContaining('no experiment "another" in the MLflow folder'),
  });
  const own = await importFrom(fileStore(), { experiment: "old work", artifacts: false });
  expect([own.counts["run"]?.new, own.artifacts.stored]).toEqual([1, 0]);
});

test("a source that is none is named", async () => {
  const open = (named: string) => () => openSource(named, { artifacts: undefined });
  expect(open(join(folder, "nothing"))).toThrow("there is no such file or folder");
  expect(open(folder)).toThrow("it holds no mlruns, no mlflow.db and no export");
  writeFileSync(join(folder, "picture.png"), "no record\n");
  await expect(importFrom(join(folder, "picture.png"))).rejects.toMatchObject({
    code: "TRANSFER_SOURCE",
    message: expect.stringContaining("picture.png, line 1"),
  });
});

const experiment = {
  type: "experiment",
  id: "7",
  name: "e",
  lifecycle: "active",
  createdAt: 1,
  updatedAt: 1,
  tags: {},
};
const run = {
  type: "run",
  id: "r1",
  experiment: "e",
  name: "n",
  user: "",
  status: "FINISHED",
  lifecycle: "active",
  startedAt: 1,
  endedAt: 2,
  params: {},
  tags: {},
  datasets: [],
  modelInputs: [],
  modelOutputs: [],
};

/** An export of these lines. */
function exported(...lines: readonly (object | string)[]): string {
  const text = lines.map((line) => (typeof line === "string" ? line : JSON.stringify(line)));
  const file = join(folder, "some.jsonl");
  writeFileSync(file, text.join("\n"));
  return file;
}

test("a bad record stops no other, and everything that stays behind is counted", async () => {
  const report = await importFrom(
    exported(
      experiment,
      { type: "dream", of: "sheep" },
      { ...run, status: "ASLEEP" },
      '{"type":"run", "id": "cut of',
      { ...run, id: "r2" },
      { type: "points", run: "r1", key: "loss", points: [[0, 1, 0.5]] },
      { type: "points", run: "r2", key: "loss", points: [[0, 1, 0.5]] },
      { type: "left", what: "runs in the trash", count: 3 },
    ),
  );
  expect(report).toMatchObject({
    counts: { experiment: { new: 1 }, run: { new: 1, refused: 1 }, dream: { refused: 1 } },
    points: 1,
    left: {
      "points of metrics that were refused": 1,
      "lines that are no records": 1,
      "runs in the trash (left out by the export)": 3,
    },
    notes: [
      "nothing here keeps records of the kind dream",
      expect.stringMatching(/^run r1: status: /),
      "points r1 loss: Run with id=r1 not found",
      "not carried over: line 4, of: lines that are no records",
    ],
  });
  expect((await server.client.get<RunList>("/api/fettle/1/runs")).total).toBe(1);
});

test("files for a run that is in the trash here are counted, and no longer sent", async () => {
  const file = exported(experiment, run);
  await importFrom(file);
  await server.client.post("/api/fettle/1/transfer/trash", { of: "run", id: "r1" });
  const of = join(folder, "artifacts", "runs", "r1");
  mkdirSync(of, { recursive: true });
  for (const name of ["a", "b", "c", "d", "e"]) writeFileSync(join(of, name), name);
  const report = await importFrom(file);
  expect(report.artifacts.stored).toBe(0);
  expect(report.left).toEqual({ "files that were not stored": 5 });
  expect(report.notes).toHaveLength(6);
});

test("what a person reads has each kind in its own words", async () => {
  const report = await importFrom(exported(experiment, run, { ...run, id: "r2" }));
  expect(
    reportText(report, await readKinds(server.client))
      .split("\n")
      .slice(1),
  ).toEqual(["  1 experiment new", "  2 runs new", "  0 points of metrics read"]);
});

test("an export comes back as it was; as a table it has a column for each key", async () => {
  await importFrom(fileStore());
  const kinds = await readKinds(server.client);
  const common = { client: server.client, kinds, filter: undefined, experiment: undefined, signal };
  const lines: string[] = [];
  const output = { say: (line: string) => void lines.push(line), progress };
  const options = { ...common, project: "shop", artifacts: true, output };
  await exportRecords({ ...options, format: "csv", out: undefined });
  expect(lines[0]).toBe(
    "id,name,experiment,project,user,status,startedAt,endedAt,commit,params.lr,metrics.loss,metrics.val/f1",
  );
  expect(lines[1]).toContain(",first,old work,shop,ada,FINISHED,1970-01-01T00:00:01.000Z,");
  const out = join(folder, "out");
  const report = await exportRecords({ ...options, format: "export", out });
  expect(report).toMatchObject({ runs: 1, files: 1 });
  const file = join(out, "artifacts/runs/12e45678901234567890123456789012/model/m.txt");
  expect(readFileSync(file, "utf8")).toBe("weights");
  const again = exportRecords({ ...options, format: "export", out });
  await expect(again).rejects.toMatchObject({ code: "TRANSFER_EXISTS" });
  expect((await importFrom(out)).counts["run"]).toMatchObject({ same: 1, more: 0 });
});

test("a secret goes only to the server that the environment names", () => {
  const env = { MLFLOW_TRACKING_URI: "https://a.example:5000/x", MLFLOW_TRACKING_TOKEN: "s" };
  expect(authorizationFor("https://a.example:5000", env)).toBe("Bearer s");
  expect(authorizationFor("https://b.example:5000", env)).toBeUndefined();
  const basic = { ...env, MLFLOW_TRACKING_USERNAME: "u", MLFLOW_TRACKING_PASSWORD: "p" };
  expect(authorizationFor("https://a.example:5000", basic)).toBe("Basic dTpw");
});
