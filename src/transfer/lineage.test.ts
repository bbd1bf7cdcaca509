import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openTestServer, type TestServer } from "#test/open-store";
import { registerVersion } from "#test/register-version";
import { sampleCase, sampleReport } from "#test/sample-report";
import { exportRecords } from "./export-records.ts";
import { importRecords } from "./import-records.ts";
import { readKinds } from "./read-kinds.ts";
import { openSource } from "./sources/index.ts";

const SLICES = ["lineage", "trash", "artifacts", "runs", "models", "dialogues", "transfer"];
const API = "/api/fettle/1/runs";
const DATA = [{ path: "data/train.csv", md5: "a".repeat(32), size: 5, tracked: true }];
const output = { progress: () => ({ advance() {}, note() {}, end() {} }), say() {} };
const { signal } = new AbortController();

let here: TestServer;
let there: TestServer;
beforeEach(async () => {
  here = await openTestServer({ slices: SLICES });
  there = await openTestServer({ slices: SLICES });
});
afterEach(async () => {
  await here.close();
  await there.close();
});

const start = (id: string, more: object = {}) =>
  here.client.post(API, {
    id,
    project: "shop",
    experiment: "intents",
    name: id.slice(0, 4),
    startedAt: 1000,
    command: ["true"],
    folder: ".",
    dirty: false,
    data: DATA,
    ...more,
  });

/** From data to a run, from a run to a version, from a version to a report. */
async function work(): Promise<string> {
  const id = "1".repeat(32);
  await start(id);
  const version = await registerVersion(here, "intent", { accuracy: 0.9 });
  const report = sampleReport("3".repeat(32), [sampleCase("sales/one", "pass")], {
    arm: { label: "intent@1", models: { intent: version.version }, commit: null },
  });
  await here.client.post("/api/fettle/1/dialogues/reports", report);
  return id;
}

async function carry(filter?: string) {
  const out = join(here.folder, `export-${filter ?? "all"}`.replaceAll(/[^a-z-]/g, ""));
  const given = await exportRecords({
    client: here.client,
    kinds: await readKinds(here.client),
    format: "export",
    out,
    filter,
    experiment: undefined,
    project: undefined,
    artifacts: true,
    output,
    signal,
  });
  const taken = await importRecords(openSource(out, { artifacts: undefined }), {
    client: there.client,
    kinds: await readKinds(there.client),
    project: "shop",
    artifacts: true,
    output,
    signal,
  });
  return { given, taken };
}

const edges = ({ context }: TestServer) =>
  context.database.all<{ from_kind: string; to_kind: string; relation: string }>(
    "SELECT * FROM lineage_edge ORDER BY from_kind, from_id, to_kind, to_id, relation",
  );

test("an export and an import into a fresh store give the same lineage", async () => {
  await work();
  const before = await edges(here);
  expect(before.map(({ from_kind, to_kind }) => `${from_kind} ${to_kind}`)).toEqual([
    "data run",
    "model report",
    "run model",
  ]);
  const { given, taken } = await carry();
  expect(await edges(there)).toEqual(before);
  expect(taken.notes).toEqual([]);
  expect(given.left).toEqual({});
});

test("runs come from their data also where an older export has no edges", async () => {
  const id = "1".repeat(32);
  await start(id);
  await there.client.post("/api/fettle/1/transfer/import", {
    project: "shop",
    records: (await exportedLines()).filter(({ type }) => type !== "edge"),
  });
  expect(await edges(there)).toEqual(await edges(here));
});

async function exportedLines(): Promise<{ type: string }[]> {
  const answer = await here.client.download("/api/fettle/1/transfer/export");
  return String(answer)
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { type: string });
}

test("a part takes the edges of its own runs along, and no others", async () => {
  await work();
  await start("2".repeat(32), { name: "other", params: { lr: "1" } });
  await carry("params.lr = '1'");
  expect(await edges(there)).toMatchObject([{ from_kind: "data", to_id: "2".repeat(32) }]);
});

test("what lies in the trash comes with its edges, and lies in the trash", async () => {
  const id = await work();
  await start("2".repeat(32));
  await here.client.post("/api/fettle/1/transfer/trash", { of: "run", id });
  const { given, taken } = await carry();
  expect([given.left, given.notes, taken.left, taken.notes]).toEqual([{}, [], {}, []]);
  expect(await edges(there)).toEqual(await edges(here));
  const { items } = await there.client.get<{ items: { id: string }[] }>("/api/fettle/1/trash");
  expect(items.map((one) => one.id)).toEqual([id]);
});
