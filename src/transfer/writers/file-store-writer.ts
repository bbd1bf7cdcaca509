import { createHash } from "node:crypto";
import { appendFileSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { stringify } from "yaml";
import type { CarriedRecord } from "#ground/slice";
import type { JsonNumber } from "#ground/wire";
import { LeftBehind } from "../left-behind.ts";
import type { Dataset, ForeignRecord, Point, RecordOf } from "../records.ts";
import type { ExportWriter } from "./writer.ts";

/**
 * MLflow's file store, so that one can go back any day (mlflow/store/tracking/file_store.py). Numbers of experiments are
 * kept. Trashed ones lie in `.trash`, as there.
 */
export function openFileStoreWriter(out: string): ExportWriter {
  const folders = new Map<string, string>();
  const runs = new Map<string, string>();
  const models = new Map<string, string>();
  const need = (map: ReadonlyMap<string, string>, key: string): string => {
    const found = map.get(key);
    if (found === undefined) throw new Error(`the export names ${key} before it comes`);
    return found;
  };
  mkdirSync(out, { recursive: true });
  const left = new LeftBehind();
  const take = (given: CarriedRecord): void => {
    const record = given as unknown as ForeignRecord;
    switch (record.type) {
      case "experiment":
        folders.set(record.name, writeExperiment(out, record));
        return;
      case "run":
        runs.set(record.id, writeRun(need(folders, record.experiment), record));
        return;
      case "points":
        writePoints(join(need(runs, record.run), "metrics", record.key), record.points);
        return;
      case "logged-model":
        models.set(record.id, writeModel(need(folders, record.experiment), record));
        return;
      case "registered-model":
        writeRegistered(join(out, "models", record.name), record);
        return;
      case "version": {
        const places = new Map([...runs, ...models]);
        writeVersion(
          join(out, "models", record.model, `version-${record.version}`),
          record,
          places,
        );
        return;
      }
      default:
        if (given.type !== "left") left.add(`records of the kind ${given.type}, unknown to MLflow`);
    }
  };
  return {
    take,
    folderOf(of, id) {
      const folder = of === "run" ? runs.get(id) : models.get(id);
      return folder === undefined ? undefined : join(folder, "artifacts");
    },
    left,
    end: async () => undefined,
  };
}

function writeMeta(folder: string, meta: object): void {
  mkdirSync(folder, { recursive: true });
  // 1.1 is what Python's reader speaks: it decides which texts need quotes.
  writeFileSync(join(folder, "meta.yaml"), stringify(meta, { version: "1.1" }));
}

function writeValues(folder: string, values: Readonly<Record<string, string>>): void {
  for (const [key, value] of Object.entries(values)) {
    const file = join(folder, key);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, value);
  }
}

function writeExperiment(out: string, record: RecordOf<"experiment">): string {
  const folder =
    record.lifecycle === "deleted" ? join(out, ".trash", record.id) : join(out, record.id);
  writeMeta(folder, {
    artifact_location: String(pathToFileURL(folder)),
    creation_time: record.createdAt,
    experiment_id: record.id,
    last_update_time: record.updatedAt,
    lifecycle_stage: record.lifecycle,
    name: record.name,
  });
  writeValues(join(folder, "tags"), record.tags);
  return folder;
}

const STATUSES = ["RUNNING", "SCHEDULED", "FINISHED", "FAILED", "KILLED"];

function writeRun(experiment: string, record: RecordOf<"run">): string {
  const folder = join(experiment, record.id);
  writeMeta(folder, {
    artifact_uri: String(pathToFileURL(join(folder, "artifacts"))),
    end_time: record.endedAt,
    entry_point_name: "",
    experiment_id: experiment.slice(experiment.lastIndexOf("/") + 1),
    lifecycle_stage: record.lifecycle,
    run_id: record.id,
    run_name: record.name,
    run_uuid: record.id,
    source_name: "",
    source_type: 4,
    source_version: "",
    start_time: record.startedAt,
    status: STATUSES.indexOf(record.status) + 1,
    tags: [],
    user_id: record.user,
  });
  for (const room of ["metrics", "params", "tags", "artifacts"])
    mkdirSync(join(folder, room), { recursive: true });
  writeValues(join(folder, "params"), record.params);
  writeValues(join(folder, "tags"), record.tags);
  for (const dataset of record.datasets) writeInput(experiment, folder, record.id, dataset);
  for (const id of record.modelInputs)
    writeMeta(join(folder, "inputs", hashed(`${id}${record.id}`)), {
      destination_id: record.id,
      destination_type: "RUN",
      source_id: id,
      source_type: "MODEL",
      tags: {},
    });
  for (const { id, step } of record.modelOutputs)
    writeMeta(join(folder, "outputs", id), {
      destination_id: id,
      destination_type: "MODEL_OUTPUT",
      source_id: id,
      source_type: "RUN_OUTPUT",
      step,
      tags: {},
    });
  return folder;
}

