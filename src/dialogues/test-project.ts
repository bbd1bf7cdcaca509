import { relative, resolve, sep } from "node:path";
import type { Context } from "#ground/cli";
import type { Project } from "#ground/config";
import { fail } from "#ground/errors";
import { gitState } from "#ground/git";
import type { ServerAddress, ServerClient } from "#ground/http";
import { connectAgent, type StartedAgent, startAgent } from "./agent/index.ts";
import type { DialoguesApi } from "./api.ts";
import { type DialogueSettings, dialoguesSection } from "./config.ts";
import { ERRORS } from "./errors.ts";
import type { Selection } from "./format/index.ts";
import { loadSuite } from "./load-suite.ts";
import type { Report, Suite } from "./model.ts";
import { runSuite } from "./run-suite.ts";
import { sendReport } from "./send-report.ts";

/** What `fettle test` was asked for. */
export type TestRequest = {
  /** Files, folders, ids or parts of titles, as typed. */
  readonly what: readonly string[];
  readonly tags: readonly string[];
  readonly lastFailed: boolean;
  /** `NAME=VERSION`, as typed. */
  readonly models: readonly string[];
  readonly url: string | undefined;
  readonly parallel: number | undefined;
};

const REPORTS = "/api/fettle/1/dialogues/reports";

/** Runs the project's dialogues against its agent and keeps the report on the server. */
export async function testProject(request: TestRequest, context: Context): Promise<Report> {
  const project = await context.project();
  const settings = project.settings(dialoguesSection);
  const models = pins(request.models);
  const url = request.url ?? settings.agent.url;
  refuseWithoutAgent(project, settings, url, request.models);
  // The files are read before anything is started: a typing error in them costs no waiting.
  const whole = await loadSuite(project.root, settings, selectionOf(request, project, context));
  const server = await context.server();
  const suite = request.lastFailed
    ? await loadSuite(project.root, settings, {
        ...selectionOf(request, project, context),
        ids: await failedLast(server, project.name, whole),
      })
    : whole;
  const agent = await reachAgent({
    project,
    settings,
    url,
    models,
    context,
    address: server.address,
  });
  const progress = context.output.progress("dialogues", suite.cases.length);
  try {
    const { commit } = await gitState(project.root);
    const label = Object.entries(models).map(([name, version]) => `${name}@${version}`);
    const report = await runSuite({
      suite,
      agentUrl: agent.url,
      arm: { label: label.join(", ") || "working copy", models, commit: commit ?? null },
      project: project.name,
      clock: context.clock,
      signal: context.signal,
      parallel: request.parallel ?? settings.parallel,
      timeoutMs: settings.timeout,
      ...(agent.started === undefined ? {} : { agent: agent.started }),
      onCase: (one) => {
        progress.advance();
        progress.note(one.dialogue);
      },
    });
    await sendReport(server, report);
    return report;
  } finally {
    progress.end();
    await agent.started?.stop();
  }
}

/** Paths are typed from the current folder; other words are left as they are. */
function selectionOf(request: TestRequest, project: Project, context: Context): Selection {
  const what = request.what.map((word) => {
    const path = relative(project.root, resolve(context.cwd, word)).split(sep).join("/");
    const isPath = word.includes("/") || /\.ya?ml$/i.test(word);
    return isPath && path !== "" && !path.startsWith("../") ? path : word;
  });
  return { what, tags: request.tags };
}

function pins(typed: readonly string[]): Record<string, number> {
  const entries = typed.map((pin): [string, number] => {
    const found = /^([\w][\w. -]*)[=@]([1-9]\d{0,8})$/.exec(pin);
    if (found === null)
      throw fail(ERRORS, "DIALOGUES_PIN_INVALID", {
        pin,
        problem: "expected a model's name and a version, such as intent=2",
      });
    return [found[1] as string, Number(found[2])];
  });
  return Object.fromEntries(entries);
}

function refuseWithoutAgent(
  project: Project,
  settings: DialogueSettings,
  url: string | undefined,
  models: readonly string[],
): void {
  if (url === undefined && settings.agent.start === undefined)
    throw fail(ERRORS, "DIALOGUES_NO_AGENT", { file: project.file });
  if (url !== undefined && models[0] !== undefined)
    throw fail(ERRORS, "DIALOGUES_PIN_INVALID", {
      pin: models[0],
      problem: `the agent at ${url} runs already; versions can be given only to one that Fettle starts`,
    });
}

type Reached = { readonly url: string; readonly started?: StartedAgent };

/** Starts the agent, or makes sure that the one at a URL is there. */
async function reachAgent(options: {
  project: Project;
  settings: DialogueSettings;
  url: string | undefined;
  models: Readonly<Record<string, number>>;
  context: Context;
  address: ServerAddress;
}): Promise<Reached> {
  const { project, settings, models, context } = options;
  const readyWithinMs = settings.agent.readyWithin;
  if (options.url === undefined) {
    const started = await startAgent({
      project,
      command: settings.agent.start as string,
      models,
      server: options.address,
      signal: context.signal,
      readyWithinMs,
    });
    return { url: started.url, started };
  }
  const url = options.url.replace(/\/+$/, "");
  const connection = connectAgent(url, readyWithinMs);
  const { ready, reason } = await connection.health(readyWithinMs);
  connection.end();
  if (ready) return { url };
  throw fail(ERRORS, "DIALOGUES_AGENT_NOT_READY", {
    url,
    versions: "",
    withinMs: readyWithinMs,
    reason,
    words: "",
  });
}

/** The ids that did not pass in the project's last report and are still there. */
async function failedLast(
  server: ServerClient,
  project: string,
  suite: Suite,
): Promise<readonly string[]> {
  const client = server.api<DialoguesApi>();
  const { reports } = await client.get(REPORTS, { query: { project, limit: 1 } });
  const last = reports[0];
  const report = last && (await client.get(`${REPORTS}/:id`, { params: { id: last.id } }));
  const known = new Set(suite.cases.map((one) => one.id));
  const failed = (report?.cases ?? []).filter((one) => one.outcome !== "pass" && known.has(one.id));
  if (failed.length === 0) throw fail(ERRORS, "DIALOGUES_NONE_FAILED", { report: last?.id });
  return failed.map((one) => one.id);
}
