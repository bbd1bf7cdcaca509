import { fail } from "#ground/errors";
import type { ServerContext } from "#ground/server";
import type { EndRunBody } from "./api.ts";
import { describeRun } from "./describe-run.ts";
import { ERRORS } from "./errors.ts";
import { settle, within } from "./metrics/index.ts";
import { isOver, type RunDetail, type RunStatus } from "./model.ts";
import { runEnded } from "./run-ended.ts";
import type { RunRecord } from "./store/run-columns.ts";
import { markSeen } from "./store/seen.ts";
import { selectActiveRun } from "./store/select-active-run.ts";
import { selectRun } from "./store/select-run.ts";
import { updateRunFact, updateRunState } from "./store/update-run.ts";
import { upsertTag } from "./store/upsert-tag.ts";

/** Ends a run, and the pass of its command. Sent again with the same facts, it changes nothing and tells nobody. */
export async function endRun(
  context: ServerContext,
  id: string,
  body: EndRunBody,
): Promise<RunDetail> {
  const { status, endedAt, exitCode } = body;
  const run = await changeRun(context, id, { status, endedAt, exitCode });
  context.passes.end(id);
  return run;
}

/** What `changeRun` changes; what is left out stays. */
export type RunChange = {
  readonly status?: RunStatus | undefined;
  readonly endedAt?: number | undefined;
  readonly exitCode?: number | undefined;
  readonly name?: string | undefined;
};

/** Changes how far a run is, or its name, and calls `runEnded` where that ended it and it was not imported. */
export async function changeRun(
  context: ServerContext,
  id: string,
  change: RunChange,
): Promise<RunDetail> {
  // The listeners of an end look at the metrics, so that all of them must be there.
  const settled = await settle(context);
  const { run, ended } = await context.database.write(async (tx) => {
    const number = await selectActiveRun(tx, id);
    const before = await selectRun(tx, id);
    if (before === undefined) throw fail(ERRORS, "RUNS_UNKNOWN", { ref: id });
    const state = stateAfter(before, change, context.clock.now());
    await updateRunState(tx, number, state);
    await markSeen(tx, number, context.clock.now());
    if (change.exitCode !== undefined)
      await upsertTag(tx, number, "fettle.exit_code", String(change.exitCode));
    if (change.name !== undefined && change.name !== "") {
      await updateRunFact(tx, number, "name", change.name);
      await upsertTag(tx, number, "mlflow.runName", change.name);
    }
    tx.afterCommit(() => {
      context.events.publish("runs");
      context.events.publish(`runs/${id}`, { status: state.status });
    });
    const after = await describeRun(within(settled, tx), {
      ...before,
      ...state,
      lostAt: null,
      name: change.name || before.name,
    });
    const ends = isOver(state.status) && differs(before, state);
    return { run: after, ended: ends && before.origin === "live" };
  });
  if (ended) await tellEnded(context, run);
  return run;
}

type State = Pick<RunRecord, "status" | "endedAt" | "exitCode">;

/** A run that goes on has no end; one that is over has one, now if nobody said when. */
function stateAfter(before: RunRecord, change: RunChange, now: number): State {
  const status = change.status ?? before.status;
  const exitCode = change.exitCode ?? before.exitCode;
  if (!isOver(status)) return { status, endedAt: null, exitCode };
  return { status, endedAt: change.endedAt ?? before.endedAt ?? now, exitCode };
}

function differs(before: State, after: State): boolean {
  return before.status !== after.status || before.exitCode !== after.exitCode;
}

/** The run has ended whatever the listeners do, so their errors are logged and not answered. */
async function tellEnded(context: ServerContext, run: RunDetail): Promise<void> {
  for (const tell of context.hooks.of(runEnded)) {
    try {
      await tell(run, context);
    } catch (error) {
      context.log.error("a hook of runEnded failed", { run: run.id, error });
    }
  }
}
