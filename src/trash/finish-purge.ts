import { mkdir, rename, rm, rmdir } from "node:fs/promises";
import { join } from "node:path";
import { errnoOf } from "#ground/errors";
import { moving, OWN_FOLDER } from "#ground/objects";
import type { ServerContext } from "#ground/server";
import { bytesAt, pathOf } from "./places.ts";
import { writeFromReserve } from "./reserve.ts";
import { closePurge, type OpenPurge, selectOpenPurges } from "./store/journal.ts";

/** Below Fettle's own folder in the artifact folder: what is about to be removed. */
const PURGING = "purging";
/** Why a folder that is to go only when it is empty may stay. */
const KEPT = new Set(["ENOENT", "ENOTEMPTY", "EEXIST", "ENOTDIR"]);

/**
 * Moves the files of purges aside, so that nobody sees half of them, removes them, notes that it is done, and answers how
 * large they were. Aside they are named after the purge: whoever finishes one that was broken off finds them by the
 * journal, and touches no other path.
 */
export async function finishPurge(
  context: ServerContext,
  open: readonly OpenPurge[],
): Promise<number> {
  const closed: { number: number; bytes: number }[] = [];
  for (const purge of open) {
    try {
      let bytes = 0;
      for (const [i, place] of purge.places.entries())
        if (place.endsWith("/")) await removeEmpty(context, place.slice(0, -1));
        else
          bytes += await moving(context.store.artifacts, () =>
            removePlace(context, place, `${purge.number}-${i}`),
          );
      closed.push({ number: purge.number, bytes });
    } catch (error) {
      // It is tried again when the trash is looked through next.
      context.log.warn("files of a purge remain", { purge: purge.number, error });
    }
  }
  const at = context.clock.now();
  if (closed.length > 0)
    await writeFromReserve(context, () =>
      context.database.write(async (tx) => {
        for (const one of closed) await closePurge(tx, { ...one, at });
      }),
    );
  return closed.reduce((sum, one) => sum + one.bytes, 0);
}

/** Removes the files of purges that were broken off; how many these were. */
export async function finishPurges(context: ServerContext): Promise<number> {
  const open = await selectOpenPurges(context.database);
  await finishPurge(context, open);
  return open.length;
}

async function removePlace(context: ServerContext, place: string, name: string): Promise<number> {
  const aside = join(context.store.artifacts, OWN_FOLDER, PURGING);
  const target = join(aside, name);
  // Moved there by a server that was killed before it removed it.
  const left = await remove(target);
  const path = pathOf(context, place);
  if (path === undefined) return left;
  await mkdir(aside, { recursive: true });
  try {
    await rename(path, target);
  } catch (error) {
    if (errnoOf(error) === "ENOENT") return left;
    throw error;
  }
  return left + (await remove(target));
}

async function removeEmpty(context: ServerContext, place: string): Promise<void> {
  const path = pathOf(context, place);
  if (path === undefined) return;
  try {
    await rmdir(path);
  } catch (error) {
    if (!KEPT.has(errnoOf(error) ?? "")) throw error;
  }
}

async function remove(path: string): Promise<number> {
  const bytes = await bytesAt(path);
  await rm(path, { recursive: true, force: true });
  return bytes;
}
