import type { Context } from "#ground/cli";
import { environment } from "#ground/environment";
import { fail, GROUND_ERRORS, toFettleError } from "#ground/errors";
import { keepServer, patiently, type ServerClient } from "#ground/http";
import { type Child, findProgram, startChild } from "#ground/process";
import type { RunsApi } from "../api.ts";
import type { RunDetail, StartedRun } from "../model.ts";
import { describe, type Launch } from "./describe.ts";
import { LAUNCH_ERRORS } from "./errors.ts";
import { keepBeating } from "./heartbeat.ts";
import { nothingLogged } from "./nothing-logged.ts";
import { type Outcome, outcomeOf } from "./outcome.ts";

/** How long the end of a run is tried to be recorded. */
const END_PATIENCE_MS = 30_000;

/**
 * Runs a command as a recorded run, in this order: what may be missing is looked for, the run is recorded, the command
 * starts, its end is recorded. So there is no run without a command, and no command without a run.
 */
export async function launchRun(
  launch: Launch,
  context: Context,
): Promise<{ run: RunDetail; exitCode: number; url: string; nothing: string | undefined }> {
  const project = await context.project();
  const program = launch.command[0] as string;
  if (findProgram(context.cwd, program) === undefined)
    throw fail(GROUND_ERRORS, "PROGRAM_MISSING", { program });
  const body = await describe(launch, project, context);
  const client = await context.server();
  context.signal.throwIfAborted();
  const started = await client.api<RunsApi>().post("/api/fettle/1/runs", {
    body: {
      ...body,
      tags: { ...parentTag(client.address.url), ...body.tags },
      launched: true,
      startedAt: context.clock.now(),
    },
  });
  const url = client.address.url;
  const child = await startChild(launch.command, {
    cwd: context.cwd,
    env: childEnvironment(url, started),
    output: "inherit",
  }).catch(async (error: unknown) => {
    const endedAt = context.clock.now();
    await recordEnd(client, context, started.id, { status: "FAILED", exitCode: 127, endedAt });
    throw error;
  });
  const outcome = await waitFor(child, client, started.id, context);
  const run = await recordEnd(client, context, started.id, outcome);
  if (client.address.url !== url)
    context.output.warn(
      `the server came back at ${client.address.url} instead of ${url}; what the command logged in between is missing`,
    );
  const nothing = nothingLogged(run, launch, context.cwd);
  return { run, exitCode: outcome.exitCode, url: client.address.url, nothing };
}

/** Within a command that another `fettle run` started here, this run is a child of that one's. */
function parentTag(url: string): Record<string, string> {
  const { FETTLE_RUN_ID: parent, MLFLOW_TRACKING_URI: address } = environment();
  return parent && address === url ? { "mlflow.parentRunId": parent } : {};
}

/**
 * What the command finds the run by. Not MLFLOW_RUN_ID: a script that says `set_experiment` would be refused for it, and one
 * that sets another address would ask there for a run that is not there. Its first run is this one by its token, which is worth
 * nothing elsewhere.
 */
function childEnvironment(
  url: string,
  run: StartedRun,
): Readonly<Record<string, string | undefined>> {
  return {
    MLFLOW_TRACKING_URI: url,
    MLFLOW_TRACKING_TOKEN: run.pass,
    MLFLOW_RUN_ID: undefined,
    FETTLE_RUN_ID: run.id,
    MLFLOW_EXPERIMENT_NAME: run.experiment,
  };
}

async function waitFor(
  child: Child,
  client: ServerClient,
  id: string,
  context: Context,
): Promise<Outcome> {
  const over = new AbortController();
  const kept = Promise.all([
    keepServer(client, context.clock, over.signal),
    keepBeating(client, id, context.clock, over.signal),
  ]);
  try {
    return await outcomeOf(child, context);
  } finally {
    over.abort();
    await kept;
  }
}

async function recordEnd(
  client: ServerClient,
  context: Context,
  id: string,
  outcome: Outcome,
): Promise<RunDetail> {
  try {
    const asked = { params: { id }, body: outcome };
    return await patiently(() => client.api<RunsApi>().post("/api/fettle/1/runs/:id/end", asked), {
      clock: context.clock,
      patienceMs: END_PATIENCE_MS,
    });
  } catch (error) {
    const reason = toFettleError(error, "record").message;
    const { status, exitCode } = outcome;
    throw fail(LAUNCH_ERRORS, "RUNS_END_UNRECORDED", { id, status, exitCode, reason }, error);
  }
}
