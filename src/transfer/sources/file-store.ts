import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, join, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import { jsonNumber } from "#ground/wire";
import { LeftBehind } from "../left-behind.ts";
import {
  type Dataset,
  type FileOwner,
  type ForeignRecord,
  type ModelPoint,
  POINTS_MAX,
  type RecordOf,
} from "../records.ts";
import { localFiles } from "./local-files.ts";
import type { ImportSource } from "./source.ts";

/**
 * MLflow's file store: a folder for each experiment, in it one for each run, in that a file for each parameter, tag and
 * metric (mlflow/store/tracking/file_store.py). Experiments that were deleted lie in `.trash`.
 */
export function openFileStore(root: string): ImportSource {
  const left = new LeftBehind();
  const folders = experimentFolders(root);
  const owners = new Map<string, string>();
  return {
    title: `the MLflow folder ${root}`,
    runs: folders.reduce((sum, folder) => sum + runFolders(folder).length, 0),
    left,
    async *records() {
      for (const folder of folders) yield* experimentRecords(folder, owners, left);
      yield* registryRecords(join(root, "models"), owners);
    },
    files(owner) {
      return localFiles(owners.get(`${owner.of} ${owner.id}`) ?? "");
    },
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
  return [...foldersIn(root), ...foldersIn(join(root, ".trash"))].filter(
    (folder) => /^\d+$/.test(basename(folder)) && existsSync(join(folder, "meta.yaml")),
  );
}

const RESERVED = new Set(["tags", "datasets", "traces", "models"]);

function runFolders(experiment: string): string[] {
  return foldersIn(experiment).filter(
    (folder) => !RESERVED.has(basename(folder)) && existsSync(join(folder, "meta.yaml")),
  );
}

function* experimentRecords(
  folder: string,
  owners: Map<string, string>,
  left: LeftBehind,
): Iterable<ForeignRecord> {
  const meta = readMeta(folder);
  if (meta === undefined) {
    left.add("experiments whose meta.yaml can't be read");
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
    if (found === undefined) continue;
    const record = modelRecord(found, model, name);
    owners.set(`logged-model ${record.id}`, artifactFolder(found, model));
    yield record;
  }
  left.add("traces", foldersIn(join(folder, "traces")).length);
}

function* runRecords(
  folder: string,
  experiment: string,
  experimentName: string,
  owners: Map<string, string>,
  left: LeftBehind,
): Iterable<ForeignRecord> {
  const meta = readMeta(folder);
  if (meta === undefined) {
    left.add("runs whose meta.yaml can't be read");
    return;
  }
  const id = text(meta, "run_id") || text(meta, "run_uuid") || basename(folder);
  owners.set(`run ${id}`, artifactFolder(meta, folder));
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
      if (Number.isSafeInteger(point[0]) && Number.isSafeInteger(point[1])) found.push(point);
      else left.add("points that can't be read");
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

/** Where MLflow put the artifacts: beside the run, or in a folder that the record names and that still is there. */
function artifactFolder(meta: Meta, folder: string): string {
  const beside = join(folder, "artifacts");
  const uri = text(meta, "artifact_uri") || text(meta, "artifact_location");
  if (existsSync(beside) || uri === "") return beside;
  const named = uri.startsWith("file://") ? fileURLToPath(uri) : uri;
  return /^[a-z][a-z0-9+.-]*:/i.test(named) ? beside : resolve(named);
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
      left.add("dataset inputs whose dataset is not there");
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

function* registryRecords(folder: string, owners: Map<string, string>): Iterable<ForeignRecord> {
  for (const model of foldersIn(folder)) {
    const meta = readMeta(model);
    if (meta === undefined) continue;
    const name = text(meta, "name") || basename(model);
    const created = time(meta, "creation_timestamp");
    const aliases = Object.entries(readValues(join(model, "aliases")))
      .map(([alias, version]): [string, number] => [alias, Number(version.trim())])
      .filter(([, version]) => Number.isInteger(version) && version > 0);
    const versions = foldersIn(model).filter((f) => /^version-\d+$/.test(basename(f)));
    const head: RecordOf<"registered-model"> = {
      type: "registered-model",
      name,
      description: text(meta, "description"),
      createdAt: created,
      updatedAt: time(meta, "last_updated_timestamp") || created,
      tags: readValues(join(model, "tags")),
      aliases: {},
    };
    yield head;
    const byNumber = versions.sort((a, b) => numberOf(a) - numberOf(b));
    for (const version of byNumber) yield versionRecord(version, name, owners);
    // Once more, with what can only point at versions that are there.
    if (aliases.length > 0) yield { ...head, tags: {}, aliases: Object.fromEntries(aliases) };
  }
}

function numberOf(folder: string): number {
  return Number(basename(folder).slice("version-".length));
}

function versionRecord(
  folder: string,
  model: string,
  owners: ReadonlyMap<string, string>,
): RecordOf<"version"> {
  const meta = readMeta(folder) ?? {};
  const [run, runLink] = [text(meta, "run_id"), text(meta, "run_link")];
  const loggedModel = text(meta, "model_id");
  const source = text(meta, "storage_location") || text(meta, "source");
  const within = placeAmong(owners, source);
  const created = time(meta, "creation_timestamp");
  return {
    type: "version",
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
  };
}

/** Whose artifacts a path or file URI lies among. */
export function placeAmong(
  owners: ReadonlyMap<string, string>,
  uri: string,
): RecordOf<"version">["within"] {
  if (uri === "") return undefined;
  let path: string;
  try {
    path = resolve(uri.startsWith("file:") ? fileURLToPath(uri) : uri);
  } catch {
    return undefined;
  }
  for (const [owner, folder] of owners) {
    const inside = relative(resolve(folder), path);
    if (inside === ".." || inside.startsWith(`..${sep}`)) continue;
    const [of, id] = owner.split(" ") as [FileOwner, string];
    return { of, id, path: inside.split(sep).join("/") };
  }
  return undefined;
}
