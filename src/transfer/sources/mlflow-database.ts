import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { type ForeignSqlite, openForeignSqlite } from "#ground/database";
import { fail } from "#ground/errors";
import { jsonNumber } from "#ground/wire";
import { ERRORS } from "../errors.ts";
import { LeftBehind } from "../left-behind.ts";
import {
  type Dataset,
  type ForeignRecord,
  type ModelPoint,
  POINTS_MAX,
  type Point,
  type RecordOf,
} from "../records.ts";
import { ArtifactFolders } from "./artifact-folders.ts";
import { DELETED } from "./file-registry.ts";
import { modelStatus } from "./file-store.ts";
import { isKeptNumber } from "./kept-number.ts";
import { tellRest, webhookRecords } from "./mlflow-rest.ts";
import type { ImportSource } from "./source.ts";

type Row = ReturnType<ForeignSqlite["rows"]> extends IterableIterator<infer R> ? R : never;

/**
 * MLflow's own SQLite file, of any schema since 2.0: what a table or column of a later schema holds is taken where it is
 * there (mlflow/store/tracking/dbmodels/models.py). `served` is the folder in which a server kept the artifacts that the
 * file names by `mlflow-artifacts:`.
 */
export function openMlflowDatabase(path: string, served: string | undefined): ImportSource {
  const db = openForeignSqlite(path);
  if (db.columns("runs").length === 0 || db.columns("experiments").length === 0) {
    db.close();
    throw fail(ERRORS, "TRANSFER_SOURCE", {
      source: path,
      problem: "it has no tables `runs` and `experiments`",
    });
  }
  const left = new LeftBehind();
  const base = dirname(resolve(path));
  const root = served ?? ["mlartifacts", "mlruns"].map((name) => join(base, name)).find(existsSync);
  const folders = new ArtifactFolders({ base, served: root }, left);
  return {
    title: `the MLflow database ${path}`,
    runs: db.count("runs"),
    left,
    async *records() {
      const names = new Map<string, string>();
      for (const row of byKeptNumber([...db.rows("experiments", { sort: ["experiment_id"] })])) {
        names.set(String(row["experiment_id"]), String(row["name"]));
        yield experimentRecord(db, row);
      }
      for (const row of db.rows("runs", { sort: ["start_time", "run_uuid"] })) {
        folders.add({ of: "run", id: string(row, "run_uuid") }, string(row, "artifact_uri"));
        yield runRecord(db, row, names, left);
        yield* pointRecords(db, String(row["run_uuid"]));
      }
      for (const row of db.rows("logged_models", { sort: ["creation_timestamp_ms"] })) {
        const record = modelRecord(db, row, names);
        folders.add({ of: "logged-model", id: record.id }, string(row, "artifact_location"));
        yield record;
      }
      yield* registryRecords(db, folders);
      yield* webhookRecords(db);
      tellRest(db, left);
    },
    files: (owner) => folders.files(owner),
    async close() {
      db.close();
    },
  };
}

/** Those whose number can be kept first, so that none of the others is given one that a later one has. */
function byKeptNumber(rows: readonly Row[]): readonly Row[] {
  const kept = (row: Row): boolean => isKeptNumber(string(row, "experiment_id"));
  return [...rows.filter(kept), ...rows.filter((row) => !kept(row))];
}

function string(row: Row, key: string): string {
  const value = row[key];
  return value === null || value === undefined ? "" : String(value);
}

function time(row: Row, key: string): number {
  return Math.max(0, Math.trunc(Number(row[key])) || 0);
}

function lifecycle(row: Row): "active" | "deleted" {
  return row["lifecycle_stage"] === "deleted" ? "deleted" : "active";
}

function pairs(
  db: ForeignSqlite,
  table: string,
  where: Readonly<Record<string, string | number>>,
  columns: readonly [string, string] = ["key", "value"],
): Record<string, string> {
  const found: Record<string, string> = {};
  for (const row of db.rows(table, { where }))
    found[string(row, columns[0])] = string(row, columns[1]);
  return found;
}

