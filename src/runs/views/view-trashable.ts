import type { Trashable, Trashed } from "#ground/slice";
import {
  countTrashedViews,
  deleteTrashedView,
  restoreViews,
  selectTrashedViews,
  type TrashedView,
} from "./store/trashed-views.ts";

/** Saved views. */
export const viewTrashable: Trashable = {
  kind: "view",
  plural: "views",
  async list({ database }, { limit, project }) {
    return (await selectTrashedViews(database, { limit, project })).map(trashed);
  },
  async count({ database }, project) {
    return { total: await countTrashedViews(database, project), bytes: 0 };
  },
  async find({ database }, ids) {
    return (await selectTrashedViews(database, { ids })).map(trashed);
  },
  async expired({ database }, before) {
    return (await selectTrashedViews(database, { before })).reverse().map(trashed);
  },
  held: async () => [],
  async restore(context, ids) {
    await context.database.write(async (tx) => {
      await restoreViews(tx, ids);
      tx.afterCommit(() => context.events.publish("runs/views"));
    });
  },
  async purge(tx, _context, id) {
    const deleted = await deleteTrashedView(tx, id);
    return deleted ? { places: [], things: [] } : undefined;
  },
};

function trashed({ id, name, project, deleted_at }: TrashedView): Trashed {
  return { kind: "view", id, name, project, place: "", holds: 1, bytes: 0, deletedAt: deleted_at };
}
