import { setTimeout as sleep } from "node:timers/promises";
import type { Connection, StartedAgent } from "./agent/index.ts";
import type { CaseResult } from "./model.ts";

/** Knows whether it makes sense to begin another case. */
export type Guard = {
  /** Why a case should not even begin: the last error's reason, while the agent does not answer GET /health. */
  whyGone(): Promise<string | undefined>;
  /** Takes each result; adds the agent's last words to the error of one in which it ended. */
  heard(result: CaseResult): Promise<CaseResult>;
};

/** How long an agent that failed to answer may take to say that it is well again. */
const PROBE_MS = 1000;
/** The system tells the end of a connection a little sooner than the end of the process that held it. */
const END_MS = 50;

/** After an error the agent is asked whether it is well before another case begins; one question serves all. */
export function watchAgent(
  connection: Connection,
  agent: Pick<StartedAgent, "exited" | "lastWords"> | undefined,
): Guard {
  let reason: string | undefined;
  let toldEnd = false;
  let asking: Promise<boolean> | undefined;
  const isWell = (): Promise<boolean> => {
    asking ??= connection.health(PROBE_MS).then(({ ready }) => {
      asking = undefined;
      return ready;
    });
    return asking;
  };
  return {
    async whyGone() {
      if (reason === undefined) return undefined;
      const known = reason;
      if (!(await isWell())) return `not begun, since the agent is gone: ${known}`;
      reason = undefined;
      return undefined;
    },
    async heard(result) {
      if (result.error === undefined || result.error.startsWith("not begun")) return result;
      if (agent !== undefined && !agent.exited()) await sleep(END_MS);
      const ended = agent?.exited() === true;
      reason = `${result.error.replace(/^turn \d+: /, "")}${ended ? "; it has ended" : ""}`;
      if (!ended || agent === undefined) return result;
      const words = toldEnd ? "" : agent.lastWords();
      toldEnd = true;
      const tail = words === "" ? "" : `; its last words:\n${words}`;
      return { ...result, error: `${result.error}; it has ended${tail}` };
    },
  };
}
