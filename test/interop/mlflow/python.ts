import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

const HERE = import.meta.dirname;

/** The pinned release's own Python. */
export const PYTHON = join(HERE, "../../../.cache/interop-mlflow/bin/python");

/** Whether it is there; where it is not, says what is skipped. */
export function isReady(what: string): boolean {
  const ready = existsSync(PYTHON);
  if (!ready)
    process.stderr.write(
      `SKIPPED: ${what}; \`bash test/interop/set-up.sh\` makes its Python environment\n`,
    );
  return ready;
}

type Options = {
  /** Where the script runs and finds its home and its temporary folder. */
  readonly folder: string;
  /** The server that MLflow's client is to speak with, where it is to speak with one. */
  readonly server?: { readonly url: string; readonly token: string };
  readonly env?: Readonly<Record<string, string>>;
  readonly timeoutMs?: number;
};

/**
 * Runs a script beside this file with MLflow's client in it, and gives the JSON of its last line. A lasting condition must not
 * be a 5xx, so the client tries nothing again.
 */
export async function runScript(
  script: string,
  args: readonly string[],
  options: Options,
  // biome-ignore lint/suspicious/noExplicitAny: what the script prints
): Promise<any> {
  const { folder, server, env, timeoutMs } = options;
  const { stdout } = await promisify(execFile)(PYTHON, [join(HERE, script), ...args], {
    cwd: folder,
    timeout: timeoutMs ?? 100_000,
    maxBuffer: 64 * 1024 * 1024,
    env: {
      PATH: "/usr/bin:/bin",
      HOME: folder,
      TMPDIR: folder,
      ...(server && { MLFLOW_TRACKING_URI: server.url, MLFLOW_TRACKING_TOKEN: server.token }),
      MLFLOW_HTTP_REQUEST_MAX_RETRIES: "0",
      MLFLOW_DISABLE_TELEMETRY: "true",
      ...env,
    },
  });
  return JSON.parse(stdout.trim().split("\n").at(-1) as string);
}
