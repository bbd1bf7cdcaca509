import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { openTestServer, type TestServer } from "#test/open-store";
import { exportRecords } from "./export-records.ts";
import { importRecords } from "./import-records.ts";
import { readKinds } from "./read-kinds.ts";
import { openSource } from "./sources/index.ts";

const slices = ["lineage", "trash", "artifacts", "runs", "models", "transfer"];
const [RUN, OTHER] = ["a".repeat(32), "b".repeat(32)];
const progress = () => ({ advance() {}, note() {}, end() {} });
const { signal } = new AbortController();
let folder: string;
let from: TestServer;
let to: TestServer;

const run = {
  type: "run",
  id: RUN,
  experiment: "intents",
  name: "rules",
  user: "ada",
  status: "FAILED",
  lifecycle: "active",
  startedAt: 3000,
  endedAt: 4000,
  params: { lr: "0.1", "deep/key": "two\nlines" },
  tags: { stage: "trial", empty: "" },
  datasets: [
    {
      name: "train",
      digest: "d1",
      sourceType: "local",
      source: '{"uri":"x"}',
      schema: "[1]",
      profile: "[2]",
      tags: { "mlflow.data.context": "training" },
    },
    { name: "bare", digest: "d2", sourceType: "http", source: "{}", tags: {} },
  ],
  modelInputs: ["m-1"],
  modelOutputs: [{ id: "m-1", step: 3 }],
};
const points = (key: string, values: (number | string)[], id = RUN) => ({
  type: "points",
  run: id,
  key,
  points: values.map((value, step) => [step - 1, 5000 + step, value]),
});
const model = {
  type: "logged-model",
  id: "m-1",
  experiment: "intents",
  name: "net",
  modelType: "torch",
  run: RUN,
  status: "UPLOAD_FAILED",
  statusMessage: "",
  lifecycle: "active",
  createdAt: 6000,
  updatedAt: 6000,
  params: { depth: "3" },
  tags: { good: "yes" },
  points: [
    { run: RUN, key: "f1", step: 1, at: 6001, value: 0.5 },
    { run: RUN, key: "f1", step: 2, at: 6002, value: 1, dataset: { name: "train", digest: "d1" } },
  ],
};
const head = {
  type: "registered-model",
  name: "intent",
  description: "what they want",
  createdAt: 7000,
  updatedAt: 7001,
  tags: { team: "nlp" },
  aliases: {},
};
const version = (number: number, more: object) => ({
  type: "version",
  model: "intent",
  version: number,
  description: `the ${number}.`,
  user: "ada",
  stage: "Staging",
  createdAt: 7100 + number,
  updatedAt: 7200 + number,
  tags: { size: "small" },
  ...more,
});
const RECORDS = [
  {
    type: "experiment",
    id: "77",
    name: "intents",
    lifecycle: "active",
    createdAt: 1000,
    updatedAt: 2000,
    tags: { team: "nlp" },
  },
  run,
  { ...run, id: OTHER, name: "open", status: "RUNNING", endedAt: null, startedAt: 3500, tags: {} },
  points("f1", [0.5, 1e-7, "NaN"]),
  points("val/loss", [1e300, "Infinity", "-Infinity"]),
  points("f1", [7], OTHER),
  model,
  head,
  version(1, {
    run: RUN,
    source: `mlflow-artifacts:/77/${RUN}/artifacts/model`,
    within: { of: "run", id: RUN, path: "model" },
  }),
  version(3, {
    loggedModel: "m-1",
    source: "models:/m-1",
    within: { of: "logged-model", id: "m-1", path: "" },
  }),
  { ...head, aliases: { champion: 3, old: 1 } },
];

const bring = async (server: TestServer, named: string) =>
  importRecords(openSource(named, { artifacts: undefined }), {
    client: server.client,
    kinds: await readKinds(server.client),
    project: "shop",
    artifacts: true,
    output: { progress },
    signal,
  });
const write = async (server: TestServer, format: "export" | "mlruns" | "jsonl", out: string) =>
  exportRecords({
    client: server.client,
    kinds: await readKinds(server.client),
    filter: undefined,
    experiment: undefined,
    project: "shop",
    artifacts: true,
    output: { progress, say() {} },
    signal,
    format,
    out,
  });
