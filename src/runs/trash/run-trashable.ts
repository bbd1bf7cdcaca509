import { deleteTrashedOf, trashedPath } from "#artifacts";
import { fail } from "#ground/errors";
import { invalid } from "#ground/mlflow";
import type { ServerContext } from "#ground/server";
import type { Gone, Held, Trashable, Trashed } from "#ground/slice";
import { deleteUnusedTexts } from "../environment/index.ts";
import { ERRORS } from "../errors.ts";
import { forgetPoints, settleFirst } from "../metrics/index.ts";
import { runsPurged } from "../runs-purged.ts";
import { deleteModel, deleteRun, selectModelsOf } from "../store/purge.ts";
import { renameRun } from "../store/rename-run.ts";
import { selectRun } from "../store/select-run.ts";
import {
  countTrashedRuns,
  selectDeletedRun,
  selectExpiredRuns,
  selectRunIds,
  selectTrashedRun,
  selectTrashedRuns,
  type TrashedRun,
} from "../store/trashed.ts";
import { measureRuns } from "./measure.ts";
import { modelPlaces, placeOf } from "./places.ts";
import { holdersOf } from "./run-held.ts";
import { restoreRuns, trashRuns } from "./trash-runs.ts";

const NAME_MAX = 500;

/** Runs, with the logged models that they made and no other run uses. */
export const runTrashable: Trashable = {
  kind: "run",
  plural: "runs",
  renames: true,
  async list({ database }, { limit, project }) {
    return (await selectTrashedRuns(database, limit, project)).map(trashedRun);
  },
  count: ({ database }, project) => countTrashedRuns(database, project),
  async find({ database }, ids) {
    const found = await Promise.all(ids.map((id) => selectTrashedRun(database, id)));
    return found.filter((run) => run !== undefined).map(trashedRun);
  },
  async expired({ database }, before) {
    return (await selectExpiredRuns(database, before)).map(trashedRun);
  },
  held: heldRuns,
  measure: measureRuns,
  put: {
    knows: ({ database }, ids) => selectRunIds(database, ids),
    async check({ database }, ids) {
      for (const id of ids) {
        const run = await selectRun(database, id);
        if (run?.status === "RUNNING" && run.lostAt === null)
          throw fail(ERRORS, "RUNS_STILL_RUNNING", { id });
      }
    },
    move: trashRuns,
  },
  async restore(context, ids, { as }) {
    const [only] = ids;
    if (as !== undefined && only !== undefined) {
      checkName(as);
      await context.database.write((tx) => renameRun(tx, only, as));
    }
    await restoreRuns(context, ids);
  },
  prepare: settleFirst,
  async purge(tx, context, id): Promise<Gone | undefined> {
    const run = await selectDeletedRun(tx, id);
    if (run === undefined) return undefined;
    const models = await selectModelsOf(tx, run);
    const trashed = await deleteTrashedOf(tx, [id, ...models.map((model) => model.id)]);
    for (const model of models) await deleteModel(tx, model);
    await forgetPoints(tx, run.number);
    await deleteUnusedTexts(tx, run.number);
    await deleteRun(tx, run.number);
    for (const forget of context.hooks.of(runsPurged)) await forget(tx, [id]);
    tx.afterCommit(() => context.events.publish("runs"));
    const place = placeOf(run);
    const places = [...(place === undefined ? [] : [place]), ...modelPlaces(models)];
    places.push(...trashed.map((one) => trashedPath(one.id)));
    return { places, things: [{ kind: "run", id }] };
  },
};

/** Throws VALUE_INVALID for a name that nothing of runs can have. */
export function checkName(as: string): void {
  if (as.trim() === "" || as.length > NAME_MAX)
    throw invalid(as.slice(0, 50), "as", `expected a name of 1 to ${NAME_MAX} characters`);
}

/** A run as the trash tells it. */
export function trashedRun(run: TrashedRun): Trashed {
  return {
    kind: "run",
    id: run.id,
    name: run.name,
    project: run.project,
    place: run.experiment_name,
    holds: 1,
    bytes: run.trash_bytes,
    deletedAt: run.deleted_at,
    more: { experiment: run.experiment_name, runs: 1 },
  };
}

/** Who holds these runs, or the logged models that would go with them. */
async function heldRuns(context: ServerContext, ids: readonly string[]): Promise<Held[]> {
  const runOf = new Map(ids.map((id) => [id, id]));
  for (const id of ids) {
    const run = await selectDeletedRun(context.database, id, { also: "active" });
    if (run === undefined) continue;
    for (const model of await selectModelsOf(context.database, run)) runOf.set(model.id, id);
  }
  const held = await holdersOf(context, [...runOf.keys()]);
  return held.map(({ id, by }) => ({ id: runOf.get(id) ?? id, by }));
}
