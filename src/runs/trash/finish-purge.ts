import { mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { errnoOf } from "#ground/errors";
import type { ServerContext } from "#ground/http";
import { OWN_FOLDER } from "../artifacts/index.ts";
import { closePurge, type OpenPurge, selectOpenPurges } from "../store/purge.ts";
import { folderOf } from "./places.ts";

/** Below Fettle's own folder in the artifact folder: what is about to be removed. */
const PURGING = "purging";

/**
 * Moves the files of a purge aside, so that nobody sees half of them, removes them, and notes that it is done. Aside they
 * are named after the purge: whoever finishes one that was broken off finds them by the journal, and touches no other path.
 */
export async function finishPurge(context: ServerContext, purge: OpenPurge): Promise<void> {
  try {
    for (const [i, place] of purge.places.entries())
      await removePlace(context, place, `${purge.number}-${i}`);
    await context.database.write((tx) => closePurge(tx, purge.number, context.clock.now()));
  } catch (error) {
    // It is tried again when the trash is looked through next.
    context.log.warn("files of a purge remain", { purge: purge.number, error });
  }
}

/** Removes the files of purges that were broken off; how many these were. */
export async function finishPurges(context: ServerContext): Promise<number> {
  const open = await selectOpenPurges(context.database);
  for (const one of open) await finishPurge(context, one);
  return open.length;
}

async function removePlace(context: ServerContext, place: string, name: string): Promise<void> {
  const aside = join(context.store.artifacts, OWN_FOLDER, PURGING);
  const target = join(aside, name);
  // Moved there by a server that was killed before it removed it.
  await rm(target, { recursive: true, force: true });
  const path = folderOf(context, place);
  if (path === undefined) return;
  await mkdir(aside, { recursive: true });
  try {
    await rename(path, target);
  } catch (error) {
    if (errnoOf(error) === "ENOENT") return;
    throw error;
  }
  await rm(target, { recursive: true, force: true });
}
