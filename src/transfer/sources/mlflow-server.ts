import { createWriteStream, mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream } from "node:stream/web";
import { isJsonNumber, type JsonNumber } from "#ground/wire";
import { LeftBehind } from "../left-behind.ts";
import {
  type FileOwner,
  type ForeignRecord,
  POINTS_MAX,
  type Point,
  type RecordOf,
} from "../records.ts";
import { modelStatus } from "./file-store.ts";
import { isKeptNumber } from "./kept-number.ts";
import { type Json, RemoteServer, tellRefused } from "./remote-server.ts";
import type { ImportSource, FileOwner as Owner, SourceFile } from "./source.ts";

type Pair = { key: string; value?: string };

const POINTS_PAGE = 25_000;

/** A running MLflow server, or another Fettle, read by MLflow's API. `authorization` is the header sent with each request. */
export function openMlflowServer(url: string, authorization: string | undefined): ImportSource {
  const server = new RemoteServer(url.replace(/\/+$/, ""), authorization);
  const left = new LeftBehind();
  const owners = new Map<string, string>();
  return {
    title: `the MLflow server ${url}`,
    runs: undefined,
    left,
    async *records() {
      const all: Json[] = [];
      for await (const e of server.pages("experiments", "experiments/search", {
        view_type: "ALL",
        order_by: ["creation_time ASC"],
      }))
        all.push(e);
      // None of the others may be given a number that one of these has.
      const kept = (e: Json): boolean => isKeptNumber(String(e.experiment_id));
      for (const e of [...all.filter(kept), ...all.filter((one) => !kept(one))]) {
        yield experimentRecord(e);
        const body = {
          experiment_ids: [e.experiment_id],
          run_view_type: "ALL",
          order_by: ["attributes.start_time ASC"],
        };
        for await (const run of server.pages("runs", "runs/search", body)) {
          const { info } = run;
          owners.set(`run ${info.run_id}`, placeOf(info));
          yield runRecord(run, e.name);
          for (const metric of run.data?.metrics ?? [])
            try {
              yield* pointRecords(server, info.run_id, metric.key);
            } catch (error) {
              tellRefused(left, error, "metrics", `run ${info.run_id}: metric ${metric.key}`);
            }
        }
        for await (const m of server.pages("models", "logged-models/search", {
          experiment_ids: [e.experiment_id],
          max_results: 50,
        })) {
          owners.set(`logged-model ${m.info.model_id}`, placeOf(m.info));
          yield modelRecord(m, e.name);
        }
      }
      yield* registryRecords(server, owners, left);
      if (await server.isFettle())
        left.add("Fettle's own records: `fettle export` there and `fettle import` here bring them");
    },
    files: (owner) => filesOf(server, owner, owners.get(`${owner.of} ${owner.id}`), left),
    async close() {},
  };
}

/** A text in a filter of MLflow's, which knows no sign to escape a quote with; none that holds both kinds. */
function quotedText(text: string): string | undefined {
  if (!text.includes("'")) return `'${text}'`;
  return text.includes('"') ? undefined : `"${text}"`;
}

/** Where the files of a run or a logged model lie; empty where it does not say. */
function placeOf(info: Json): string {
  return String(info.artifact_uri ?? "");
}

function pairs(list: readonly Pair[] | undefined): Record<string, string> {
  return Object.fromEntries((list ?? []).map(({ key, value }) => [key, value ?? ""]));
}

/** MLflow writes 64-bit numbers as numbers or as text. */
function time(value: unknown): number {
  return Math.max(0, Math.trunc(Number(value)) || 0);
}

function lifecycle(value: unknown): "active" | "deleted" {
  return value === "deleted" ? "deleted" : "active";
}

function experimentRecord(e: Json): RecordOf<"experiment"> {
  return {
    type: "experiment",
    id: String(e.experiment_id),
    name: e.name,
    lifecycle: lifecycle(e.lifecycle_stage),
    createdAt: time(e.creation_time),
    updatedAt: time(e.last_update_time ?? e.creation_time),
    tags: pairs(e.tags),
  };
}

