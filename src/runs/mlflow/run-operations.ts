import { fail } from "#ground/errors";
import { checkRunName, defineOperation, field, type OperationShape } from "#ground/mlflow";
import type { ServerContext, StoreSettings } from "#ground/server";
import { createRun } from "../create-run.ts";
import { changeRun } from "../end-run.ts";
import { ERRORS } from "../errors.ts";
import { selectInputs } from "../inputs/index.ts";
import { childOf, joinRun } from "../joining/index.ts";
import { settle } from "../metrics/index.ts";
import type { RunStatus } from "../model.ts";
import type { RunRecord } from "../store/run-columns.ts";
import { type Logged, selectLogged } from "../store/select-logged.ts";
import { selectRun } from "../store/select-run.ts";
import type { Settled } from "../store/settled.ts";
import { restoreRuns, trashRuns } from "../trash/index.ts";
import { experimentId, pairs, RUN } from "./fields.ts";
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
  settings: StoreSettings,
  db: Settled,
  runs: readonly RunRecord[],
): Promise<object[]> {
  const numbers = runs.map((run) => run.number);
  const logged = await selectLogged(db, numbers);
  const inputs = await selectInputs(db, numbers);
  return runs.map((run) =>
    wireRun(settings, run, logged.get(run.number) as Logged, inputs.get(run.number)),
  );
}

/** A run as an answer. */
async function told(context: ServerContext, id: string): Promise<{ run: object | undefined }> {
  const known = await knownRun(context, id);
  const [run] = await wireRuns(context.settings, await settle(context), [known]);
  return { run };
}

/** Runs and what was logged to them. */
export const RUN_OPERATIONS: readonly OperationShape[] = [
  defineOperation({
    method: "POST",
    path: "runs/create",
    permission: "write",
    summary: "Starts a run in an experiment.",
    fields: {
      run_name: field.text,
      experiment_id: field.text,
      user_id: field.text,
      start_time: field.milliseconds,
      tags: pairs,
    },
    async run(asked, context, { pass }) {
      checkRunName(asked.run_name);
      const wanted = {
        experimentId: experimentId(asked.experiment_id ?? "0"),
        user: asked.user_id,
        name: asked.run_name,
        startedAt: asked.start_time ?? context.clock.now(),
        tags: asked.tags,
      };
      if (pass !== undefined && (await joinRun(context, pass, wanted))) return told(context, pass);
      const run = await createRun(
        context,
        pass === undefined ? wanted : await childOf(context, pass, wanted),
      );
      return { run: wireRun(context.settings, run, { params: {}, tags: run.tags, summaries: [] }) };
    },
  }),
  defineOperation({
    method: "POST",
    path: "runs/update",
    permission: "write",
    summary: "Changes a run's status, end or name.",
    fields: {
      ...RUN,
      run_name: field.text,
      status: field.word(STATUSES),
      end_time: field.milliseconds,
    },
    async run({ run_id: id, run_name: name, status, end_time: endedAt }, context) {
      checkRunName(name);
      await changeRun(context, id, { status, endedAt, name });
      return { run_info: wireRunInfo(context.settings, await knownRun(context, id)) };
    },
  }),
  defineOperation({
    method: "GET",
    path: "runs/get",
    permission: "read",
    summary: "A run, also a deleted one.",
    fields: RUN,
    run: ({ run_id: id }, context) => told(context, id),
  }),
  defineOperation({
    method: "POST",
    path: "runs/delete",
    permission: "write",
    summary: "Moves a run into the trash.",
    fields: RUN,
    async run({ run_id: id }, context) {
      await trashRuns(context, [id]);
      return {};
    },
  }),
  defineOperation({
    method: "POST",
    path: "runs/restore",
    permission: "write",
    summary: "Takes a run out of the trash.",
    fields: RUN,
    async run({ run_id: id }, context) {
      await restoreRuns(context, [id]);
      return {};
    },
  }),
];
