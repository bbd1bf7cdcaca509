import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, expect, test } from "vitest";
import { writeFolder } from "#test/folder-text";
import { makeTable } from "#test/make-table";
import { openMlflowDatabase } from "./mlflow-database.ts";

let folder: string;
let db: DatabaseSync;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "fettle-mlflow-"));
  db = new DatabaseSync(join(folder, "mlflow.db"));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function read() {
  db.close();
  const source = openMlflowDatabase(join(folder, "mlflow.db"), undefined);
  const records: Record<string, unknown>[] = [];
  for await (const record of source.records()) records.push({ ...record });
  return {
    source,
    of: (type: string) => records.filter((record) => record["type"] === type),
    left: Object.fromEntries(source.left),
  };
}
async function filesOf(source: ReturnType<typeof openMlflowDatabase>, of: string, id: string) {
  const found: string[] = [];
  for await (const { path } of source.files({ of, id })) found.push(path);
  return found;
}
const intents = { experiment_id: 1, name: "intents" };

test("each kind comes in its own order: experiments by number, runs by start, models by age or name", async () => {
  const started = (run_uuid: string, start_time: number | null) => ({
    ...{ run_uuid, experiment_id: 1, start_time, artifact_uri: null },
  });
  const logged = (model_id: string, at: number) => ({
    ...{ model_id, experiment_id: 1, creation_timestamp_ms: at, artifact_location: null },
  });
  makeTable(
    db,
    "experiments",
    { experiment_id: 10, name: "b" },
    { experiment_id: 9, name: "c" },
    intents,
  );
  makeTable(db, "runs", started("r3", 5), started("r2", 5), started("r9", 3), started("r1", 7));
  makeTable(db, "logged_models", logged("m-1", 9), logged("m-2", 8));
  makeTable(db, "registered_models", { name: "b" }, { name: "a" });
  const version = (number: number) => ({ name: "a", version: number, source: "", run_id: null });
  makeTable(db, "model_versions", version(10), version(9), version(1));
  const { source, of, left } = await read();
  expect([source.title, source.runs]).toEqual([
    `the MLflow database ${join(folder, "mlflow.db")}`,
    4,
  ]);
  expect(of("experiment").map(({ id }) => id)).toEqual(["1", "9", "10"]);
  expect(of("run").map(({ id }) => id)).toEqual(["r9", "r2", "r3", "r1"]);
  expect(of("logged-model").map(({ id }) => id)).toEqual(["m-2", "m-1"]);
  expect(of("registered-model").map(({ name }) => name)).toEqual(["a", "b"]);
  expect(of("version").map(({ version: number }) => number)).toEqual([1, 9, 10]);
  expect(left).toEqual({});
});

test("statuses, times and what was deleted are as they stand there", async () => {
  const statuses = ["RUNNING", "SCHEDULED", "FINISHED", "FAILED", "KILLED", null];
  makeTable(db, "experiments", {
    ...{ ...intents, lifecycle_stage: "deleted", creation_time: 5.5, last_update_time: 7 },
  });
  makeTable(db, "experiment_tags", { experiment_id: 1, key: "team", value: "nlp" });
  makeTable(
    db,
    "runs",
    ...statuses.map((status, i) => ({
      ...{ run_uuid: `r${i}`, experiment_id: 1, status, start_time: i - 1, end_time: 0 },
      ...{ name: null, user_id: null, source_name: "", source_version: "" },
    })),
  );
  makeTable(db, "tags", { run_uuid: "r0", key: "mlflow.runName", value: "tagged" });
  makeTable(
    db,
    "params",
    { run_uuid: "r0", key: "lr", value: "0.1" },
    { run_uuid: "r0", key: "none", value: null },
  );
  const model = (model_id: string, status: number, more: object = {}) => ({
    ...{
      model_id,
      experiment_id: 1,
      status,
      status_message: null,
      lifecycle_stage: "active",
      ...more,
    },
  });
  makeTable(
    db,
    "logged_models",
    ...[model("m-1", 1), model("m-2", 2)],
    model("m-3", 3, { status_message: "full", lifecycle_stage: "deleted" }),
  );
  const { of } = await read();
  expect(of("experiment")).toEqual([
    {
      ...{ type: "experiment", id: "1", name: "intents", lifecycle: "deleted" },
      ...{ createdAt: 5, updatedAt: 7, tags: { team: "nlp" } },
    },
  ]);
  expect(of("run").map(({ status, startedAt, endedAt }) => [status, startedAt, endedAt])).toEqual([
    ...[
      ["RUNNING", 0, null],
      ["SCHEDULED", 0, null],
      ["FINISHED", 1, null],
    ],
    ...[
      ["FAILED", 2, null],
      ["KILLED", 3, null],
      ["RUNNING", 4, null],
    ],
  ]);
  expect(of("run").slice(0, 2)).toMatchObject([
    {
      ...{ name: "tagged", user: "", params: { lr: "0.1", none: "" } },
      tags: { "mlflow.runName": "tagged" },
    },
    { name: "r1", user: "", tags: {}, params: {} },
  ]);
  expect(of("logged-model")).toMatchObject([
    { status: "PENDING", statusMessage: "", lifecycle: "active" },
    { status: "READY", statusMessage: "", lifecycle: "active" },
    { status: "UPLOAD_FAILED", statusMessage: "full", lifecycle: "deleted" },
  ]);
});