function runRecord(run: Json, experiment: string): RecordOf<"run"> {
  const { info, data = {}, inputs = {}, outputs = {} } = run;
  const tags = pairs(data.tags);
  const ended = time(info.end_time);
  return {
    type: "run",
    id: info.run_id,
    experiment,
    name: info.run_name ?? tags["mlflow.runName"] ?? info.run_id,
    user: info.user_id ?? tags["mlflow.user"] ?? "",
    status: info.status ?? "RUNNING",
    lifecycle: lifecycle(info.lifecycle_stage),
    startedAt: time(info.start_time),
    endedAt: ended === 0 ? null : ended,
    params: pairs(data.params),
    tags,
    datasets: (inputs.dataset_inputs ?? []).map(({ dataset, tags: labels }: Json) => ({
      name: dataset.name,
      digest: dataset.digest,
      sourceType: dataset.source_type ?? "",
      source: dataset.source ?? "",
      ...(dataset.schema === undefined ? {} : { schema: dataset.schema }),
      ...(dataset.profile === undefined ? {} : { profile: dataset.profile }),
      tags: pairs(labels),
    })),
    modelInputs: (inputs.model_inputs ?? []).map((m: Json) => String(m.model_id)),
    modelOutputs: (outputs.model_outputs ?? []).map((m: Json) => ({
      id: String(m.model_id),
      step: Number(m.step ?? 0),
    })),
  };
}

/** A number, or its name as text. */
function pointValue(given: unknown): JsonNumber {
  return isJsonNumber(given) ? given : Number(given);
}

async function* pointRecords(
  server: RemoteServer,
  run: string,
  key: string,
): AsyncIterable<ForeignRecord> {
  const query = { run_id: run, metric_key: key, max_results: String(POINTS_PAGE) };
  let points: Point[] = [];
  for await (const m of server.list("metrics", "metrics/get-history", query)) {
    points.push([Number(m.step ?? 0), time(m.timestamp), pointValue(m.value)]);
    if (points.length < POINTS_MAX) continue;
    yield { type: "points", run, key, points };
    points = [];
  }
  if (points.length > 0) yield { type: "points", run, key, points };
}

function modelRecord(model: Json, experiment: string): RecordOf<"logged-model"> {
  const { info, data = {} } = model;
  return {
    type: "logged-model",
    id: info.model_id,
    experiment,
    name: info.name ?? "",
    modelType: info.model_type ?? "",
    ...(info.source_run_id ? { run: info.source_run_id } : {}),
    status: modelStatus(String(info.status)),
    statusMessage: info.status_message ?? "",
    lifecycle: lifecycle(info.lifecycle_stage),
    createdAt: time(info.creation_timestamp_ms),
    updatedAt: time(info.last_updated_timestamp_ms),
    params: pairs(data.params),
    tags: pairs(info.tags),
    points: (data.metrics ?? []).map((m: Json) => ({
      run: m.run_id ?? info.source_run_id ?? "",
      key: m.key,
      step: Number(m.step ?? 0),
      at: time(m.timestamp),
      value: pointValue(m.value),
      ...(m.dataset_name && m.dataset_digest
        ? { dataset: { name: m.dataset_name, digest: m.dataset_digest } }
        : {}),
    })),
  };
}

async function* registryRecords(
  server: RemoteServer,
  owners: ReadonlyMap<string, string>,
  left: LeftBehind,
): AsyncIterable<ForeignRecord> {
  const models: Json[] = [];
  for await (const m of server.list("registered_models", "registered-models/search", {
    max_results: "100",
  }))
    models.push(m);
  const prompts = { max_results: "100", filter: "tags.`mlflow.prompt.is_prompt` = 'true'" };
  for await (const m of server.list("registered_models", "registered-models/search", prompts))
    if (!models.some((known) => known.name === m.name)) models.push(m);
  for (const model of models) {
    const head: RecordOf<"registered-model"> = {
      type: "registered-model",
      name: model.name,
      description: model.description ?? "",
      createdAt: time(model.creation_timestamp),
      updatedAt: time(model.last_updated_timestamp),
      tags: pairs(model.tags),
    };
    yield head;
    const aliases: { alias: string; version: unknown }[] = model.aliases ?? [];
    try {
      for (const v of await versionsOf(server, model.name)) {
        const own = aliases.filter(({ version }) => Number(version) === Number(v.version));
        yield await versionRecord(
          server,
          v,
          owners,
          own.map(({ alias }) => alias),
        );
      }
    } catch (error) {
      tellRefused(left, error, "versions of models", `model ${model.name}`);
    }
  }
}

