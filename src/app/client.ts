// `fettle/client`: what a training script and a running product import. Node's own modules only.

import { basename } from "node:path";
import {
  createModelsClient,
  type LoadedVersion,
  type ModelsClient,
  type ModelVersion,
  type WatchOptions,
} from "#clients/models";
import { createRunsClient, type Run, type RunsClient, type StartRunOptions } from "#clients/runs";
import { systemClock } from "#ground/clock";
import { type Environment, environment } from "#ground/environment";
import { createClient, type ServerAddress } from "#ground/http";
import { secretValues } from "#ground/redaction";
import { clientAddress, clientOutbox, clientProject, firstAddress } from "./client-address.ts";

export type { LoadedVersion, ModelVersion, WatchOptions } from "#clients/models";
export type { Run, Scalar, StartRunOptions } from "#clients/runs";

/** Then what a training script logged goes to the disk; a product says soon what it lacks. */
const RUNS_PATIENCE_MS = 5000;
const MODELS_PATIENCE_MS = 30_000;

let runs: RunsClient | undefined;
let models: ModelsClient | undefined;

/** The run that `fettle run` started this process for. */
export function currentRun(): Run {
  return runsClient().currentRun();
}

/** Starts a run of this process's own; `finish` ends it. */
export function startRun(options: StartRunOptions = {}): Promise<Run> {
  return runsClient().startRun(options);
}

/** Makes what a finished run stored under `artifactPath` (default `model`) the next version of a model. */
export function registerModel(
  name: string,
  options: { runId: string; artifactPath?: string; description?: string },
): Promise<ModelVersion> {
  return modelsClient().registerModel(name, options);
}

/** A version of a model, by number or by an alias that points at it now. */
export function readModel(
  name: string,
  which: { alias: string } | { version: number },
): Promise<LoadedVersion> {
  return modelsClient().readModel(name, which);
}

/**
 * Loads the version that an alias (default `champion`) points at, and follows the alias: `onChange` is called with the
 * first version before this resolves, then with each later one. Where the environment sets FETTLE_MODEL_<NAME>, that
 * version is loaded and never changes.
 */
export function watchModel(name: string, options: WatchOptions): Promise<{ stop(): void }> {
  return modelsClient().watchModel(name, options);
}

/** Made at first use, so that importing reads neither environment nor disk; what it logs can wait for a server. */
function runsClient(): RunsClient {
  if (runs !== undefined) return runs;
  const [env, cwd] = [environment(), process.cwd()];
  const [node = "node", ...args] = process.argv;
  runs = createRunsClient({
    ...worldOf(env, cwd, firstAddress(env, cwd)),
    project: clientProject(env, cwd),
    cwd,
    patienceMs: RUNS_PATIENCE_MS,
    outbox: clientOutbox(env, cwd),
    // `fettle run` takes MLFLOW_RUN_ID away: where it is set, somebody means that run.
    runId: env["MLFLOW_RUN_ID"] || env["FETTLE_RUN_ID"],
    experiment: env["MLFLOW_EXPERIMENT_NAME"],
    command: [basename(node), ...args],
    secrets: secretValues(env),
  });
  return runs;
}

/** Made at first use; without a server it says so at once. */
function modelsClient(): ModelsClient {
  if (models !== undefined) return models;
  const [env, cwd] = [environment(), process.cwd()];
  models = createModelsClient({
    ...worldOf(env, cwd, clientAddress(env, cwd)),
    project: clientProject(env, cwd),
    patienceMs: MODELS_PATIENCE_MS,
    pinned: (variable) => env[variable],
  });
  return models;
}

function worldOf(env: Environment, cwd: string, first: ServerAddress) {
  return {
    client: createClient(first, async () => clientAddress(env, cwd)),
    clock: systemClock,
    warn: (error: Error) => process.emitWarning(error.message, "FettleWarning"),
  };
}
