import { deleteTrashedOf, trashedPath } from "#artifacts";
import type { Trashable, Trashed } from "#ground/slice";
import { bytesOf } from "#trash";
import { deleteModel } from "../store/purge.ts";
import { holdersOf, placeOf } from "../trash/index.ts";
import {
  countTrashedModels,
  restoreModels,
  selectModelUsers,
  selectTrashedModel,
  selectTrashedModels,
  type TrashedModel,
} from "./store/trashed-models.ts";

/** Logged models that were deleted by themselves. */
export const modelTrashable: Trashable = {
  kind: "logged model",
  plural: "logged models",
  async list(context, { limit, project }) {
    const found = await selectTrashedModels(context.database, { limit, project });
    return Promise.all(
      found.map(async (model) => {
        const place = placeOf(model, "model");
        return trashed(model, place === undefined ? 0 : await bytesOf(context, place));
      }),
    );
  },
  async count({ database }, project) {
    return { total: await countTrashedModels(database, project), bytes: 0 };
  },
  async find({ database }, ids) {
    const found = await Promise.all(ids.map((id) => selectTrashedModel(database, id)));
    return found.filter((model) => model !== undefined).map((model) => trashed(model, null));
  },
  async expired({ database }, before) {
    const found = await selectTrashedModels(database, { before });
    return found.reverse().map((model) => trashed(model, null));
  },
  async held(context, ids) {
    const users = await selectModelUsers(context.database, ids);
    const held = users.map(({ id, run }) => ({ id, by: `run ${run}` }));
    return [...held, ...(await holdersOf(context, ids))];
  },
  async restore(context, ids) {
    await context.database.write(async (tx) => {
      await restoreModels(tx, ids, context.clock.now());
      tx.afterCommit(() => context.events.publish("runs"));
    });
  },
  async purge(tx, context, id) {
    const model = await selectTrashedModel(tx, id);
    if (model === undefined) return undefined;
    const trashed = await deleteTrashedOf(tx, [id]);
    await deleteModel(tx, model);
    tx.afterCommit(() => context.events.publish("runs"));
    const place = placeOf(model, "model");
    const places = place === undefined ? [] : [place];
    return { places: [...places, ...trashed.map((one) => trashedPath(one.id))], things: [] };
  },
};

function trashed(model: TrashedModel, bytes: number | null): Trashed {
  return {
    kind: "logged model",
    id: model.id,
    name: model.name,
    project: model.project,
    place: model.run_name ?? model.experiment_name,
    holds: 1,
    bytes,
    deletedAt: model.deleted_at,
  };
}