async function versionsOf(server: RemoteServer, name: string): Promise<Json[]> {
  const found: Json[] = [];
  const text = quotedText(name);
  const filter = text === undefined ? {} : { filter: `name = ${text}` };
  const query = { ...filter, max_results: "1000" };
  for await (const v of server.list("model_versions", "model-versions/search", query))
    if (text !== undefined || v.name === name) found.push(v);
  return found.sort((a, b) => Number(a.version) - Number(b.version));
}

async function versionRecord(
  server: RemoteServer,
  v: Json,
  owners: ReadonlyMap<string, string>,
  aliases: readonly string[],
): Promise<RecordOf<"version">> {
  const loggedModel: string | undefined = v.model_id || /^models:\/(m-[\w-]+)/.exec(v.source)?.[1];
  const found: Json = await server
    .get("model-versions/get-download-uri", { name: v.name, version: v.version })
    .catch(() => ({}));
  const within = withinOwner(owners, String(found.artifact_uri ?? v.source));
  return {
    type: "version",
    id: `${v.name}@${v.version}`,
    model: v.name,
    version: Number(v.version),
    description: v.description ?? "",
    user: v.user_id ?? "",
    stage: v.current_stage ?? "None",
    createdAt: time(v.creation_timestamp),
    updatedAt: time(v.last_updated_timestamp),
    ...(v.run_id ? { run: v.run_id } : {}),
    ...(v.run_link ? { runLink: v.run_link } : {}),
    ...(loggedModel === undefined ? {} : { loggedModel }),
    source: v.source ?? "",
    ...(within === undefined ? {} : { within }),
    tags: pairs(v.tags),
    ...(aliases.length === 0 ? {} : { aliases }),
  };
}

function withinOwner(
  owners: ReadonlyMap<string, string>,
  uri: string,
): RecordOf<"version">["within"] {
  for (const [owner, root] of owners) {
    if (root === "" || (uri !== root && !uri.startsWith(`${root}/`))) continue;
    const [of, id] = owner.split(" ") as [FileOwner, string];
    return { of, id, path: uri.slice(root.length + 1) };
  }
  return undefined;
}

const PROXY = "/api/2.0/mlflow-artifacts/artifacts";

/** The files of a thing; where the server does not keep them itself, or refuses them, that is told. */
async function* filesOf(
  server: RemoteServer,
  { of, id }: Owner,
  uri: string | undefined,
  left: LeftBehind,
): AsyncIterable<SourceFile> {
  if (uri !== undefined && !uri.startsWith("mlflow-artifacts:"))
    left.add("things whose files the server does not serve", 1, `${of} ${id}: ${uri}`);
  try {
    yield* remoteFiles(server, uri);
  } catch (error) {
    tellRefused(left, error, "folders of files", `${of} ${id}`);
  }
}

/** The files that the server itself keeps. */
async function* remoteFiles(
  server: RemoteServer,
  uri: string | undefined,
  below = "",
): AsyncIterable<SourceFile> {
  if (uri === undefined || !uri.startsWith("mlflow-artifacts:")) return;
  const root = uri.replace(/^mlflow-artifacts:\/*/, "");
  const path = below === "" ? root : `${root}/${below}`;
  const answer = await server.fetch(`${PROXY}?${new URLSearchParams({ path })}`);
  const { files = [] } = (await answer.json()) as Json;
  for (const file of files) {
    const name = basename(String(file.path));
    const inside = below === "" ? name : `${below}/${name}`;
    if (file.is_dir) yield* remoteFiles(server, uri, inside);
    else yield remoteFile(server, `${root}/${inside}`, inside, Number(file.file_size ?? 0));
  }
}

function remoteFile(server: RemoteServer, at: string, path: string, size: number): SourceFile {
  return {
    path,
    size,
    async use(work) {
      const folder = mkdtempSync(join(tmpdir(), "fettle-import-"));
      const file = join(folder, "artifact");
      try {
        const answer = await server.fetch(
          `${PROXY}/${at.split("/").map(encodeURIComponent).join("/")}`,
        );
        const body = answer.body as ReadableStream | null;
        await pipeline(
          body === null ? Readable.from([]) : Readable.fromWeb(body),
          createWriteStream(file),
        );
        return await work(file);
      } finally {
        await rm(folder, { recursive: true });
      }
    },
  };
}