function experimentRecord(db: ForeignSqlite, row: Row): RecordOf<"experiment"> {
  const id = string(row, "experiment_id");
  const created = time(row, "creation_time");
  return {
    type: "experiment",
    id,
    name: string(row, "name"),
    lifecycle: lifecycle(row),
    createdAt: created,
    updatedAt: time(row, "last_update_time") || created,
    tags: pairs(db, "experiment_tags", { experiment_id: Number(id) }),
  };
}

const STATUSES = ["RUNNING", "SCHEDULED", "FINISHED", "FAILED", "KILLED"] as const;

function runRecord(
  db: ForeignSqlite,
  row: Row,
  names: ReadonlyMap<string, string>,
  left: LeftBehind,
): RecordOf<"run"> {
  const id = string(row, "run_uuid");
  const tags = pairs(db, "tags", { run_uuid: id });
  const ended = time(row, "end_time");
  const sourceName = string(row, "source_name");
  if (sourceName !== "" && tags["mlflow.source.name"] === undefined)
    tags["mlflow.source.name"] = sourceName;
  const version = string(row, "source_version");
  if (version !== "" && tags["mlflow.source.git.commit"] === undefined)
    tags["mlflow.source.git.commit"] = version;
  return {
    type: "run",
    id,
    experiment: names.get(string(row, "experiment_id")) ?? string(row, "experiment_id"),
    name: string(row, "name") || tags["mlflow.runName"] || id,
    user: string(row, "user_id") || tags["mlflow.user"] || "",
    status: STATUSES.find((status) => status === row["status"]) ?? "RUNNING",
    lifecycle: lifecycle(row),
    startedAt: time(row, "start_time"),
    endedAt: ended === 0 ? null : ended,
    params: pairs(db, "params", { run_uuid: id }),
    tags,
    ...inputsOf(db, id, left),
  };
}

function inputsOf(
  db: ForeignSqlite,
  run: string,
  left: LeftBehind,
): Pick<RecordOf<"run">, "datasets" | "modelInputs" | "modelOutputs"> {
  const datasets: Dataset[] = [];
  for (const input of db.rows("inputs", { where: { destination_id: run } })) {
    if (input["source_type"] !== "DATASET") continue;
    const where = { dataset_uuid: string(input, "source_id") };
    const [data] = db.rows("datasets", { where });
    if (data === undefined) {
      left.add("dataset inputs whose dataset is not there", 1, `run ${run}`);
      continue;
    }
    const [schema, profile] = [string(data, "dataset_schema"), string(data, "dataset_profile")];
    datasets.push({
      name: string(data, "name"),
      digest: string(data, "digest"),
      sourceType: string(data, "dataset_source_type"),
      source: string(data, "dataset_source"),
      ...(schema === "" ? {} : { schema }),
      ...(profile === "" ? {} : { profile }),
      tags: pairs(db, "input_tags", { input_uuid: string(input, "input_uuid") }, ["name", "value"]),
    });
  }
  const modelInputs: string[] = [];
  const modelOutputs: { id: string; step: number }[] = [];
  for (const row of db.rows("inputs", { where: { source_id: run } })) {
    const id = string(row, "destination_id");
    if (row["destination_type"] === "MODEL_INPUT") modelInputs.push(id);
    if (row["destination_type"] === "MODEL_OUTPUT")
      modelOutputs.push({ id, step: Number(row["step"]) });
  }
  return { datasets, modelInputs, modelOutputs };
}

function* pointRecords(db: ForeignSqlite, run: string): Iterable<ForeignRecord> {
  let key = "";
  let points: Point[] = [];
  const options = { where: { run_uuid: run }, sort: ["key", "step", "timestamp"] };
  for (const row of db.rows("metrics", options)) {
    const next = string(row, "key");
    if (points.length > 0 && (next !== key || points.length === POINTS_MAX)) {
      yield { type: "points", run, key, points };
      points = [];
    }
    key = next;
    const value = Number(row["is_nan"]) === 1 ? Number.NaN : Number(row["value"]);
    points.push([Number(row["step"]), time(row, "timestamp"), jsonNumber(value)]);
  }
  if (points.length > 0) yield { type: "points", run, key, points };
}