function hashed(text: string): string {
  return createHash("md5").update(text).digest("hex");
}

function writeInput(experiment: string, folder: string, run: string, dataset: Dataset): void {
  const id = hashed(`${dataset.name}${dataset.digest}`);
  writeMeta(join(experiment, "datasets", id), {
    digest: dataset.digest,
    name: dataset.name,
    profile: dataset.profile ?? null,
    schema: dataset.schema ?? null,
    source: dataset.source,
    source_type: dataset.sourceType,
  });
  writeMeta(join(folder, "inputs", hashed(`${id}${run}`)), {
    destination_id: run,
    destination_type: "RUN",
    source_id: id,
    source_type: "DATASET",
    tags: dataset.tags,
  });
}

/** As Python writes a number. */
function python(value: JsonNumber): string {
  if (value === "NaN") return "nan";
  if (value === "Infinity") return "inf";
  return value === "-Infinity" ? "-inf" : String(value);
}

function writePoints(file: string, points: Point[]): void {
  mkdirSync(dirname(file), { recursive: true });
  const lines = points.map(([step, at, value]) => `${at} ${python(value)} ${step}\n`);
  appendFileSync(file, lines.join(""));
}

function writeModel(experiment: string, record: RecordOf<"logged-model">): string {
  const folder = join(experiment, "models", record.id);
  writeMeta(folder, {
    artifact_location: String(pathToFileURL(join(folder, "artifacts"))),
    creation_timestamp: record.createdAt,
    experiment_id: experiment.slice(experiment.lastIndexOf("/") + 1),
    last_updated_timestamp: record.updatedAt,
    lifecycle_stage: record.lifecycle,
    model_id: record.id,
    model_type: record.modelType === "" ? null : record.modelType,
    name: record.name,
    source_run_id: record.run ?? null,
    status: ["PENDING", "READY", "UPLOAD_FAILED"].indexOf(record.status) + 1,
    status_message: record.statusMessage === "" ? null : record.statusMessage,
  });
  for (const room of ["metrics", "params", "tags", "artifacts"])
    mkdirSync(join(folder, room), { recursive: true });
  writeValues(join(folder, "params"), record.params);
  writeValues(join(folder, "tags"), record.tags);
  for (const { run, key, step, at, value, dataset } of record.points) {
    const file = join(folder, "metrics", key);
    mkdirSync(dirname(file), { recursive: true });
    const of = dataset === undefined ? "" : ` ${dataset.name} ${dataset.digest}`;
    appendFileSync(file, `${at} ${python(value)} ${step} ${run}${of}\n`);
  }
  return folder;
}

function writeRegistered(folder: string, record: RecordOf<"registered-model">): void {
  writeMeta(folder, {
    creation_timestamp: record.createdAt,
    description: record.description,
    last_updated_timestamp: record.updatedAt,
    name: record.name,
  });
  writeValues(join(folder, "tags"), record.tags);
  const aliases = Object.entries(record.aliases);
  writeValues(
    join(folder, "aliases"),
    Object.fromEntries(aliases.map(([alias, version]) => [alias, String(version)])),
  );
}

function writeVersion(
  folder: string,
  record: RecordOf<"version">,
  places: ReadonlyMap<string, string>,
): void {
  const { within } = record;
  const place = within === undefined ? undefined : places.get(within.id);
  const source =
    within === undefined || place === undefined
      ? record.source
      : String(pathToFileURL(join(place, "artifacts", within.path)));
  writeMeta(folder, {
    creation_timestamp: record.createdAt,
    current_stage: record.stage,
    description: record.description,
    last_updated_timestamp: record.updatedAt,
    model_id: record.loggedModel ?? null,
    name: record.model,
    run_id: record.run ?? null,
    run_link: record.runLink ?? null,
    source: record.loggedModel === undefined ? source : record.source,
    status: "READY",
    status_message: null,
    storage_location: source,
    user_id: record.user,
    version: String(record.version),
  });
  writeValues(join(folder, "tags"), record.tags);
}
