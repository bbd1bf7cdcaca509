import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { parse } from "yaml";
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
import { isKeptNumber } from "./kept-number.ts";
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

type Meta = { readonly [key: string]: unknown };

/** Python writes ids such as 12e5 without quotes, which are numbers to others: so every scalar stays text. */
function readMeta(folder: string): Meta | undefined {
  try {
    const found: unknown = parse(readFileSync(join(folder, "meta.yaml"), "utf8"), {
      schema: "failsafe",
    });
    return typeof found === "object" && found !== null ? (found as Meta) : undefined;
  } catch {
    return undefined;
  }
}

function text(meta: Meta, key: string): string {
  const value = meta[key];
  return typeof value === "string" && value !== "null" && value !== "~" ? value : "";
}

function time(meta: Meta, key: string): number {
  return Math.max(0, Math.trunc(Number(text(meta, key))) || 0);
}

function lifecycle(meta: Meta): "active" | "deleted" {
  return text(meta, "lifecycle_stage") === "deleted" ? "deleted" : "active";
}

function foldersIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(folder, entry.name))
    .sort();
}

function experimentFolders(root: string): string[] {
  const all = [...foldersIn(root), ...foldersIn(join(root, ".trash"))].filter(
    (folder) => /^\d+$/.test(basename(folder)) && existsSync(join(folder, "meta.yaml")),
  );
  // None of the others may be given a number that one of these has.
  const kept = (folder: string): boolean => isKeptNumber(basename(folder));
  return [...all.filter(kept), ...all.filter((folder) => !kept(folder))];
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
    tags: readValues(join(folder, "tags")),
  };
  for (const run of runFolders(folder)) yield* runRecords(run, folder, name, owners, left);
  for (const model of foldersIn(join(folder, "models"))) {
    const found = readMeta(model);
    if (found === undefined) {
      left.add("logged models whose meta.yaml can't be read", 1, basename(model));
      continue;
    }
    const record = modelRecord(found, model, name);
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
  const tags = readValues(join(folder, "tags"));
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
    params: readValues(join(folder, "params")),
    tags,
    ...readInputs(folder, experiment, left),
  };
  for (const { key, lines } of metricFiles(join(folder, "metrics"))) {
    const found: [number, number, number][] = [];
    for (const line of lines) {
      const [at, value, step] = line.split(" ");
      const point: [number, number, number] = [Number(step ?? 0), Number(at), pythonNumber(value)];
      if (Number.isFinite(point[0]) && Number.isFinite(point[1])) found.push(point);
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

/** Python writes `nan`, `inf` and `-inf`. */
function pythonNumber(written: string | undefined): number {
  const word = (written ?? "").toLowerCase();
  if (/^[+-]?inf(inity)?$/.test(word))
    return word.startsWith("-") ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  return word === "" ? Number.NaN : Number(word);
}

/** Where MLflow put the artifacts: beside the run, or in a folder that the record names. */
function addFolder(owners: ArtifactFolders, owner: FileOwner, meta: Meta, folder: string): void {
  const uri = text(meta, "artifact_uri") || text(meta, "artifact_location");
  owners.add(owner, uri, join(folder, "artifacts"));
}

/** A file for each key, in folders where the key has slashes. */
function* files(folder: string, below = ""): Iterable<{ key: string; file: string }> {
  if (!existsSync(folder)) return;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const key = below === "" ? entry.name : `${below}/${entry.name}`;
    const file = join(folder, entry.name);
    if (entry.isDirectory()) yield* files(file, key);
    else if (entry.isFile()) yield { key, file };
  }
}

function readValues(folder: string): Record<string, string> {
  const values: Record<string, string> = {};
  for (const { key, file } of files(folder)) values[key] = readFileSync(file, "utf8");
  return values;
}

function* metricFiles(folder: string): Iterable<{ key: string; lines: string[] }> {
  for (const { key, file } of files(folder))
    yield {
      key,
      lines: readFileSync(file, "utf8")
        .split("\n")
        .filter((line) => line !== ""),
    };
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

function modelRecord(meta: Meta, folder: string, experiment: string): RecordOf<"logged-model"> {
  const run = text(meta, "source_run_id");
  const points: ModelPoint[] = [];
  for (const { key, lines } of metricFiles(join(folder, "metrics")))
    for (const line of lines) {
      const [at, value, step, of, name, digest] = line.split(" ");
      points.push({
        run: of ?? run,
        key,
        step: Number(step ?? 0),
        at: Number(at),
        value: jsonNumber(pythonNumber(value)),
        ...(name === undefined || digest === undefined ? {} : { dataset: { name, digest } }),
      });
    }
  return {
    type: "logged-model",
    id: text(meta, "model_id") || basename(folder),
    experiment,
    name: text(meta, "name"),
    modelType: text(meta, "model_type"),
    ...(run === "" ? {} : { run }),
    status: modelStatus(text(meta, "status")),
    statusMessage: text(meta, "status_message"),
    lifecycle: lifecycle(meta),
    createdAt: time(meta, "creation_timestamp"),
    updatedAt: time(meta, "last_updated_timestamp"),
    params: readValues(join(folder, "params")),
    tags: readValues(join(folder, "tags")),
    points,
  };
}

/** By its number in MLflow's store, or by its name. */
export function modelStatus(given: string): RecordOf<"logged-model">["status"] {
  if (given === "1" || given.endsWith("PENDING")) return "PENDING";
  return given === "3" || given.endsWith("FAILED") ? "UPLOAD_FAILED" : "READY";
}

function* registryRecords(
  folder: string,
  owners: ArtifactFolders,
  left: LeftBehind,
): Iterable<ForeignRecord> {
  for (const model of foldersIn(folder)) {
    const meta = readMeta(model);
    if (meta === undefined) {
      left.add("registered models whose meta.yaml can't be read", 1, basename(model));
      continue;
    }
    const name = text(meta, "name") || basename(model);
    const created = time(meta, "creation_timestamp");
    const aliases = Object.entries(readValues(join(model, "aliases")));
    const aliasesOf = (version: number): string[] =>
      aliases.flatMap(([alias, of]) => (Number(of.trim()) === version ? [alias] : []));
    const versions = foldersIn(model).filter((f) => /^version-\d+$/.test(basename(f)));
    const head: RecordOf<"registered-model"> = {
      type: "registered-model",
      name,
      description: text(meta, "description"),
      createdAt: created,
      updatedAt: time(meta, "last_updated_timestamp") || created,
      tags: readValues(join(model, "tags")),
    };
    yield head;
    const byNumber = versions.sort((a, b) => numberOf(a) - numberOf(b));
    for (const version of byNumber)
      yield versionRecord(version, name, owners, aliasesOf(numberOf(version)));
    const numbers = new Set(byNumber.map(numberOf));
    for (const [alias, of] of aliases)
      if (!numbers.has(Number(of.trim())))
        left.add("aliases of versions that are not there", 1, `${name}@${alias}`);
  }
}

function numberOf(folder: string): number {
  return Number(basename(folder).slice("version-".length));
}

function versionRecord(
  folder: string,
  model: string,
  owners: ArtifactFolders,
  aliases: readonly string[],
): RecordOf<"version"> {
  const meta = readMeta(folder) ?? {};
  const [run, runLink] = [text(meta, "run_id"), text(meta, "run_link")];
  const loggedModel = text(meta, "model_id");
  const source = text(meta, "storage_location") || text(meta, "source");
  const within = owners.among(source);
  const created = time(meta, "creation_timestamp");
  return {
    type: "version",
    id: `${model}@${numberOf(folder)}`,
    model,
    version: numberOf(folder),
    description: text(meta, "description"),
    user: text(meta, "user_id"),
    stage: text(meta, "current_stage") || "None",
    createdAt: created,
    updatedAt: time(meta, "last_updated_timestamp") || created,
    ...(run === "" ? {} : { run }),
    ...(runLink === "" ? {} : { runLink }),
    ...(loggedModel === "" ? {} : { loggedModel }),
    source: text(meta, "source") || source,
    ...(within === undefined ? {} : { within }),
    tags: readValues(join(folder, "tags")),
    ...(aliases.length === 0 ? {} : { aliases }),
  };
}
