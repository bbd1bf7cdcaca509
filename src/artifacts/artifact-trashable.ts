import type { Trashable, Trashed } from "#ground/slice";
import {
  countTrashed,
  deleteTrashed,
  selectTrashed,
  selectTrashedBefore,
  selectTrashedLatest,
  type TrashedRow,
} from "./store/trashed-artifacts.ts";
import { restoreArtifacts, trashedPath } from "./trash-artifact.ts";

/** Artifacts that were deleted by themselves, whosever they are. */
export const artifactTrashable: Trashable = {
  kind: "artifact",
  plural: "artifacts",
  async list({ database }, { limit, project }) {
    return (await selectTrashedLatest(database, limit, project)).map(trashed);
  },
  count: ({ database }, project) => countTrashed(database, project),
  async find({ database }, ids) {
    const found = await Promise.all(ids.map((id) => selectTrashed(database, id)));
    return found.filter((row) => row !== undefined).map(trashed);
  },
  async expired({ database }, before) {
    return (await selectTrashedBefore(database, before)).map(trashed);
  },
  held: async () => [],
  restore: restoreArtifacts,
  async purge(tx, _context, id) {
    const row = await selectTrashed(tx, id);
    if (row === undefined) return undefined;
    await deleteTrashed(tx, id);
    return { places: [trashedPath(id)], things: [] };
  },
};

function trashed({ id, path, project, bytes, deleted_at }: TrashedRow): Trashed {
  const at = path.lastIndexOf("/");
  return {
    kind: "artifact",
    id,
    name: path.slice(at + 1),
    project,
    place: path.slice(0, Math.max(at, 0)),
    holds: 1,
    bytes,
    deletedAt: deleted_at,
  };
}
