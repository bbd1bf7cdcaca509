import type { ServerContext } from "#ground/server";
import { type Background, every } from "#ground/slice";
import { runsSettings } from "../config.ts";
import { describeRun } from "../describe-run.ts";
import { settle, within } from "../metrics/index.ts";
import type { RunDetail } from "../model.ts";
import { selectRun } from "../store/select-run.ts";
import { deadlineOf } from "./deadline.ts";
import { runLost } from "./run-lost.ts";
import { adoptRuns, hasUnadopted, markLost, type OpenRun, selectSilent } from "./store/lost.ts";

/** A launched run is shown as lost at most this much after its deadline. */
const CHECK_MS = 15_000;
/** After a pause of the server itself, as of a laptop asleep, runs get so long to say that they are there. */
const GRACE_MS = 60_000;
/** No deadline is shorter. */
const LEAST_MS = 1000;

/** When this server began to listen, or woke up, and when it last looked. */
export type Watch = { awakeSince: number; lookedAt: number };

/**
 * Marks the runs as lost that have said nothing for longer than they may. A run that is over is never touched, and one
 * that says something is not lost any more. Gives those that are lost since this look.
 */
export async function checkLost(context: ServerContext, watch: Watch): Promise<RunDetail[]> {
  const { database, clock, events } = context;
  const settled = await settle(context);
  const now = clock.now();
  if (now - watch.lookedAt > 3 * CHECK_MS) watch.awakeSince = now;
  watch.lookedAt = now;
  if (await hasUnadopted(database)) await database.write((tx) => adoptRuns(tx, now));
  const silent = await selectSilent(database, now - LEAST_MS);
  const missing = silent.filter((run) => isMissing(context, run, watch, now));
  const lost: { run: RunDetail; rings: boolean }[] = [];
  for (const run of missing) {
    const detail = await database.write(async (tx) => {
      if (!(await markLost(tx, run, now))) return undefined;
      tx.afterCommit(() => {
        events.publish("runs");
        events.publish(`runs/${run.id}`, { status: "LOST" });
      });
      const record = await selectRun(tx, run.id);
      if (record === undefined) return undefined;
      return {
        run: await describeRun(within(settled, tx), record),
        rings: record.origin === "live",
      };
    });
    if (detail !== undefined) lost.push(detail);
  }
  for (const { run, rings } of lost) if (rings) await tellLost(context, run);
  return lost.map(({ run }) => run);
}

function isMissing(context: ServerContext, run: OpenRun, watch: Watch, now: number): boolean {
  const deadline = deadlineOf(run, context.settings.of(runsSettings).lostAfter);
  if (now - run.seen_at <= deadline) return false;
  return now - watch.awakeSince >= Math.min(deadline, GRACE_MS);
}

async function tellLost(context: ServerContext, run: RunDetail): Promise<void> {
  for (const tell of context.hooks.of(runLost)) {
    try {
      await tell(run, context);
    } catch (error) {
      context.log.error("a hook of runLost failed", { run: run.id, error });
    }
  }
}

/** Looks for lost runs as long as the server runs. */
export const watchLost: Background = async (context) => {
  const now = context.clock.now();
  const watch: Watch = { awakeSince: now, lookedAt: now };
  return every(CHECK_MS, "looking for lost runs", () => checkLost(context, watch))(context);
};