/** What a store holds, by what each record is of; times of its own and what Fettle alone records, or tells, apart. */
async function held(server: TestServer, name: string): Promise<Record<string, unknown>> {
  const file = join(folder, `${name}.jsonl`);
  await write(server, "jsonl", file);
  const lines = readFileSync(file, "utf8").trim().split("\n");
  return Object.fromEntries(
    lines.map((line) => {
      const { updatedAt: _, recorded: __, history: ___, ...record } = JSON.parse(line);
      const { type, id = "", key = "", run: of = "", version: number = "", aliases = {} } = record;
      const last = Object.keys(aliases).length > 0 ? "with aliases" : "";
      const sorted = { ...record, ...(record.datasets && { datasets: byName(record.datasets) }) };
      return [[type, type === "points" ? of : id, key, number, last].join(" ").trim(), sorted];
    }),
  );
}
const byName = (datasets: { name: string }[]) =>
  [...datasets].sort((a, b) => (a.name < b.name ? -1 : 1));
const upload = (where: string, text: string) => {
  const file = join(folder, "upload");
  writeFileSync(file, text);
  return from.client.upload(`/api/2.0/mlflow-artifacts/artifacts/${where}`, file);
};

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "fettle-trip-"));
  from = await openTestServer({ slices });
  const source = join(folder, "all.jsonl");
  writeFileSync(source, RECORDS.map((record) => JSON.stringify(record)).join("\n"));
  await bring(from, source);
  await upload(`77/${RUN}/artifacts/model/deep/a.txt`, "hello");
  await upload(`77/${RUN}/artifacts/b.txt`, "");
  await upload("77/models/m-1/artifacts/m.bin", "weights");
});
afterAll(async () => {
  await from.close();
  rmSync(folder, { recursive: true });
});
beforeEach(async () => {
  to = await openTestServer({ slices });
});
afterEach(() => to.close());

test.each([
  ["an export", "export"],
  ["MLflow's folder", "mlruns"],
  ["MLflow's API", "server"],
] as const)(
  "a store comes through %s as it was, with its files",
  async (_, way) => {
    const out = join(folder, `out-${way}`);
    if (way !== "server") {
      const written = await write(from, way, out);
      expect([written.runs, written.files]).toEqual([2, 3]);
    }
    const report = await bring(to, way === "server" ? from.url : out);
    expect(report.counts).toMatchObject({
      experiment: { new: expect.any(Number) },
      run: { new: 2 },
      "logged-model": { new: 1 },
      version: { new: 2 },
    });
    expect(report.artifacts).toMatchObject({ stored: 3, bytes: 12 });
    const more = "Fettle's own records: `fettle export` there and `fettle import` here bring them";
    expect(report.left[more]).toBe(way === "server" ? 1 : undefined);
    expect(report.points).toBe(7);
    expect(report.notes.filter((note) => !note.includes("Default"))).toEqual([]);
    expect(await held(to, `to-${way}`)).toEqual(await held(from, `from-${way}`));
    const [first, second] = await Promise.all(
      [`77/${RUN}/artifacts/model/deep/a.txt`, "77/models/m-1/artifacts/m.bin"].map((where) =>
        to.client.download(`/api/2.0/mlflow-artifacts/artifacts/${where}`),
      ),
    );
    expect([first, second].map((bytes) => Buffer.from(bytes as Uint8Array).toString())).toEqual([
      ...["hello", "weights"],
    ]);
    const again = await bring(to, way === "server" ? from.url : out);
    expect(again.counts["run"]).toMatchObject({ new: 0, more: 0 });
    expect(again.artifacts).toMatchObject({ stored: 0, there: 3 });
  },
  60_000,
);

test("a server that is away, refuses, or is none, is named with what it said", async () => {
  const asked = async (url: string): Promise<string> =>
    bring(to, url).then(
      () => "",
      (error: { code: string; message: string }) => {
        expect(error.code).toBe("TRANSFER_SOURCE");
        return error.message;
      },
    );
  expect(await asked("http://127.0.0.1:9")).toContain("http://127.0.0.1:9");
  expect(await asked(`${from.url}/none`)).toContain("answered 404");
});
