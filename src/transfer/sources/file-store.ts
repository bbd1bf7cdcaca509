import { existsSync, statSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { jsonNumber } from "#ground/wire";
import { LeftBehind } from "../left-behind.ts";
import {
  type Dataset,
  type ForeignRecord,
  type ModelPoint,
  POINTS_MAX,
  type RecordOf,
} from "../records.ts";
import { ArtifactFolders } from "./artifact-folders.ts";
import { registryRecords } from "./file-registry.ts";
import { isKeptNumber } from "./kept-number.ts";
import { type KeysOf, metricFiles, readValues } from "./key-files.ts";
import { foldersIn, lifecycle, type Meta, readMeta, text, time } from "./meta-yaml.ts";
import type { FileOwner, ImportSource } from "./source.ts";

/**
 * MLflow's file store: a folder for each experiment, in it one for each run, in that a file for each parameter, tag and
 * metric (mlflow/store/tracking/file_store.py). Experiments that were deleted lie in `.trash`.
 */
export function openFileStore(root: string): ImportSource {
  const left = new LeftBehind();
  const folders = experimentFolders(root);
  const served = [join(root, "..", "mlartifacts")].find(existsSync);
  const owners = new ArtifactFolders({ base: dirname(resolve(root)), served }, left);
  return {
    title: `the MLflow folder ${root}`,
    runs: folders.reduce((sum, folder) => sum + runFolders(folder).length, 0),
    left,
    async *records() {
      tellNoExperiments(root, left);
      for (const folder of folders) yield* experimentRecords(folder, owners, left);
      yield* registryRecords(join(root, "models"), owners, left);
    },
    files: (owner) => owners.files(owner),
    async close() {},
  };
}

/** Whether a folder is such a store. */
export function isFileStore(folder: string): boolean {
  return experimentFolders(folder).length > 0;
}

function experimentFolders(root: string): string[] {
  const all = [...foldersIn(root), ...foldersIn(join(root, ".trash"))].filter(
    (folder) => /^\d+$/.test(basename(folder)) && existsSync(join(folder, "meta.yaml")),
  );
  // None of the others may be given a number that one of these has.
  const kept = (folder: string): boolean => isKeptNumber(basename(folder));
  return [...all.filter(kept), ...all.filter((folder) => !kept(folder))];
}

/** Folders beside experiments that look like one, and are none by their name or for want of a record. */
function tellNoExperiments(root: string, left: LeftBehind): void {
  const known = new Set(experimentFolders(root));
  for (const folder of [...foldersIn(root), ...foldersIn(join(root, ".trash"))]) {
    const isNumber = /^\d+$/.test(basename(folder));
    if (known.has(folder) || (!isNumber && !existsSync(join(folder, "meta.yaml")))) continue;
    left.add(
      isNumber ? "experiments without a meta.yaml" : "experiments whose folder is no number",
      1,
      relative(root, folder),
    );
  }
}

/** Folders of an experiment that look like runs, and tell nothing of themselves. */
function tellNoRuns(experiment: string, left: LeftBehind): void {
  for (const folder of foldersIn(experiment))
    if (!RESERVED.has(basename(folder)) && !existsSync(join(folder, "meta.yaml")))
      left.add("folders of runs without a meta.yaml", 1, `run ${basename(folder)}`);
}

const RESERVED = new Set(["tags", "datasets", "traces", "models"]);

function runFolders(experiment: string): string[] {
  return foldersIn(experiment).filter(
    (folder) => !RESERVED.has(basename(folder)) && existsSync(join(folder, "meta.yaml")),
  );
}

function* experimentRecords(
  folder: string,
  owners: ArtifactFolders,
  left: LeftBehind,
): Iterable<ForeignRecord> {
  const meta = readMeta(folder);
  if (meta === undefined) {
    left.add("experiments whose meta.yaml can't be read", 1, basename(folder));
    return;
  }
  const name = text(meta, "name") || basename(folder);
  const created = time(meta, "creation_time") || Math.trunc(statSync(folder).mtimeMs);
  yield {
    type: "experiment",
    id: basename(folder),
    name,
    lifecycle: lifecycle(meta),
    createdAt: created,
    updatedAt: time(meta, "last_update_time") || created,
    tags: readValues(join(folder, "tags"), { left, of: `experiment ${name}: tag` }),
  };
  tellNoRuns(folder, left);
  for (const run of runFolders(folder)) yield* runRecords(run, folder, name, owners, left);
  for (const model of foldersIn(join(folder, "models"))) {
    const found = readMeta(model);
    if (found === undefined) {
      left.add("logged models whose meta.yaml can't be read", 1, basename(model));
      continue;
    }
    const record = modelRecord(found, model, name, left);
    addFolder(owners, { of: "logged-model", id: record.id }, found, model);
    yield record;
  }
  left.add("traces", foldersIn(join(folder, "traces")).length);
}

function* runRecords(
  folder: string,
  experiment: string,
  experimentName: string,
  owners: ArtifactFolders,
  left: LeftBehind,
): Iterable<ForeignRecord> {
  const meta = readMeta(folder);
  if (meta === undefined) {
    left.add("runs whose meta.yaml can't be read", 1, `run ${basename(folder)}`);
    return;
  }
  const id = text(meta, "run_id") || text(meta, "run_uuid") || basename(folder);
  addFolder(owners, { of: "run", id }, meta, folder);
  const told = (what: string): KeysOf => ({ left, of: `run ${id}: ${what}` });
  const tags = readValues(join(folder, "tags"), told("tag"));
  const ended = time(meta, "end_time");
  yield {
    type: "run",
    id,
    experiment: experimentName,
    name: text(meta, "run_name") || tags["mlflow.runName"] || id,
    user: text(meta, "user_id") || tags["mlflow.user"] || "",
    status: statusOf(text(meta, "status")),
    lifecycle: lifecycle(meta),
    startedAt: time(meta, "start_time"),
    endedAt: ended === 0 ? null : ended,
    params: readValues(join(folder, "params"), told("param")),
    tags,
    ...readInputs(folder, experiment, left),
  };
  for (const { key, lines } of metricFiles(join(folder, "metrics"), told("metric"))) {
    const found: [number, number, number][] = [];
    for (const line of lines) {
      const [at, value, step] = line.split(" ");
      const number = pythonNumber(value);
      const point = [Number(step ?? 0), Number(at)] as const;
      if (number !== undefined && point.every(Number.isFinite)) found.push([...point, number]);
      else left.add("points that can't be read", 1, `run ${id}: metric ${key}: ${line}`);
    }
    for (let from = 0; from < found.length; from += POINTS_MAX)
      yield {
        type: "points",
        run: id,
        key,
        points: found
          .slice(from, from + POINTS_MAX)
          .map(([step, at, value]) => [step, at, jsonNumber(value)]),
      };
  }
}

/** By its number in MLflow's protocol, or by its name. */
function statusOf(given: string): RecordOf<"run">["status"] {
  const names = ["RUNNING", "SCHEDULED", "FINISHED", "FAILED", "KILLED"] as const;
  return names[Number(given) - 1] ?? names.find((name) => name === given) ?? "RUNNING";
}

/** Python writes `nan`, `inf` and `-inf`; `undefined` for what is no number at all, which must not become one. */
function pythonNumber(written: string | undefined): number | undefined {
  const word = (written ?? "").toLowerCase();
  if (/^[+-]?inf(inity)?$/.test(word))
    return word.startsWith("-") ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  if (/^[+-]?nan$/.test(word)) return Number.NaN;
  return word === "" || Number.isNaN(Number(word)) ? undefined : Number(word);
}

/** Where MLflow put the artifacts: beside the run, or in a folder that the record names. */
function addFolder(owners: ArtifactFolders, owner: FileOwner, meta: Meta, folder: string): void {
  const uri = text(meta, "artifact_uri") || text(meta, "artifact_location");
  owners.add(owner, uri, join(folder, "artifacts"));
}

type Inputs = Pick<RecordOf<"run">, "datasets" | "modelInputs" | "modelOutputs">;

function readInputs(run: string, experiment: string, left: LeftBehind): Inputs {
  const datasets: Dataset[] = [];
  const modelInputs: string[] = [];
  for (const folder of foldersIn(join(run, "inputs"))) {
    const input = readMeta(folder) ?? {};
    const source = text(input, "source_id");
    if (text(input, "source_type").includes("MODEL")) {
      modelInputs.push(source);
      continue;
    }
    const data = readMeta(join(experiment, "datasets", source));
    if (data === undefined) {
      left.add("dataset inputs whose dataset is not there", 1, `run ${basename(run)}`);
      continue;
    }
    const [schema, profile] = [text(data, "schema"), text(data, "profile")];
    datasets.push({
      name: text(data, "name"),
      digest: text(data, "digest"),
      sourceType: text(data, "source_type"),
      source: text(data, "source"),
      ...(schema === "" ? {} : { schema }),
      ...(profile === "" ? {} : { profile }),
      tags: (input["tags"] as Record<string, string> | undefined) ?? {},
    });
  }
  const modelOutputs = foldersIn(join(run, "outputs")).map((folder) => {
    const output = readMeta(folder) ?? {};
    return {
      id: basename(folder),
      step: Math.trunc(Number(text(output, "step"))) || 0,
    };
  });
  return { datasets, modelInputs, modelOutputs };
}

function modelRecord(
  meta: Meta,
  folder: string,
  experiment: string,
  left: LeftBehind,
): RecordOf<"logged-model"> {
  const run = text(meta, "source_run_id");
  const id = text(meta, "model_id") || basename(folder);
  const told = (what: string): KeysOf => ({ left, of: `logged model ${id}: ${what}` });
  const points: ModelPoint[] = [];
  for (const { key, lines } of metricFiles(join(folder, "metrics"), told("metric")))
    for (const line of lines) {
      const [at, value, step, of, name, digest] = line.split(" ");
      const number = pythonNumber(value);
      if (number === undefined || ![Number(step ?? 0), Number(at)].every(Number.isFinite)) {
        left.add("points that can't be read", 1, `${told("metric").of} ${key}: ${line}`);
        continue;
      }
      points.push({
        run: of ?? run,
        key,
        step: Number(step ?? 0),
        at: Number(at),
        value: jsonNumber(number),
        ...(name === undefined || digest === undefined ? {} : { dataset: { name, digest } }),
      });
    }
  return {
    type: "logged-model",
    id,
    experiment,
    name: text(meta, "name"),
    modelType: text(meta, "model_type"),
    ...(run === "" ? {} : { run }),
    status: modelStatus(text(meta, "status")),
    statusMessage: text(meta, "status_message"),
    lifecycle: lifecycle(meta),
    createdAt: time(meta, "creation_timestamp"),
    updatedAt: time(meta, "last_updated_timestamp"),
    params: readValues(join(folder, "params"), told("param")),
    tags: readValues(join(folder, "tags"), told("tag")),
    points,
  };
}

/** By its number in MLflow's store, or by its name. */
export function modelStatus(given: string): RecordOf<"logged-model">["status"] {
  if (given === "1" || given.endsWith("PENDING")) return "PENDING";
  return given === "3" || given.endsWith("FAILED") ? "UPLOAD_FAILED" : "READY";
}
