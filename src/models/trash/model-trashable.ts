import type { Trashable, Trashed } from "#ground/slice";
import { purgeModelRows } from "../store/purge.ts";
import { selectModel } from "../store/select-models.ts";
import {
  countTrashedModels,
  selectTrashedModel,
  selectTrashedModels,
  selectVersionsInside,
  type TrashedModel,
} from "../store/trashed.ts";
import { deleteModel } from "./delete.ts";
import { restoreModel } from "./restore.ts";
import { trashedVersion } from "./version-trashable.ts";

/** Registered models with all their versions, by their names. */
export const modelTrashable: Trashable = {
  kind: "registered model",
  plural: "registered models",
  async list({ database }, wish) {
    return (await selectTrashedModels(database, wish)).map(trashed);
  },
  async count({ database }, project) {
    return { total: await countTrashedModels(database, project), bytes: 0 };
  },
  async find({ database }, ids) {
    const found = await Promise.all(ids.map((id) => selectTrashedModel(database, id)));
    return found.filter((row) => row !== undefined).map(trashed);
  },
  async expired({ database }, before) {
    return (await selectTrashedModels(database, { before })).reverse().map(trashed);
  },
  held: async () => [],
  async parts({ database }, id) {
    return (await selectVersionsInside(database, id)).map(trashedVersion);
  },
  put: {
    async knows({ database }, ids) {
      const found = await Promise.all(
        ids.map(
          async (id) =>
            (await selectModel(database, id)) ?? (await selectTrashedModel(database, id)),
        ),
      );
      return ids.filter((_id, i) => found[i] !== undefined);
    },
    check: async () => {},
    async move(context, ids, asker) {
      for (const name of ids)
        if ((await selectModel(context.database, name)) !== undefined)
          await deleteModel(context, { name, ...asker, aliases: "refuse" });
    },
  },
  async restore(context, ids, { user, reason }) {
    for (const name of ids) await restoreModel(context, { name, user, reason });
  },
  async purge(tx, context, id) {
    if (!(await purgeModelRows(tx, id, context.clock.now()))) return undefined;
    tx.afterCommit(() => context.events.publish(`models/${id}`));
    return { places: [], things: [] };
  },
};

function trashed({ name, project, versions, deleted_at }: TrashedModel): Trashed {
  return {
    kind: "registered model",
    id: name,
    name,
    project,
    place: "",
    holds: versions,
    bytes: 0,
    deletedAt: deleted_at,
  };
}
