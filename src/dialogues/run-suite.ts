import type { Clock } from "#ground/clock";
import { newId } from "#ground/id";
import { type Connection, connectAgent, type StartedAgent } from "./agent/index.ts";
import type { Arm, Case, CaseResult, Counts, Report, Suite } from "./model.ts";
import { type ModelsUnderTest, modelsUnderTest } from "./models-under-test.ts";
import { errorCase, runCase } from "./run-case.ts";
import { watchAgent } from "./watch-agent.ts";

export type RunOptions = {
  readonly suite: Suite;
  readonly agentUrl: string;
  readonly arm: Arm;
  /** The project's name. */
  readonly project: string;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** How many dialogues run at a time. */
  readonly parallel: number;
  /** For one answer. */
  readonly timeoutMs: number;
  /** Where Fettle started the agent: its end is told as the reason, with its last words. */
  readonly agent?: Pick<StartedAgent, "exited" | "lastWords">;
  /** Called as each case ends; not in the order of the suite. */
  onCase?(result: CaseResult): void;
};

/**
 * Runs the cases of a suite against an agent: dialogues side by side, the turns of each in their order, each in a
 * session of its own. An agent that hangs or dies makes errors, never failures, and the rest goes on: quickly as errors
 * of the same reason while it does not answer, properly when it does. Rejects only when `signal` fires.
 */
export async function runSuite(options: RunOptions): Promise<Report> {
  const { suite, clock, signal, arm } = options;
  signal.throwIfAborted();
  const startedAt = clock.now();
  const connection = connectAgent(options.agentUrl, options.timeoutMs);
  const models = modelsUnderTest(arm.models);
  const onAbort = (): void => connection.end();
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    const cases = await runAll(options, connection, models);
    return {
      id: newId(),
      project: options.project,
      suite: suite.hash,
      arm: { ...arm, models: models.known() },
      startedAt,
      endedAt: clock.now(),
      counts: countOutcomes(cases),
      cases,
    };
  } finally {
    signal.removeEventListener("abort", onAbort);
    connection.end();
  }
}

async function runAll(
  options: RunOptions,
  connection: Connection,
  models: ModelsUnderTest,
): Promise<CaseResult[]> {
  const { suite, signal } = options;
  const results = new Array<CaseResult>(suite.cases.length);
  const guard = watchAgent(connection, options.agent);
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < suite.cases.length) {
      signal.throwIfAborted();
      const at = next;
      next += 1;
      const one = suite.cases[at] as Case;
      const gone = await guard.whyGone();
      const ran =
        gone === undefined ? await runCase(one, connection, models) : errorCase(one, gone);
      const result = await guard.heard(ran);
      signal.throwIfAborted();
      results[at] = result;
      options.onCase?.(result);
    }
  };
  await Promise.all(
    Array.from({ length: Math.min(options.parallel, suite.cases.length) }, () => work()),
  );
  return results;
}

function countOutcomes(cases: readonly CaseResult[]): Counts {
  const counts = { pass: 0, fail: 0, error: 0, flaky: 0, total: cases.length };
  for (const one of cases) counts[one.outcome] += 1;
  return counts;
}
