import { basename, join, resolve } from "node:path";
import type { Clock } from "#ground/clock";
import { fail, GROUND_ERRORS } from "#ground/errors";
import { filesBelow, isFile, isFolder } from "#ground/files";
import type { ServerClient } from "#ground/http";
import type { Sender } from "#ground/outbox";
import type { RunsApi } from "../api.ts";
import { metricEntry, pairEntry } from "./entries.ts";
import { createRunBuffer } from "./run-buffer.ts";

/** What a parameter or a tag may be; stored as text. */
export type Scalar = string | number | boolean;

/**
 * A run that a script records into. Values are sent in batches; while the server is away they wait on disk. `finish`
 * resolves when all is stored, or kept on disk with a warning, and rejects with what could not be.
 */
export type Run = {
  readonly id: string;
  /** A parameter keeps its first value; another one later is refused. */
  logParam(key: string, value: Scalar): void;
  logParams(params: Readonly<Record<string, Scalar>>): void;
  /** `step` counts epochs or batches; default 0. */
  logMetric(key: string, value: number, step?: number): void;
  logMetrics(metrics: Readonly<Record<string, number>>, step?: number): void;
  setTag(key: string, value: Scalar): void;
  /** Stores a file below the folder `artifactPath` of the run's artifacts, under its own name. */
  logArtifact(localPath: string, artifactPath?: string): Promise<void>;
  /** Stores all files below a folder. */
  logArtifacts(localFolder: string, artifactPath?: string): Promise<void>;
  /** Waits until all is stored; ends a run that this script started. `fettle run` ends its own. */
  finish(outcome?: "FINISHED" | "FAILED"): Promise<void>;
};

/** Where a file of a run goes; `inside` is the path below the run's artifacts. */
export type RunFile = { readonly run: string; readonly inside: string };

export type RunOptions = {
  readonly id: string;
  readonly clock: Clock;
  readonly sender: Sender<RunFile>;
  /** Against which local paths are read. */
  readonly cwd: string;
  warn(error: Error): void;
  /** Ends the run; absent where somebody else does. */
  end?(outcome: "FINISHED" | "FAILED"): Promise<void>;
};

const UPLOADS_AT_ONCE = 4;

/** A run by its id, whoever started it. */
export function createRun(options: RunOptions): Run {
  const { id, clock, sender } = options;
  const buffer = createRunBuffer({
    runId: id,
    warn: options.warn,
    send: (entries) => {
      const of = (kind: string) => entries.filter((e) => e.kind === kind).map((e) => e.item);
      return sender.post("/api/2.0/mlflow/runs/log-batch", {
        run_id: id,
        metrics: of("metrics"),
        params: of("params"),
        tags: of("tags"),
      });
    },
  });
  const pending = new Set<Promise<void>>();
  const upload = (file: string, inside: string): Promise<void> =>
    sender.upload({ run: id, inside }, file);
  const track = (work: Promise<void>): Promise<void> => {
    pending.add(work);
    const done = (): void => void pending.delete(work);
    work.then(done, done);
    return work;
  };
  const logMetric = (key: string, value: number, step = 0): void =>
    buffer.add(metricEntry(key, value, step, clock.now()));
  const logParam = (key: string, value: Scalar): void =>
    buffer.add(pairEntry("params", key, value));
  return {
    id,
    logParam,
    logParams: (params) => {
      for (const [key, value] of Object.entries(params)) logParam(key, value);
    },
    logMetric,
    logMetrics: (metrics, step) => {
      for (const [key, value] of Object.entries(metrics)) logMetric(key, value, step);
    },
    setTag: (key, value) => buffer.add(pairEntry("tags", key, value)),
    logArtifact: (localPath, artifactPath = "") => {
      const file = resolve(options.cwd, localPath);
      return track(uploadFile(file, `${artifactPath}/${basename(file)}`, upload));
    },
    logArtifacts: (localFolder, artifactPath = "") =>
      track(uploadFolder(resolve(options.cwd, localFolder), artifactPath, upload)),
    async finish(outcome = "FINISHED") {
      await Promise.all([...pending]);
      await buffer.flush();
      await options.end?.(outcome);
      await sender.finish();
    },
  };
}

type Upload = (file: string, inside: string) => Promise<void>;

async function uploadFile(file: string, inside: string, upload: Upload): Promise<void> {
  if (!isFile(file))
    throw fail(GROUND_ERRORS, "FILE_MISSING", { path: file, expected: "a file to log" });
  await upload(file, inside);
}

async function uploadFolder(folder: string, inside: string, upload: Upload): Promise<void> {
  if (!isFolder(folder))
    throw fail(GROUND_ERRORS, "FILE_MISSING", { path: folder, expected: "a folder to log" });
  const paths = filesBelow(folder);
  const worker = async (): Promise<void> => {
    for (let path = paths.pop(); path !== undefined; path = paths.pop())
      await upload(join(folder, path), `${inside}/${path}`);
  };
  await Promise.all(Array.from({ length: UPLOADS_AT_ONCE }, worker));
}

/** Stores files of runs, whose place is asked for once a run. */
export function createUploader(
  client: ServerClient,
): (target: RunFile, file: string) => Promise<void> {
  const routes = new Map<string, Promise<string>>();
  return async ({ run, inside }, file) => {
    const known = routes.get(run) ?? artifactRoute(run, client);
    routes.set(run, known);
    known.catch(() => routes.delete(run));
    const path = inside.split("/").filter((segment) => segment !== "");
    await client.upload([await known, ...path.map(encodeURIComponent)].join("/"), file);
  };
}

/** Where a run's files are PUT, from its `mlflow-artifacts:/<experiment>/<run>/artifacts`. */
async function artifactRoute(id: string, client: ServerClient): Promise<string> {
  const run = await client.api<RunsApi>().get("/api/fettle/1/runs/:ref", { params: { ref: id } });
  const inside = run.artifactUri.replace(/^mlflow-artifacts:\/+/, "");
  return `/api/2.0/mlflow-artifacts/artifacts/${inside}`;
}
