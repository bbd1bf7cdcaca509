import { fail } from "#ground/errors";
import type { ServerContext } from "#ground/server";
import { ERRORS } from "../errors.ts";
import { selectExperiment } from "../experiments/index.ts";
import { selectRun } from "../store/select-run.ts";
import { selectRunsOf } from "../store/trashed.ts";
import { isExperimentId } from "./model.ts";
import { heldText, holdersOf } from "./run-held.ts";
import { trashExperiment } from "./trash-experiment.ts";
import { trashRuns } from "./trash-runs.ts";

/**
 * Puts runs and experiments into the trash for somebody who asks Fettle. More careful than MLflow's delete, which must
 * always work: RUNS_STILL_RUNNING for what reports, RUNS_HELD for what others refer to; then nothing is moved.
 */
export async function putIntoTrash(context: ServerContext, ids: readonly string[]): Promise<void> {
  const experiments = ids.filter(isExperimentId).map(Number);
  const runs = ids.filter((id) => !isExperimentId(id));
  const { database } = context;
  const all: { id: string; status: string; lostAt?: number | null }[] = [];
  for (const id of runs) {
    const run = await selectRun(database, id);
    if (run === undefined) throw fail(ERRORS, "RUNS_UNKNOWN", { ref: id });
    all.push(run);
  }
  for (const id of experiments) {
    if ((await selectExperiment(database, id)) === undefined)
      throw fail(ERRORS, "RUNS_EXPERIMENT_UNKNOWN", { experiment: String(id) });
    all.push(...(await selectRunsOf(database, id)));
  }
  const running = all.find((run) => run.status === "RUNNING" && (run.lostAt ?? null) === null);
  if (running !== undefined) throw fail(ERRORS, "RUNS_STILL_RUNNING", { id: running.id });
  const held = await holdersOf(
    context,
    all.map((run) => run.id),
  );
  if (held.size > 0) throw fail(ERRORS, "RUNS_HELD", { held: heldText(held) });
  await trashRuns(context, runs);
  for (const id of experiments) {
    const found = await selectExperiment(database, id);
    if (found?.lifecycle === "active") await trashExperiment(context, id);
  }
}
