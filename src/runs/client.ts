// What `fettle/client` offers of runs. Loaded in a user's training script: Node's own modules only, nothing heavy.

import type { Clock } from "#ground/clock";
import { fail } from "#ground/errors";
import { gitState } from "#ground/git";
import { patiently, type ServerClient } from "#ground/http";
import { newId } from "#ground/id";
import { currentUser } from "#ground/user";
import { createRun, RECORDING_ERRORS, type Run } from "./recording/index.ts";

export type { Run, Scalar } from "./recording/index.ts";

/** What app tells of the process that records. */
export type RunsClientOptions = {
  readonly client: ServerClient;
  readonly clock: Clock;
  /** The run that `fettle run` started this process for. */
  readonly runId: string | undefined;
  /** The experiment that the environment names. */
  readonly experiment: string | undefined;
  /** The project around the current folder. */
  readonly project: string;
  readonly cwd: string;
  /** The command line of this process. */
  readonly command: readonly string[];
  /** How long a request is tried again while the server is away. */
  readonly patienceMs: number;
  warn(error: Error): void;
};

export type StartRunOptions = {
  /** Default: a generated one. */
  readonly name?: string;
  /** Default: MLFLOW_EXPERIMENT_NAME, else the project's name. */
  readonly experiment?: string;
  /** Default: the project around the current folder. */
  readonly project?: string;
};

export type RunsClient = {
  currentRun(): Run;
  startRun(options: StartRunOptions): Promise<Run>;
};

/** The runs of a process, at a server. */
export function createRunsClient(world: RunsClientOptions): RunsClient {
  const { client, clock } = world;
  let current: Run | undefined;
  return {
    currentRun() {
      if (world.runId === undefined || world.runId === "")
        throw fail(RECORDING_ERRORS, "RUNS_NO_CURRENT", {});
      current ??= createRun({ ...world, id: world.runId });
      return current;
    },
    async startRun(options) {
      const id = newId();
      const project = options.project ?? world.project;
      const git = await gitState(world.cwd);
      const body = {
        id,
        project,
        experiment: options.experiment ?? world.experiment ?? project,
        ...(options.name === undefined ? {} : { name: options.name }),
        startedAt: clock.now(),
        user: currentUser().name,
        command: world.command,
        folder: ".",
        ...(git.commit === undefined ? {} : { commit: git.commit }),
        ...(git.branch === undefined ? {} : { branch: git.branch }),
        dirty: git.dirty,
        data: [],
      };
      await patiently(() => client.post("/api/fettle/1/runs", body), world);
      const end = async (status: "FINISHED" | "FAILED"): Promise<void> => {
        const endedAt = clock.now();
        const path = `/api/fettle/1/runs/${id}/end`;
        await patiently(() => client.post(path, { status, endedAt }), world);
      };
      return createRun({ ...world, id, end });
    },
  };
}