test("5000 points of a metric are one record, and one that lacks its step is the first", async () => {
  makeTable(db, "experiments", intents);
  makeTable(db, "runs", { run_uuid: "r1", experiment_id: 1 });
  makeTable(
    db,
    "metrics",
    ...Array.from({ length: 5000 }, (_, i) => ({
      ...{ run_uuid: "r1", key: "a", value: i, timestamp: i, step: i === 0 ? null : i },
    })),
    { run_uuid: "r1", key: "b", value: Number.NEGATIVE_INFINITY, timestamp: 1, step: 1 },
    { run_uuid: "r1", key: "b", value: 2, timestamp: 0, step: 1 },
    { run_uuid: "r2", key: "b", value: 2, timestamp: 0, step: 1 },
  );
  const { of } = await read();
  expect(of("points")).toMatchObject([
    { run: "r1", key: "a", points: { length: 5000, 0: [0, 0, 0], 4999: [4999, 4999, 4999] } },
    {
      run: "r1",
      key: "b",
      points: [
        [1, 0, 2],
        [1, 1, "-Infinity"],
      ],
    },
  ]);
});

test("artifacts are found by every way in which MLflow names a folder of this machine", async () => {
  const away = join(folder, "away");
  writeFolder(folder, {
    ...{ "away/a b": "", "near/n": "", "mlartifacts/1/r/m": "", "mlruns/1/r/old": "" },
  });
  const at = (run_uuid: string, artifact_uri: string) => ({
    ...{ run_uuid, experiment_id: 1, artifact_uri, name: null },
  });
  makeTable(db, "experiments", intents);
  makeTable(
    db,
    "runs",
    ...[at("path", away), at("near", "./near"), at("url", `file://${away}`)],
    ...[at("short", `file:${away}`), at("served", "mlflow-artifacts:/1/r")],
    ...[at("slashes", "mlflow-artifacts:///1/r"), at("bucket", "s3://b/x"), at("none", "")],
    ...[at("dbfs", "dbfs:/x"), at("odd", "abfss+x.y-z://b")],
  );
  const version = (number: number, source: string, storage_location: string | null) => ({
    ...{ name: "m", version: number, source, storage_location, run_id: null },
  });
  makeTable(db, "registered_models", { name: "m" });
  makeTable(
    db,
    "model_versions",
    ...[version(1, "s3://b/x", "./near/deep"), version(2, `file:${away}/x`, "")],
    ...[version(3, "runs:/path/x", "s3://b/x"), version(4, "./elsewhere", null)],
    version(5, "models:/m/4", null),
  );
  const { source, of } = await read();
  const found = async (...ids: string[]) =>
    Promise.all(ids.map((id) => filesOf(source, "run", id)));
  expect(await found("path", "url", "short")).toEqual([["a b"], ["a b"], ["a b"]]);
  expect(await found("near", "served", "slashes")).toEqual([["n"], ["m"], ["m"]]);
  expect(await found("bucket", "none", "dbfs", "odd", "gone")).toEqual([[], [], [], [], []]);
  expect(Object.fromEntries(source.left)).toEqual({ "runs whose files are not there": 3 });
  expect(source.left.notes.told[0]).toBe(
    "not carried over: run bucket: s3://b/x, of: runs whose files are not there",
  );
  const within = (id: string, path: string) => ({ of: "run", id, path });
  expect(of("version").map((one) => one["within"])).toEqual([
    ...[within("near", "deep"), within("path", "x"), undefined, undefined, undefined],
  ]);
  expect(of("version").map((one) => one["loggedModel"])).toEqual(Array(5).fill(undefined));
});
