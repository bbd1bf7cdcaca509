// What `fettle/client` offers of runs. Loaded in a user's training script: Node's own modules only, nothing heavy.

import type { Clock } from "#ground/clock";
import { fail } from "#ground/errors";
import { gitState } from "#ground/git";
import type { ServerClient } from "#ground/http";
import { newId } from "#ground/id";
import { createOutbox, createSender, sendBy, sendOutboxes } from "#ground/outbox";
import { redactCommand } from "#ground/redaction";
import { currentUser } from "#ground/user";
import type { StartRunBody } from "./api.ts";
import {
  createRun,
  createUploader,
  RECORDING_ERRORS,
  type Run,
  type RunFile,
  tellKept,
  tellRefused,
} from "./recording/index.ts";

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
  /** Secrets of its environment, which are recorded nowhere. */
  readonly secrets: readonly string[];
  /** How long a request is tried again while the server is away, before it goes to the disk. */
  readonly patienceMs: number;
  /** Where requests wait while the server is away, and the server that they are meant for; without it they fail. */
  readonly outbox?: { readonly folder: string; readonly to: string };
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
  const upload = createUploader(client);
  let current: Run | undefined;
  let hasSentEarlier = false;
  /** What earlier scripts had to leave on disk goes first, once and without holding up this one. */
  const sendEarlier = (): void => {
    const { outbox } = world;
    if (outbox === undefined || hasSentEarlier) return;
    hasSentEarlier = true;
    const send = sendBy(client, outbox.folder, upload);
    const refused = tellRefused(outbox.folder, world.warn);
    sendOutboxes({ ...outbox, send, refused }).catch(world.warn);
  };
  const senderOf = (run: string) => {
    sendEarlier();
    const { outbox: place, warn } = world;
    const outbox =
      place === undefined
        ? undefined
        : createOutbox<RunFile>({ ...place, refused: tellRefused(place.folder, warn) });
    return createSender({ ...world, outbox, upload, kept: tellKept(run, warn) });
  };
  return {
    currentRun() {
      if (world.runId === undefined || world.runId === "")
        throw fail(RECORDING_ERRORS, "RUNS_NO_CURRENT", {});
      current ??= createRun({ ...world, id: world.runId, sender: senderOf(world.runId) });
      return current;
    },
    async startRun(options) {
      const id = newId();
      const project = options.project ?? world.project;
      const git = await gitState(world.cwd);
      const body: StartRunBody = {
        id,
        project,
        experiment: options.experiment ?? world.experiment ?? project,
        ...(options.name === undefined ? {} : { name: options.name }),
        startedAt: clock.now(),
        user: currentUser().name,
        command: [...redactCommand(world.command, { values: world.secrets })],
        folder: ".",
        ...(git.commit === undefined ? {} : { commit: git.commit }),
        ...(git.branch === undefined ? {} : { branch: git.branch }),
        dirty: git.dirty,
        data: [],
      };
      const sender = senderOf(id);
      await sender.post("/api/fettle/1/runs", body);
      const end = (status: "FINISHED" | "FAILED"): Promise<void> =>
        sender.post(`/api/fettle/1/runs/${id}/end`, { status, endedAt: clock.now() });
      return createRun({ ...world, id, sender, end });
    },
  };
}
