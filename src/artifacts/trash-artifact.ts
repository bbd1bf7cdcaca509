import { fail } from "#ground/errors";
import { newId } from "#ground/id";
import { OBJECT_ERRORS, OWN_FOLDER, walk } from "#ground/objects";
import type { ServerContext } from "#ground/server";
import { purgeAt } from "#trash";
import { refuseHeld } from "./artifact-held.ts";
import { ownerOf } from "./artifact-owner.ts";
import { ARTIFACT_ERRORS } from "./errors.ts";
import type { TrashedArtifact } from "./model.ts";
import { ownStore, type Place } from "./place.ts";
import {
  deleteTrashed,
  insertTrashed,
  selectTrashed,
  selectTrashedOf,
  type TrashedRow,
} from "./store/trashed-artifacts.ts";
import { asOurs } from "./store-artifact.ts";

/**
 * Moves the file or folder at a place of this server's own folder into the trash, until it is restored or purged.
 * `undefined` where nothing is. ARTIFACTS_HELD where a registered version needs it; also what a deleted run has may
 * be deleted.
 */
export async function trashArtifact(
  context: ServerContext,
  place: Place,
  user: string,
): Promise<string | undefined> {
  if (!place.own || place.path === "")
    throw fail(OBJECT_ERRORS, "PATH_INVALID", { path: place.inside });
  const owner = await ownerOf({ path: place.path }, context);
  const kind = await place.store.kindOf(place.path);
  if (kind === undefined) return undefined;
  await refuseHeld(place.uri, context);
  const row: TrashedRow = {
    id: newId(),
    project: owner?.project ?? "default",
    owner: owner?.id ?? "",
    path: place.path,
    folder: kind === "folder" ? 1 : 0,
    bytes: await bytesOf(place, kind),
    user_name: user,
    deleted_at: context.clock.now(),
  };
  // Recorded first: a record without files is found and dropped, files without a record would never be seen again.
  await context.database.write((tx) => insertTrashed(tx, row));
  try {
    await place.store.move(place.path, trashedPath(row.id));
  } catch (error) {
    await context.database.write((tx) => deleteTrashed(tx, row.id));
    throw asOurs(context, error, place);
  }
  if (owner?.topic !== undefined) context.events.publish(owner.topic);
  context.events.publish("trash");
  return row.id;
}

/** The artifacts of a run or logged model that lie in the trash, the latest first. */
export async function trashedArtifacts(
  context: ServerContext,
  owner: string,
): Promise<TrashedArtifact[]> {
  const rows = await selectTrashedOf(context.database, owner);
  return rows.map((row) => ({
    id: row.id,
    path: row.path,
    folder: row.folder === 1,
    bytes: row.bytes,
    user: row.user_name,
    deletedAt: row.deleted_at,
    purgeAt: purgeAt(context.settings, row.deleted_at),
  }));
}

/**
 * Puts artifacts back to their places. ARTIFACTS_EXISTS where another one is at one's meanwhile; then none comes back.
 * ARTIFACTS_LOST, in the end, where the files of some are gone.
 */
export async function restoreArtifacts(
  context: ServerContext,
  ids: readonly string[],
): Promise<void> {
  const store = ownStore(context);
  const found = await Promise.all(ids.map((id) => selectTrashed(context.database, id)));
  const rows = found.filter((row) => row !== undefined);
  for (const { path } of rows)
    if ((await store.kindOf(path)) !== undefined)
      throw fail(ARTIFACT_ERRORS, "ARTIFACTS_EXISTS", { path });
  const lost: string[] = [];
  for (const { id, path, owner } of rows) {
    if ((await store.kindOf(trashedPath(id))) === undefined) {
      lost.push(path);
      continue;
    }
    await store.move(trashedPath(id), path);
    await context.database.write((tx) => deleteTrashed(tx, id));
    if (owner === "") continue;
    const topic = (await ownerOf({ id: owner }, context))?.topic;
    if (topic !== undefined) context.events.publish(topic);
  }
  if (lost.length > 0) throw fail(ARTIFACT_ERRORS, "ARTIFACTS_LOST", { paths: lost.join(", ") });
}

/** Where an artifact in the trash lies, below the artifact folder. */
export function trashedPath(id: string): string {
  return `${OWN_FOLDER}/trash/${id}`;
}

async function bytesOf(place: Place, kind: "file" | "folder"): Promise<number> {
  if (kind === "file") {
    const file = await place.store.open(place.path);
    file?.close();
    return file?.size ?? 0;
  }
  let bytes = 0;
  for await (const file of walk(place.store, place.path)) bytes += file.size;
  return bytes;
}
