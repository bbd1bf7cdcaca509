import type { ServerContext } from "#ground/server";
import type { Held, Trashable, Trashed } from "#ground/slice";
import { lineageOf } from "#lineage";
import { purgeVersionRows } from "../store/purge.ts";
import { selectVersion } from "../store/select-versions.ts";
import {
  countTrashedVersions,
  selectTrashedVersion,
  selectTrashedVersions,
  type TrashedVersion,
} from "../store/trashed.ts";
import { deleteVersion } from "./delete.ts";
import { restoreVersion } from "./restore.ts";

/** As a version is called in edges of lineage. */
const KIND = "model";

/** Versions, by `name@version`. Their files lie with their runs. */
export const versionTrashable: Trashable = {
  kind: KIND,
  plural: "models",
  async list({ database }, wish) {
    return (await selectTrashedVersions(database, wish)).map(trashedVersion);
  },
  async count({ database }, project) {
    return { total: await countTrashedVersions(database, project), bytes: 0 };
  },
  async find({ database }, ids) {
    const found = await Promise.all(ids.map((id) => selectTrashedVersion(database, ...split(id))));
    return found.filter((row) => row !== undefined).map(trashedVersion);
  },
  async expired({ database }, before) {
    return (await selectTrashedVersions(database, { before })).reverse().map(trashedVersion);
  },
  async held(context, ids) {
    return (await Promise.all(ids.map((id) => holdersOf(context, id)))).flat();
  },
  put: {
    async knows({ database }, ids) {
      const found = await Promise.all(
        ids.map(
          async (id) =>
            (await selectVersion(database, ...split(id))) ??
            (await selectTrashedVersion(database, ...split(id))),
        ),
      );
      return ids.filter((_id, i) => found[i] !== undefined);
    },
    check: async () => {},
    async move(context, ids, asker) {
      for (const id of ids) {
        const [name, version] = split(id);
        if ((await selectVersion(context.database, name, version)) === undefined) continue;
        await deleteVersion(context, { name, version, ...asker, aliases: "refuse" });
      }
    },
  },
  async restore(context, ids, { user, reason }) {
    for (const id of ids) {
      const [name, version] = split(id);
      await restoreVersion(context, { name, version, user, reason });
    }
  },
  async purge(tx, context, id) {
    const [name, version] = split(id);
    if (!(await purgeVersionRows(tx, name, version))) return undefined;
    tx.afterCommit(() => context.events.publish(`models/${name}`, { version }));
    return { places: [], things: [{ kind: KIND, id }] };
  },
};

/** A version as the trash tells it. */
export function trashedVersion({ name, version, project, deleted_at }: TrashedVersion): Trashed {
  const id = `${name}@${version}`;
  return {
    kind: KIND,
    id,
    name: id,
    project,
    place: name,
    holds: 1,
    bytes: 0,
    deletedAt: deleted_at,
  };
}

/** Versions copied from it have the files themselves, and answer for them. */
async function holdersOf(context: ServerContext, id: string): Promise<Held[]> {
  const { edges } = await lineageOf(context.database, { kind: KIND, id }, 1);
  return edges
    .filter(({ from, to }) => from.kind === KIND && from.id === id && to.kind !== KIND)
    .map(({ to }) => ({ id, by: `${to.kind} ${to.id}` }));
}

/** No version has the number 0. */
function split(id: string): [name: string, version: number] {
  const [, name = "", version = ""] = /^(.+)@([1-9]\d{0,8})$/.exec(id) ?? [];
  return [name, Number(version)];
}
