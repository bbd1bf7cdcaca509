import { fail } from "#ground/errors";
import { defineRoute, type RouteShape } from "#ground/http";
import type { ServerContext } from "#ground/server";
import { ERRORS } from "../errors.ts";
import { isOver, type RunStatus } from "../model.ts";
import { markSeen } from "../store/seen.ts";
import { selectRun } from "../store/select-run.ts";
import { BEAT_API } from "./api.ts";

/** Notes that a run is there, which brings a lost one back. One that is over stays as it is. */
export async function beat(
  context: ServerContext,
  id: string,
): Promise<{ readonly status: RunStatus }> {
  return context.database.write(async (tx) => {
    const run = await selectRun(tx, id);
    if (run === undefined) throw fail(ERRORS, "RUNS_UNKNOWN", { ref: id });
    if (isOver(run.status)) return { status: run.status };
    await markSeen(tx, run.number, context.clock.now());
    if (run.lostAt !== null)
      tx.afterCommit(() => {
        context.events.publish("runs");
        context.events.publish(`runs/${id}`, { status: run.status });
      });
    return { status: run.status };
  });
}

/** How a run says that it is there without logging anything. */
export const BEAT_ROUTES: readonly RouteShape[] = [
  defineRoute({
    ...BEAT_API.beat,
    permission: "write",
    summary: "Says that a run is still there, which brings a lost one back.",
    run: ({ params }, context) => beat(context, params["id"] as string),
  }),
];
