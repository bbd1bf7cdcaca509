import { fail } from "#ground/errors";
import type { Operation } from "#ground/mlflow";
import type { ServerContext } from "#ground/server";
import { createRun } from "../create-run.ts";
import { changeRun } from "../end-run.ts";
import { ERRORS } from "../errors.ts";
import { selectInputs } from "../inputs/index.ts";
import { checkName } from "../limits.ts";
import { settle } from "../metrics/index.ts";
import type { RunStatus } from "../model.ts";
import type { RunRecord } from "../store/run-columns.ts";
import { type Logged, selectLogged } from "../store/select-logged.ts";
import { selectRun } from "../store/select-run.ts";
import { restoreRuns, trashRuns } from "../trash/index.ts";
import { experimentId } from "./experiment-operations.ts";
import { pairOf } from "./pair-of.ts";
import { wireRun, wireRunInfo } from "./wire.ts";

const STATUSES: readonly RunStatus[] = ["RUNNING", "SCHEDULED", "FINISHED", "FAILED", "KILLED"];

/** The run of an id, also a deleted one; RUNS_UNKNOWN without one. */
export async function knownRun(context: ServerContext, id: string): Promise<RunRecord> {
  const run = await selectRun(context.database, id);
  if (run === undefined) throw fail(ERRORS, "RUNS_UNKNOWN", { ref: id });
  return run;
}

/** Runs with what was logged to them, as MLflow writes them. */
export async function wireRuns(
  context: ServerContext,
  runs: readonly RunRecord[],
): Promise<object[]> {
  const numbers = runs.map((run) => run.number);
  const logged = await selectLogged(context.database, numbers);
  const inputs = await selectInputs(context.database, numbers);
  return runs.map((run) => wireRun(run, logged.get(run.number) as Logged, inputs.get(run.number)));
}

/** Runs and what was logged to them. */
export const RUN_OPERATIONS: readonly Operation[] = [
  {
    method: "POST",
    path: "runs/create",
    permission: "write",
    summary: "Starts a run in an experiment.",
    async run(fields, context) {
      checkName(fields.text("run_name"));
      const run = await createRun(context, {
        experimentId: experimentId(fields.text("experiment_id") ?? "0"),
        user: fields.text("user_id"),
        name: fields.text("run_name"),
        startedAt: fields.whole("start_time") ?? context.clock.now(),
        tags: fields.list("tags").map(pairOf),
      });
      return { run: wireRun(run, { params: {}, tags: run.tags, summaries: [] }) };
    },
  },
  {
    method: "POST",
    path: "runs/update",
    permission: "write",
    summary: "Changes a run's status, end or name.",
    async run(fields, context) {
      const id = fields.runId();
      checkName(fields.text("run_name"));
      await changeRun(context, id, {
        status: fields.word("status", STATUSES),
        endedAt: fields.whole("end_time"),
        name: fields.text("run_name"),
      });
      return { run_info: wireRunInfo(await knownRun(context, id)) };
    },
  },
  {
    method: "GET",
    path: "runs/get",
    permission: "read",
    summary: "A run, also a deleted one.",
    async run(fields, context) {
      await settle(context);
      const [run] = await wireRuns(context, [await knownRun(context, fields.runId())]);
      return { run };
    },
  },
  {
    method: "POST",
    path: "runs/delete",
    permission: "write",
    summary: "Moves a run into the trash.",
    async run(fields, context) {
      await trashRuns(context, [fields.runId()]);
      return {};
    },
  },
  {
    method: "POST",
    path: "runs/restore",
    permission: "write",
    summary: "Takes a run out of the trash.",
    async run(fields, context) {
      await restoreRuns(context, [fields.runId()]);
      return {};
    },
  },
];
