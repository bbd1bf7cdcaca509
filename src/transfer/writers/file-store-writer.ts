import { createHash } from "node:crypto";
import { appendFileSync, mkdirSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { stringify } from "yaml";
import { errnoOf } from "#ground/errors";
import type { CarriedRecord } from "#ground/slice";
import type { JsonNumber } from "#ground/wire";
import { LeftBehind } from "../left-behind.ts";
import type { Dataset, ForeignRecord, RecordOf } from "../records.ts";
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
  const trashed = new Set<string>();
  const take = (given: CarriedRecord): void => {
    const record = given as unknown as ForeignRecord;
    try {
      write(record);
    } catch (error) {
      if (!UNWRITABLE.has(errnoOf(error) ?? "")) throw error;
      left.add("records that a folder can't hold", 1, `${record.type} ${nameOf(record)}`);
    }
  };
  const write = (record: ForeignRecord): void => {
    switch (record.type) {
      case "experiment":
        folders.set(record.name, writeExperiment(out, record, left));
        return;
      case "run":
        tellOfRun(record, left);
        runs.set(record.id, writeRun(need(folders, record.experiment), record, left));
        return;
      case "points":
        writePoints(need(runs, record.run), record, left);
        return;
      case "logged-model":
        models.set(record.id, writeModel(need(folders, record.experiment), record, left));
        return;
      case "registered-model":
        if (record.lifecycle === "deleted") trashed.add(record.name);
        if (record.lifecycle === "deleted")
          left.add(`registered models in the trash${NO_PLACE}`, 1, record.name);
        else if (record.lifecycle === "gone")
          left.add(`numbers of models that are gone${NO_PLACE}`, 1, record.name);
        else {
          left.add(`lines of models' histories${NO_PLACE}`, record.history?.length ?? 0);
          writeRegistered(join(out, "models", record.name), record, left);
        }
        return;
      case "version": {
        if (record.lifecycle === "deleted" || trashed.has(record.model)) {
          left.add(`model versions in the trash${NO_PLACE}`, 1, record.id);
          return;
        }
        writeAliases(join(out, "models", record.model), record, left);
        const places = new Map([...runs, ...models]);
        writeVersion(
          join(out, "models", record.model, `version-${record.version}`),
          record,
          places,
          left,
        );
        return;
      }
      default: {
        const { type } = record as CarriedRecord;
        if (type !== "left") left.add(`records of the kind ${type}${NO_PLACE}`);
      }
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

/** Ends what is said of that which MLflow's folder has no place for at all. */
export const NO_PLACE = ", for which MLflow has no place";

/** What Fettle alone records of a run. */
function tellOfRun({ recorded, texts, lostAt }: RecordOf<"run">, left: LeftBehind): void {
  const told: readonly [string, boolean][] = [
    ["commands", recorded?.command != null],
    ["data versions", (recorded?.data?.length ?? 0) > 0],
    ["exit codes", recorded?.exitCode != null],
    ["environments and patches", texts !== undefined],
    ["marks as lost", lostAt !== undefined],
  ];
  for (const [what, isThere] of told) if (isThere) left.add(`${what} of runs${NO_PLACE}`);
}

/** What a file system says of a name that it can't have, or that another one stands in the way of. */
const UNWRITABLE = new Set(["ENAMETOOLONG", "EISDIR", "ENOTDIR", "EEXIST", "EINVAL", "EILSEQ"]);

function nameOf(record: ForeignRecord): string {
  if (record.type === "points") return `${record.run}: ${record.key}`;
  return record.type === "registered-model" || record.type === "experiment"
    ? record.name
    : record.id;
}

/** The file of a key below a folder; none where the key leads out of it, or is no path. */
function fileOf(folder: string, key: string): string | undefined {
  const parts = key.split("/");
  const bad = parts.some((part) => part === "" || part === "." || part === "..");
  return bad || key.includes("\0") ? undefined : join(folder, key);
}

/** Writes what can be written; what a key keeps from being a file is told with whose it is. */
function writeOne(file: string | undefined, told: Told, write: (file: string) => void): void {
  try {
    if (file === undefined) throw Object.assign(new Error("no path"), { code: "EINVAL" });
    mkdirSync(dirname(file), { recursive: true });
    write(file);
  } catch (error) {
    if (!UNWRITABLE.has(errnoOf(error) ?? "")) throw error;
    told.left.add("keys that can't be the name of a file", told.count ?? 1, told.of);
  }
}

type Told = { readonly left: LeftBehind; readonly of: string; readonly count?: number };

function writeMeta(folder: string, meta: object): void {
  mkdirSync(folder, { recursive: true });
  // 1.1 is what Python's reader speaks: it decides which texts need quotes.
  writeFileSync(join(folder, "meta.yaml"), stringify(meta, { version: "1.1" }));
}

function writeValues(
  folder: string,
  values: Readonly<Record<string, string>>,
  { left, of }: { readonly left: LeftBehind; readonly of: string },
): void {
  for (const [key, value] of Object.entries(values)) {
    const told = { left, of: `${of}: ${basename(folder)} ${key}` };
    writeOne(fileOf(folder, key), told, (file) => writeFileSync(file, value));
  }
}

function writeExperiment(out: string, record: RecordOf<"experiment">, left: LeftBehind): string {
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
  writeValues(join(folder, "tags"), record.tags, { left, of: `experiment ${record.name}` });
  return folder;
}

const STATUSES = ["RUNNING", "SCHEDULED", "FINISHED", "FAILED", "KILLED"];

function writeRun(experiment: string, record: RecordOf<"run">, left: LeftBehind): string {
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
  const told = { left, of: `run ${record.id}` };
  writeValues(join(folder, "params"), record.params, told);
  writeValues(join(folder, "tags"), record.tags, told);
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

function writePoints(
  run: string,
  { run: id, key, points }: RecordOf<"points">,
  left: LeftBehind,
): void {
  const lines = points.map(([step, at, value]) => `${at} ${python(value)} ${step}\n`);
  const told = { left, of: `run ${id}: metric ${key}`, count: points.length };
  writeOne(fileOf(join(run, "metrics"), key), told, (file) => appendFileSync(file, lines.join("")));
}

function writeModel(
  experiment: string,
  record: RecordOf<"logged-model">,
  left: LeftBehind,
): string {
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
  const told = { left, of: `logged model ${record.id}` };
  writeValues(join(folder, "params"), record.params, told);
  writeValues(join(folder, "tags"), record.tags, told);
  for (const { run, key, step, at, value, dataset } of record.points) {
    const on = dataset === undefined ? "" : ` ${dataset.name} ${dataset.digest}`;
    const point = { left, of: `${told.of}: metric ${key}` };
    writeOne(fileOf(join(folder, "metrics"), key), point, (file) =>
      appendFileSync(file, `${at} ${python(value)} ${step} ${run}${on}\n`),
    );
  }
  return folder;
}

function writeRegistered(
  folder: string,
  record: RecordOf<"registered-model">,
  left: LeftBehind,
): void {
  writeMeta(folder, {
    creation_timestamp: record.createdAt,
    description: record.description,
    last_updated_timestamp: record.updatedAt,
    name: record.name,
  });
  writeValues(join(folder, "tags"), record.tags, { left, of: `model ${record.name}` });
}

function writeAliases(model: string, record: RecordOf<"version">, left: LeftBehind): void {
  const aliases = (record.aliases ?? []).map((alias) => [alias, String(record.version)]);
  writeValues(join(model, "aliases"), Object.fromEntries(aliases), { left, of: record.id });
}

function writeVersion(
  folder: string,
  record: RecordOf<"version">,
  places: ReadonlyMap<string, string>,
  left: LeftBehind,
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
  writeValues(join(folder, "tags"), record.tags, { left, of: record.id });
}
