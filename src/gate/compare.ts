import {
  type Arm,
  dialoguesSection,
  loadSuite,
  type Report,
  runSuite,
  type Suite,
  sendReport,
  startAgent,
} from "#dialogues";
import type { Context } from "#ground/cli";
import type { Project } from "#ground/config";
import { fail, isFettleError } from "#ground/errors";
import { gitState } from "#ground/git";
import type { ServerClient } from "#ground/http";
import { newId } from "#ground/id";
import { askVersion } from "#models";
import type { GateApi } from "./api.ts";
import { ERRORS } from "./errors.ts";
import type { Comparison } from "./model.ts";
import { resolveVersion } from "./resolve-version.ts";

type Bench = {
  readonly project: Project;
  readonly server: ServerClient;
  readonly signal: AbortSignal;
  readonly context: Context;
  readonly suite: Suite;
  readonly command: string;
  readonly commit: string | null;
  onCase(): void;
};

/**
 * Runs the project's dialogues through the product with the champion, with the candidate beside it, and with the
 * champion once more, each in a process of its own; keeps the reports and lets the server compare them. The champion's
 * second run comes last, so that a cache on disk that outlives its process shows as a flake.
 */
export async function compare(typed: string, context: Context): Promise<Comparison> {
  const project = await context.project();
  const settings = project.settings(dialoguesSection);
  const command = settings.agent.start;
  if (command === undefined) throw fail(ERRORS, "GATE_AGENT_NOT_STARTABLE", { file: project.file });
  const suite = await loadSuite(project.root, settings);
  const server = await context.server();
  const { name: model, version: candidate } = await resolveVersion(typed, server);
  const champion = await readChampion(server, model, candidate);
  if (champion === candidate)
    throw fail(ERRORS, "GATE_ALREADY_CHAMPION", { model, version: candidate });
  const { commit = null } = await gitState(project.root);
  const cases = suite.cases.length;
  context.output.say(
    `${model}@${candidate} against the champion ${model}@${champion}: ${cases} ${cases === 1 ? "case" : "cases"}, the champion twice`,
  );
  // When one arm can't start, the other has nothing to wait for.
  const end = new AbortController();
  const progress = context.output.progress("dialogues", 3 * cases);
  const bench: Bench = {
    project,
    server,
    signal: AbortSignal.any([context.signal, end.signal]),
    context,
    suite,
    command,
    commit,
    onCase: () => progress.advance(),
  };
  try {
    const first = runArm(bench, `champion ${model}@${champion}`, model, champion);
    const trial = runArm(bench, `candidate ${model}@${candidate}`, model, candidate);
    const [championReport, candidateReport] = await both(first, trial, end);
    const again = await runArm(bench, `champion ${model}@${champion} again`, model, champion);
    const reports = [championReport, again, candidateReport];
    for (const report of reports) await sendReport(server, report);
    return await server.api<GateApi>().post("/api/fettle/1/gate/comparisons", {
      body: {
        id: newId(),
        project: project.name,
        model,
        champion,
        candidate,
        reports: [championReport.id, again.id, candidateReport.id],
      },
    });
  } finally {
    progress.end();
  }
}

async function readChampion(
  server: ServerClient,
  model: string,
  candidate: number,
): Promise<number> {
  try {
    return (await askVersion(server, { name: model, alias: "champion" })).version;
  } catch (error) {
    if (isFettleError(error) && error.code === "MODELS_ALIAS_UNKNOWN")
      throw fail(ERRORS, "GATE_CHAMPION_MISSING", { model, version: candidate }, error);
    throw error;
  }
}

/** One arm: an agent of its own, started, asked everything, stopped. */
async function runArm(
  bench: Bench,
  label: string,
  model: string,
  version: number,
): Promise<Report> {
  const { project, suite, signal, context } = bench;
  const settings = project.settings(dialoguesSection);
  const arm: Arm = { label, models: { [model]: version }, commit: bench.commit };
  const agent = await startAgent({
    project,
    command: bench.command,
    models: arm.models,
    server: bench.server.address,
    signal,
    readyWithinMs: settings.agent.readyWithin,
  });
  try {
    return await runSuite({
      suite,
      agentUrl: agent.url,
      agent,
      arm,
      project: project.name,
      clock: context.clock,
      signal,
      parallel: settings.parallel,
      timeoutMs: settings.timeout,
      onCase: bench.onCase,
    });
  } finally {
    await agent.stop();
  }
}

/** Both, or the first reason why not, after the other one was stopped too. */
async function both<T>(
  first: Promise<T>,
  second: Promise<T>,
  end: AbortController,
): Promise<[T, T]> {
  const stopOther = (error: unknown): never => {
    end.abort();
    throw error;
  };
  const pair = [first.catch(stopOther), second.catch(stopOther)] as const;
  try {
    return await Promise.all(pair);
  } catch (error) {
    await Promise.allSettled(pair);
    throw error;
  }
}