function modelRecord(
  db: ForeignSqlite,
  row: Row,
  names: ReadonlyMap<string, string>,
): RecordOf<"logged-model"> {
  const id = string(row, "model_id");
  const run = string(row, "source_run_id");
  const points: ModelPoint[] = [];
  for (const point of db.rows("logged_model_metrics", { where: { model_id: id } })) {
    const [name, digest] = [string(point, "dataset_name"), string(point, "dataset_digest")];
    points.push({
      run: string(point, "run_id"),
      key: string(point, "metric_name"),
      step: Number(point["metric_step"]),
      at: time(point, "metric_timestamp_ms"),
      value: jsonNumber(
        point["metric_value"] === null ? Number.NaN : Number(point["metric_value"]),
      ),
      ...(name === "" || digest === "" ? {} : { dataset: { name, digest } }),
    });
  }
  return {
    type: "logged-model",
    id,
    experiment: names.get(string(row, "experiment_id")) ?? string(row, "experiment_id"),
    name: string(row, "name"),
    modelType: string(row, "model_type"),
    ...(run === "" ? {} : { run }),
    status: modelStatus(string(row, "status")),
    statusMessage: string(row, "status_message"),
    lifecycle: lifecycle(row),
    createdAt: time(row, "creation_timestamp_ms"),
    updatedAt: time(row, "last_updated_timestamp_ms"),
    params: pairs(db, "logged_model_params", { model_id: id }, ["param_key", "param_value"]),
    tags: pairs(db, "logged_model_tags", { model_id: id }, ["tag_key", "tag_value"]),
    points,
  };
}

function* registryRecords(db: ForeignSqlite, folders: ArtifactFolders): Iterable<ForeignRecord> {
  for (const model of db.rows("registered_models", { sort: ["name"] })) {
    const name = string(model, "name");
    const created = time(model, "creation_time");
    const aliases = new Map<number, string[]>();
    for (const row of db.rows("registered_model_aliases", { where: { name } })) {
      const of = Number(row["version"]);
      aliases.set(of, [...(aliases.get(of) ?? []), string(row, "alias")]);
    }
    const versions = [...db.rows("model_versions", { where: { name }, sort: ["version"] })];
    const head: RecordOf<"registered-model"> = {
      type: "registered-model",
      name,
      description: string(model, "description"),
      createdAt: created,
      updatedAt: time(model, "last_updated_time") || created,
      tags: pairs(db, "registered_model_tags", { name }),
      lastVersion: Math.max(0, ...versions.map((row) => Number(row["version"]))),
    };
    yield head;
    // What MLflow deleted it keeps the number of, and nothing else.
    for (const row of versions)
      if (row["current_stage"] !== DELETED)
        yield versionRecord(db, row, folders, aliases.get(Number(row["version"])));
  }
}

function versionRecord(
  db: ForeignSqlite,
  row: Row,
  folders: ArtifactFolders,
  aliases: readonly string[] = [],
): RecordOf<"version"> {
  const [run, runLink] = [string(row, "run_id"), string(row, "run_link")];
  const source = string(row, "source");
  const loggedModel = /^models:\/(m-[\w-]+)/.exec(source)?.[1];
  const within = folders.among(string(row, "storage_location") || source);
  const created = time(row, "creation_time");
  const [name, version] = [string(row, "name"), Number(row["version"])];
  return {
    type: "version",
    id: `${name}@${version}`,
    model: name,
    version,
    description: string(row, "description"),
    user: string(row, "user_id"),
    stage: string(row, "current_stage") || "None",
    createdAt: created,
    updatedAt: time(row, "last_updated_time") || created,
    ...(run === "" ? {} : { run }),
    ...(runLink === "" ? {} : { runLink }),
    ...(loggedModel === undefined ? {} : { loggedModel }),
    source,
    ...(within === undefined ? {} : { within }),
    tags: pairs(db, "model_version_tags", { name, version }),
    ...(aliases.length === 0 ? {} : { aliases }),
  };
}
