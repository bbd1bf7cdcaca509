import type { Context } from "#ground/cli";
import type { Child } from "#ground/process";

/** How a recorded command ended. */
export type Outcome = {
  readonly status: "FINISHED" | "FAILED" | "KILLED";
  /** 128 + n after signal n. */
  readonly exitCode: number;
  readonly endedAt: number;
};

/** A training script saves its last state when it is asked to stop. */
const GRACE_MS = 10_000;
/** Signals that a program brings on itself. */
const CRASHES = new Set<string>(["SIGSEGV", "SIGABRT", "SIGBUS", "SIGFPE", "SIGILL", "SIGTRAP"]);

/** Waits for the child; when the person stops it, the person's own signal goes to all its processes. */
export async function outcomeOf(child: Child, context: Context): Promise<Outcome> {
  const { signal, clock } = context;
  let stopped: Promise<unknown> | undefined;
  const stop = (): void => {
    stopped = child.stop(signalOf(signal.reason), GRACE_MS);
  };
  if (signal.aborted) stop();
  else signal.addEventListener("abort", stop, { once: true });
  const ended = await child.ended;
  const endedAt = clock.now();
  signal.removeEventListener("abort", stop);
  await stopped;
  const killed =
    stopped !== undefined || (ended.signal !== undefined && !CRASHES.has(ended.signal));
  const status = killed ? "KILLED" : ended.code === 0 ? "FINISHED" : "FAILED";
  return { status, exitCode: ended.code, endedAt };
}

/** The signal that a reason names (`stopped by SIGTERM`); Ctrl-C's where it names none. */
function signalOf(reason: unknown): NodeJS.Signals {
  const text = reason instanceof Error ? reason.message : String(reason);
  return (/\b(SIGTERM|SIGHUP)\b/.exec(text)?.[1] as NodeJS.Signals | undefined) ?? "SIGINT";
}
