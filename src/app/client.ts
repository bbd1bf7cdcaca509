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
import { environment } from "#ground/environment";
import { createClient, type ServerAddress } from "#ground/http";
import { clientAddress, clientProject } from "./client-address.ts";

export type { LoadedVersion, ModelVersion, WatchOptions } from "#clients/models";
export type { Run, Scalar, StartRunOptions } from "#clients/runs";

/** What a training script logged waits through a restart of the server's machine; a product says soon what it lacks. */
const RUNS_PATIENCE_MS = 300_000;
const MODELS_PATIENCE_MS = 30_000;

let clients: { runs: RunsClient; models: ModelsClient } | undefined;

/** The run that `fettle run` started this process for. */
export function currentRun(): Run {
  return connect().runs.currentRun();
}

/** Starts a run of this process's own; `finish` ends it. */
export function startRun(options: StartRunOptions = {}): Promise<Run> {
  return connect().runs.startRun(options);
}

/** Makes what a finished run stored under `artifactPath` (default `model`) the next version of a model. */
export function registerModel(
  name: string,
  options: { runId: string; artifactPath?: string; description?: string },
): Promise<ModelVersion> {
  return connect().models.registerModel(name, options);
}

/** A version of a model, by number or by an alias that points at it now. */
export function readModel(
  name: string,
  which: { alias: string } | { version: number },
): Promise<LoadedVersion> {
  return connect().models.readModel(name, which);
}

/**
 * Loads the version that an alias (default `champion`) points at, and follows the alias: `onChange` is called with the
 * first version before this resolves, then with each later one. Where the environment sets FETTLE_MODEL_<NAME>, that
 * version is loaded and never changes.
 */
export function watchModel(name: string, options: WatchOptions): Promise<{ stop(): void }> {
  return connect().models.watchModel(name, options);
}

/** Made at first use, so that importing reads neither environment nor disk. */
function connect(): { runs: RunsClient; models: ModelsClient } {
  clients ??= makeClients(environment(), process.cwd());
  return clients;
}

function makeClients(
  env: NodeJS.ProcessEnv,
  cwd: string,
): { runs: RunsClient; models: ModelsClient } {
  const locate = async (): Promise<ServerAddress> => clientAddress(env, cwd);
  const world = {
    client: createClient(clientAddress(env, cwd), locate),
    clock: systemClock,
    project: clientProject(env, cwd),
    warn: (error: Error) => process.emitWarning(error.message, "FettleWarning"),
  };
  const [node = "node", ...args] = process.argv;
  return {
    runs: createRunsClient({
      ...world,
      cwd,
      patienceMs: RUNS_PATIENCE_MS,
      runId: env["MLFLOW_RUN_ID"],
      experiment: env["MLFLOW_EXPERIMENT_NAME"],
      command: [basename(node), ...args],
    }),
    models: createModelsClient({
      ...world,
      patienceMs: MODELS_PATIENCE_MS,
      pinned: (variable) => env[variable],
    }),
  };
}
