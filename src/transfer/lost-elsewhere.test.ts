/** What people have lost on the way from one MLflow store to another, by their reports, each tried on an import. */
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { writeFolder } from "#test/folder-text";
import { openTestServer, type TestServer } from "#test/open-store";
import { type ImportReport, importRecords } from "./import-records.ts";
import { readKinds } from "./read-kinds.ts";
import { openSource } from "./sources/index.ts";

// biome-ignore lint/suspicious/noExplicitAny: answers of MLflow's API
type Seen = any;

const [GONE, INPUTS, MALFORMED, BARE, NAMED] = ["a", "b", "c", "d", "e"].map((digit) =>
  digit.repeat(32),
) as [string, string, string, string, string];
const { signal } = new AbortController();
let server: TestServer;
let report: ImportReport;

const meta = (id: string, more = "") =>
  `run_id: ${id}\nstart_time: 1000\nend_time: 2000\nstatus: 3\nlifecycle_stage: active\n${more}`;

const bring = async () =>
  importRecords(openSource(join(server.folder, "mlruns"), { artifacts: undefined }), {
    ...{ client: server.client, kinds: await readKinds(server.client), project: "shop" },
    ...{ artifacts: true, signal },
    output: { progress: () => ({ advance() {}, note() {}, end() {} }) },
  });
const runOf = async (id: string): Promise<Seen> =>
  (await server.client.get<Seen>(`/api/2.0/mlflow/runs/get?run_id=${id}`)).run;
const versionOf = async (version: number): Promise<Seen> =>
  (
    await server.client.get<Seen>(
      `/api/2.0/mlflow/model-versions/get?name=intent&version=${version}`,
    )
  ).model_version;

beforeAll(async () => {
  server = await openTestServer({
    slices: ["lineage", "trash", "artifacts", "runs", "models", "transfer"],
  });
  const files = {
    "7/meta.yaml": "experiment_id: '7'\nlifecycle_stage: active\nname: intents\ncreation_time: 5\n",
    [`7/${GONE}/meta.yaml`]: meta(GONE).replace("active", "deleted"),
    [`7/${INPUTS}/meta.yaml`]: meta(INPUTS),
    [`7/${INPUTS}/inputs/i1/meta.yaml`]:
      "source_type: MODEL_INPUT\nsource_id: m-nowhere\ndestination_type: RUN\ntags: {}\n",
    [`7/${MALFORMED}/meta.yaml`]: meta(MALFORMED),
    [`7/${MALFORMED}/metrics/min_val_loss`]: "1000\n",
    [`7/${MALFORMED}/metrics/words`]: "1000 good 0\n1001 nan 1\n",
    [`7/${MALFORMED}/metrics/loss`]: "1000 0.5 0\n",
    [`7/${BARE}/meta.yaml`]: meta(BARE, "artifact_uri: file:///nowhere/artifacts\n"),
    "7/folder-of-another-name/meta.yaml": meta(NAMED),
    "7/folder-of-another-name/params/lr": "1",
    "7/folder-of-another-name/metrics/loss": "1000 0.5 0\n",
    "7/folder-of-another-name/artifacts/a.txt": "text",
    "models/intent/meta.yaml": "name: intent\ncreation_timestamp: 5\n",
    "models/intent/version-1/meta.yaml": `creation_timestamp: 1\nrun_id: ${GONE}\nsource: runs:/${GONE}/model\n`,
    "models/intent/version-2/meta.yaml": `creation_timestamp: 2\nrun_id: ${"f".repeat(32)}\nsource: runs:/${"f".repeat(32)}/model\n`,
  };
  writeFolder(join(server.folder, "mlruns"), files);
  report = await bring();
});
afterAll(() => server.close());

test("a run that takes in a model that is nowhere does not cut its experiment short", async () => {
  expect(report.counts["run"]).toMatchObject({ new: 5, refused: 0 });
  expect((await runOf(INPUTS)).inputs.model_inputs).toEqual([{ model_id: "m-nowhere" }]);
});

test("a version comes whose run was deleted, and one whose run is not there at all", async () => {
  expect(report.counts["version"]).toMatchObject({ new: 2, refused: 0 });
  expect((await versionOf(1)).run_id).toBe(GONE);
  expect((await versionOf(2)).run_id).toBe("f".repeat(32));
});

test("a metric that is malformed hides no run: its line is told, and the others are there", async () => {
  expect((await runOf(MALFORMED)).data.metrics).toMatchObject([
    { key: "loss", value: 0.5 },
    { key: "words", step: 1 },
  ]);
  const told = report.notes.filter((note) => note.includes("points that can't be read"));
  expect(told.map((note) => /metric .*(?=,)/.exec(note)?.[0])).toEqual([
    "metric min_val_loss: 1000",
    "metric words: 1000 good 0",
  ]);
});

test("a run whose files are gone comes, and says so", async () => {
  expect((await runOf(BARE)).info.status).toBe("FINISHED");
  expect(report.left["runs whose files are not there"]).toBe(1);
});

test("what a run has is its own by its id, whatever its folder is called", async () => {
  expect((await runOf(NAMED)).data).toMatchObject({
    params: [{ key: "lr", value: "1" }],
    metrics: [{ key: "loss" }],
  });
  const { files } = await server.client.get<Seen>(`/api/2.0/mlflow/artifacts/list?run_id=${NAMED}`);
  expect(files).toMatchObject([{ path: "a.txt", file_size: 4 }]);
});

test("the same again makes no run twice", async () => {
  const again = await bring();
  for (const counts of Object.values(again.counts))
    expect(counts).toMatchObject({ new: 0, more: 0, refused: 0 });
  const found = await server.client.post<Seen>("/api/2.0/mlflow/runs/search", {
    ...{ experiment_ids: ["7"], run_view_type: "ALL" },
  });
  expect(found.runs).toHaveLength(5);
});
