import { FettleError } from "#ground/errors";
import { newId } from "#ground/id";
import type { Connection } from "./agent/index.ts";
import { checkTurn } from "./checks/index.ts";
import type { Call, Case, CaseResult, CheckResult, TurnResult } from "./model.ts";
import type { ModelsUnderTest } from "./models-under-test.ts";

/** A session that outlives its dialogue by this much is the agent's loss, not the report's. */
const CLOSE_MS = 2000;

type Attempt = {
  readonly outcome: "pass" | "fail" | "error";
  readonly turns: readonly TurnResult[];
  readonly after: readonly CheckResult[];
  readonly error?: string;
};

/**
 * Runs a case, as often as it says, each time in a session of its own. It passes when it passed as often as needed, is
 * flaky when it passed less often but did, fails when it never did, and is an error as soon as the agent gave no
 * answer that could be judged. Never throws for what the agent does.
 */
export async function runCase(
  one: Case,
  agent: Connection,
  models: ModelsUnderTest,
): Promise<CaseResult> {
  const startedAt = performance.now();
  const { times, need } = one.repeat;
  let passed = 0;
  let shown: Attempt | undefined;
  for (let time = 0; time < times; time += 1) {
    const attempt = await runOnce(one, agent, models);
    if (attempt.outcome === "pass") passed += 1;
    if (shown === undefined || shown.outcome === "pass") shown = attempt;
    if (attempt.outcome === "error") {
      shown = attempt;
      break;
    }
  }
  const attempt = shown as Attempt;
  const settled = passed >= need ? "pass" : passed > 0 ? "flaky" : "fail";
  return {
    ...headOf(one),
    outcome: attempt.outcome === "error" ? "error" : settled,
    turns: attempt.turns,
    after: attempt.after,
    ...(attempt.error === undefined ? {} : { error: attempt.error }),
    ms: Math.round((performance.now() - startedAt) * 10) / 10,
    ...(times === 1 ? {} : { repeat: { times, passed, need } }),
  };
}

/** A case that did not run, since the agent was gone before its turn. */
export function errorCase(one: Case, error: string): CaseResult {
  return { ...headOf(one), outcome: "error", turns: [], after: [], error, ms: 0 };
}

function headOf(one: Case): Omit<CaseResult, "outcome" | "turns" | "after" | "ms"> {
  const { id, dialogue, file, line, tags, mustPass } = one;
  return { id, dialogue, file, line, tags, mustPass };
}

async function runOnce(one: Case, agent: Connection, models: ModelsUnderTest): Promise<Attempt> {
  const session = newId();
  const turns: TurnResult[] = [];
  try {
    await agent.open(session, one.given);
    for (const [i, turn] of one.turns.entries()) {
      const { models: told, ms, ...reply } = await agent.say(session, turn.user);
      models.hear(told);
      const answeredBy = reply.stages.find((stage) => stage.answered === true)?.name;
      const answer = {
        ...(reply as Omit<TurnResult, "user" | "checks" | "ms">),
        ...(answeredBy === undefined ? {} : { answeredBy }),
        ms,
      };
      turns.push({ user: turn.user, ...answer, checks: checkTurn(i + 1, turn.agent, answer) });
    }
  } catch (error) {
    if (!(error instanceof FettleError)) throw error;
    // Not waited for: what hangs once may hang again, and the next case has waited long enough.
    void agent.close(session, CLOSE_MS).catch(() => undefined);
    const where = turns.length < one.turns.length ? `turn ${turns.length + 1}: ` : "";
    return { outcome: "error", turns, after: [], error: where + error.message };
  }
  await agent.close(session, CLOSE_MS).catch(() => undefined);
  const after = checkTurn("after", one.after, atTheEnd(turns));
  const pass = [...turns.flatMap((turn) => turn.checks), ...after].every((check) => check.pass);
  return { outcome: pass ? "pass" : "fail", turns, after };
}

/** All calls of the case, and the state as the agent last told it. */
function atTheEnd(turns: readonly TurnResult[]) {
  const state = turns.findLast((turn) => turn.state !== undefined)?.state;
  const calls: Call[] = turns.flatMap((turn) => turn.calls);
  return { messages: [], calls, stages: [], ms: 0, ...(state === undefined ? {} : { state }) };
}
