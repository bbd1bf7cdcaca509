import { fail } from "#ground/errors";
import type { ServerContext } from "#ground/server";
import { ERRORS } from "../errors.ts";
import { forgetRun } from "../metrics/index.ts";
import { selectRun } from "../store/select-run.ts";
import { setRunDeleted } from "../store/set-lifecycle.ts";

/**
 * Moves runs into the trash: all of them or, where one is RUNS_UNKNOWN, none. One that lies there already stays as it
 * is, so that the call may be sent again.
 */
export async function trashRuns(context: ServerContext, ids: readonly string[]): Promise<void> {
  await setDeleted(context, ids, context.clock.now());
}

/** Takes runs out of the trash: all of them or, where one is RUNS_UNKNOWN, none. One that isn't there stays as it is. */
export async function restoreRuns(context: ServerContext, ids: readonly string[]): Promise<void> {
  await setDeleted(context, ids, null);
}

async function setDeleted(
  context: ServerContext,
  ids: readonly string[],
  at: number | null,
): Promise<void> {
  await context.database.write(async (tx) => {
    for (const id of ids) {
      const run = await selectRun(tx, id);
      if (run === undefined) throw fail(ERRORS, "RUNS_UNKNOWN", { ref: id });
      await setRunDeleted(tx, run.number, at);
    }
    tx.afterCommit(() => {
      context.events.publish("runs");
      context.events.publish("trash");
      for (const id of ids) {
        forgetRun(context, id);
        context.events.publish(`runs/${id}`);
      }
    });
  });
}
