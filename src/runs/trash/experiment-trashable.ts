import { deleteTrashedAt, deleteTrashedOf, trashedPath } from "#artifacts";
import { fail } from "#ground/errors";
import type { Trashable, Trashed } from "#ground/slice";
import { ERRORS } from "../errors.ts";
import {
  selectExperiment,
  selectExperimentByName,
  updateExperimentName,
} from "../experiments/index.ts";
import { deleteExperiment, deleteModel, selectModelsIn } from "../store/purge.ts";
import {
  selectRunsOf,
  selectTrashedExperiment,
  selectTrashedExperiments,
  type TrashedExperiment,
} from "../store/trashed.ts";
import { modelPlaces, tracePlaces } from "./places.ts";
import { holdersOf } from "./run-held.ts";
import { checkName, trashedRun } from "./run-trashable.ts";
import { restoreExperiment, trashExperiment } from "./trash-experiment.ts";

/** The one that MLflow's clients fall back to. */
const DEFAULT = "0";
const ID = /^\d{1,15}$/;

/** Experiments with all their runs. */
export const experimentTrashable: Trashable = {
  kind: "experiment",
  plural: "experiments",
  renames: true,
  async list({ database }, { limit, project }) {
    return (await selectTrashedExperiments(database, project)).slice(0, limit).map(trashed);
  },
  async count({ database }, project) {
    const all = await selectTrashedExperiments(database, project);
    return { total: all.length, bytes: all.reduce((sum, one) => sum + one.bytes, 0) };
  },
  async find({ database }, ids) {
    const found = await Promise.all(
      ids.filter((id) => ID.test(id)).map((id) => selectTrashedExperiment(database, Number(id))),
    );
    return found.filter((one) => one !== undefined).map(trashed);
  },
  async expired({ database }, before) {
    const all = await selectTrashedExperiments(database);
    return all
      .filter((one) => one.deleted_at < before)
      .map(trashed)
      .filter(({ id }) => id !== DEFAULT)
      .reverse();
  },
  async held(context, ids) {
    const experimentOf = new Map<string, string>();
    for (const id of ids)
      for (const model of await selectModelsIn(context.database, Number(id)))
        experimentOf.set(model.id, id);
    const held = await holdersOf(context, [...experimentOf.keys()]);
    return held.map(({ id, by }) => ({ id: experimentOf.get(id) ?? id, by }));
  },
  async parts({ database }, id) {
    return (await selectRunsOf(database, Number(id))).map(trashedRun);
  },
  async refuse(_context, ids) {
    if (ids.includes(DEFAULT)) throw fail(ERRORS, "RUNS_DEFAULT_KEPT", undefined);
  },
  put: {
    async knows({ database }, ids) {
      const digits = ids.filter((id) => ID.test(id));
      const found = await Promise.all(digits.map((id) => selectExperiment(database, Number(id))));
      return digits.filter((_id, i) => found[i] !== undefined);
    },
    async check({ database }, ids) {
      for (const id of ids) {
        const runs = await selectRunsOf(database, Number(id));
        const running = runs.find((run) => run.status === "RUNNING" && run.lost_at === null);
        if (running !== undefined) throw fail(ERRORS, "RUNS_STILL_RUNNING", { id: running.id });
      }
    },
    async move(context, ids) {
      for (const id of ids) {
        const found = await selectExperiment(context.database, Number(id));
        if (found?.lifecycle === "active") await trashExperiment(context, Number(id));
      }
    },
  },
  async restore(context, ids, { as }) {
    const { database, clock } = context;
    const [only] = ids;
    if (as !== undefined && only !== undefined) {
      checkName(as);
      const taken = await selectExperimentByName(database, as);
      if (taken !== undefined && taken.id !== Number(only))
        throw fail(ERRORS, "RUNS_EXPERIMENT_EXISTS", { experiment: as, state: taken.lifecycle });
      await database.write((tx) => updateExperimentName(tx, Number(only), as, clock.now()));
    }
    for (const id of ids) await restoreExperiment(context, Number(id));
  },
  async purge(tx, context, id) {
    const number = Number(id);
    const found = await selectTrashedExperiment(tx, number);
    if (found === undefined || found.runs > 0) return undefined;
    const models = await selectModelsIn(tx, number);
    const owners = models.map((model) => model.id);
    const trashed = [...(await deleteTrashedOf(tx, owners)), ...(await deleteTrashedAt(tx, id))];
    for (const model of models) await deleteModel(tx, model);
    await deleteExperiment(tx, number);
    tx.afterCommit(() => context.events.publish("runs"));
    const places = [
      ...modelPlaces(models),
      ...tracePlaces(context, number),
      ...trashed.map((one) => trashedPath(one.id)),
    ];
    // A person may have put something there, and the number may be another experiment's before the files are gone.
    return { places: [...places, `${id}/models/`, `${id}/traces/`, `${id}/`], things: [] };
  },
};

function trashed(one: TrashedExperiment): Trashed {
  return {
    kind: "experiment",
    id: String(one.id),
    name: one.name,
    project: one.project,
    place: "",
    holds: one.runs,
    bytes: one.unknown > 0 ? null : one.bytes,
    deletedAt: one.deleted_at,
    more: { experiment: one.name, runs: one.runs },
  };
}
