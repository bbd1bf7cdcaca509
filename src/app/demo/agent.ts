import { systemClock } from "#ground/clock";
import { type Child, freePort, startChild } from "#ground/process";
import { NO_INSPECTOR } from "../home.ts";
import { demoEnvironment } from "./stage.ts";

/** The product as customers meet it: one process that follows the champion. */
export type LiveAgent = {
  readonly url: string;
  /** The version of the model `intent` that it serves now. */
  version(): Promise<number | undefined>;
  stop(): Promise<void>;
};

const READY_WITHIN_MS = 10_000;
const POLL_MS = 50;

/** Starts the agent as `PORT=N node agent/server.ts` would, and waits until it serves a model. */
export async function startLiveAgent(folder: string): Promise<LiveAgent> {
  const port = await freePort();
  const child = await startChild([process.execPath, NO_INSPECTOR, "agent/server.ts"], {
    cwd: folder,
    env: { ...demoEnvironment(), PORT: String(port) },
    output: "keep",
  });
  const url = `http://127.0.0.1:${port}`;
  const version = (): Promise<number | undefined> => servedVersion(url);
  if ((await until(version, (found) => found !== undefined, READY_WITHIN_MS)) === undefined) {
    await child.stop();
    throw new Error(`the agent did not get ready: ${child.lastWords().slice(-400)}`);
  }
  return liveAgent(url, child, version);
}

function liveAgent(url: string, child: Child, version: LiveAgent["version"]): LiveAgent {
  return {
    url,
    version,
    async stop() {
      await child.stop();
    },
  };
}

/** Waits until the value is as wanted, at most so long; gives the last one. */
export async function until<T>(
  ask: () => Promise<T>,
  wanted: (value: T) => boolean,
  withinMs: number,
): Promise<T> {
  for (const end = Date.now() + withinMs; ; ) {
    const value = await ask();
    if (wanted(value) || Date.now() > end) return value;
    await systemClock.sleep(POLL_MS);
  }
}

async function servedVersion(url: string): Promise<number | undefined> {
  try {
    const response = await fetch(`${url}/health`);
    if (!response.ok) return undefined;
    const body = (await response.json()) as { models?: Record<string, number> };
    return body.models?.["intent"];
  } catch {
    return undefined;
  }
}
