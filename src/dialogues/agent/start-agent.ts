import { setTimeout as sleep } from "node:timers/promises";
import type { Project } from "#ground/config";
import { environment as inherited } from "#ground/environment";
import { fail } from "#ground/errors";
import type { ServerAddress } from "#ground/http";
import { type Child, type Ended, freePort, startChild } from "#ground/process";
import { redactText, secretValues } from "#ground/redaction";
import { ERRORS } from "../errors.ts";
import { connectAgent } from "./connect-agent.ts";

/** An agent that Fettle started. */
export type StartedAgent = {
  readonly url: string;
  /** Ends it and all it started. */
  stop(): Promise<void>;
  /** The last lines it wrote. */
  lastWords(): string;
  /** It has ended, by itself or stopped. */
  exited(): boolean;
};

export type StartOptions = {
  readonly project: Project;
  /** The command line from `dialogues.agent.start`, run by sh in the project's root. */
  readonly command: string;
  /** The versions under test, handed over as FETTLE_MODEL_<NAME>. */
  readonly models: Readonly<Record<string, number>>;
  /** Where the agent finds the models. */
  readonly server: ServerAddress;
  readonly signal: AbortSignal;
  /** Until GET /health answers 200; default 10 s. */
  readonly readyWithinMs?: number;
};

const LAST_LINES = 15;
/** How long one question for /health may take, and the pause after one that was not answered with 200. */
const PROBE_MS = 1000;
const PAUSE_MS = 20;

/**
 * Starts the agent on a free port and waits until it is ready. DIALOGUES_AGENT_ENDED and DIALOGUES_AGENT_NOT_READY
 * carry its last words; nothing is left running after them, nor after `signal` fires.
 */
export async function startAgent(options: StartOptions): Promise<StartedAgent> {
  const { command, signal, readyWithinMs = 10_000 } = options;
  signal.throwIfAborted();
  const port = await freePort();
  const child = await startChild([command], {
    cwd: options.project.root,
    env: environment(options, port),
    output: "keep",
    shell: true,
  });
  let ended: Ended | undefined;
  void child.ended.then((end) => {
    ended = end;
  });
  const onAbort = (): void => void child.stop();
  signal.addEventListener("abort", onAbort, { once: true });
  const agent: StartedAgent = {
    url: `http://127.0.0.1:${port}`,
    async stop() {
      signal.removeEventListener("abort", onAbort);
      await child.stop();
    },
    lastWords: () => lastLines(child),
    exited: () => ended !== undefined,
  };
  try {
    await untilReady(agent, () => ended, { ...options, readyWithinMs });
    return agent;
  } catch (error) {
    await agent.stop();
    throw error;
  }
}

async function untilReady(
  agent: StartedAgent,
  ended: () => Ended | undefined,
  { command, models, readyWithinMs: withinMs, signal }: StartOptions & { readyWithinMs: number },
): Promise<void> {
  const versions = Object.entries(models)
    .map(([name, version]) => `${name}@${version}`)
    .join(", ");
  const pins = Object.entries(models).map(
    ([name, version]) => `${modelVariable(name)}=${version} `,
  );
  const connection = connectAgent(agent.url, PROBE_MS);
  const until = performance.now() + withinMs;
  try {
    for (;;) {
      const { ready, reason } = await connection.health(PROBE_MS);
      signal.throwIfAborted();
      const end = ended();
      if (end !== undefined)
        throw fail(ERRORS, "DIALOGUES_AGENT_ENDED", {
          command,
          versions,
          code: end.code,
          try: `PORT=8000 ${pins.join("")}${command}`,
          words: agent.lastWords(),
        });
      if (ready) return;
      if (performance.now() > until)
        throw fail(ERRORS, "DIALOGUES_AGENT_NOT_READY", {
          url: agent.url,
          versions,
          withinMs,
          reason,
          words: agent.lastWords(),
        });
      await sleep(PAUSE_MS);
    }
  } finally {
    connection.end();
  }
}

function environment(options: StartOptions, port: number): Record<string, string> {
  const models = Object.entries(options.models).map(([name, version]) => [
    modelVariable(name),
    String(version),
  ]);
  return {
    ...Object.fromEntries(models),
    PORT: String(port),
    MLFLOW_TRACKING_URI: options.server.url,
    ...(options.server.token === undefined ? {} : { MLFLOW_TRACKING_TOKEN: options.server.token }),
  };
}

/** `FETTLE_MODEL_INTENT` for `intent`; what is neither letter nor digit becomes `_`. */
function modelVariable(name: string): string {
  return `FETTLE_MODEL_${name.toUpperCase().replace(/[^A-Z0-9]/g, "_")}`;
}

/** Without secrets: they come into errors and reports, and an agent may say what it could not log in with. */
function lastLines(child: Child): string {
  const words = redactText(child.lastWords(), { values: secretValues(inherited()) }, "words");
  return words.trimEnd().split("\n").slice(-LAST_LINES).join("\n").trim();
}
