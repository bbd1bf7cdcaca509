import { type ChildProcess, spawn } from "node:child_process";
import { constants } from "node:os";
import { environment } from "#ground/environment";
import { errnoOf, fail, GROUND_ERRORS } from "#ground/errors";
import { directLoopback } from "./direct-loopback.ts";
import { childPath } from "./find-program.ts";

export type ChildOptions = {
  readonly cwd: string;
  /** Added to the environment of this process; `undefined` takes away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** `inherit` shows the child's words to the person; `keep` gathers the last 64 KiB of both streams. */
  readonly output: "inherit" | "keep";
  /** Runs `command[0]` through `sh -c`; only for command lines that the project's own files hold. */
  readonly shell?: boolean;
};

export type Ended = {
  /** The exit code; 128 + n after signal n, as a shell says it. */
  readonly code: number;
  readonly signal: NodeJS.Signals | undefined;
};

export type Child = {
  readonly pid: number;
  readonly ended: Promise<Ended>;
  /** What the child wrote last, with `output: "keep"`. */
  lastWords(): string;
  /** Asks the whole process group to end, and after `graceMs` (default 3,000) makes it. Resolves when it has. */
  stop(signal?: NodeJS.Signals, graceMs?: number): Promise<Ended>;
};

const KEPT_BYTES = 65_536;

/**
 * Starts a program in a process group of its own, so that stopping it stops all it started. The Node that runs Fettle
 * comes first on its PATH, and no proxy stands between it and this machine. PROGRAM_MISSING where there is no such program.
 */
export async function startChild(
  command: readonly string[],
  options: ChildOptions,
): Promise<Child> {
  const [program = "", ...args] = command;
  const child = spawn(program, args, {
    cwd: options.cwd,
    env: childEnvironment(options.env),
    detached: true,
    shell: options.shell === true,
    stdio: options.output === "inherit" ? "inherit" : ["ignore", "pipe", "pipe"],
  });
  const words = keepWords(child);
  const ended = new Promise<Ended>((resolve) => {
    child.on("exit", (code, signal) => {
      const number = signal === null ? 0 : constants.signals[signal];
      resolve({ code: code ?? 128 + number, signal: signal ?? undefined });
    });
  });
  await new Promise<void>((resolve, reject) => {
    child.once("spawn", resolve);
    child.once("error", (error) => {
      const missing = errnoOf(error) === "ENOENT" || errnoOf(error) === "EACCES";
      reject(missing ? fail(GROUND_ERRORS, "PROGRAM_MISSING", { program }, error) : error);
    });
  });
  const pid = child.pid as number;
  // Whatever ends this process ends the group too: no stray process after a test, a demo or a Ctrl-C.
  const onExit = (): void => killGroup(pid, "SIGKILL");
  process.on("exit", onExit);
  void ended.then(() => process.off("exit", onExit));
  return {
    pid,
    ended,
    lastWords: words,
    async stop(signal = "SIGTERM", graceMs = 3000) {
      killGroup(pid, signal);
      const timer = setTimeout(() => killGroup(pid, "SIGKILL"), graceMs);
      const end = await ended;
      clearTimeout(timer);
      killGroup(pid, "SIGKILL");
      return end;
    },
  };
}

function childEnvironment(extra: NonNullable<ChildOptions["env"]> = {}): NodeJS.ProcessEnv {
  const env = environment();
  return { ...env, ...directLoopback(env), PATH: childPath(), ...extra };
}

function keepWords(child: ChildProcess): () => string {
  let kept = "";
  const keep = (chunk: Buffer): void => {
    kept = (kept + chunk.toString("utf8")).slice(-KEPT_BYTES);
  };
  child.stdout?.on("data", keep);
  child.stderr?.on("data", keep);
  return () => kept;
}

function killGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // The group is gone already.
  }
}
