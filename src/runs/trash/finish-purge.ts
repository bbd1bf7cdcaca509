import { mkdir, rename, rm, rmdir } from "node:fs/promises";
import { join } from "node:path";
import { errnoOf } from "#ground/errors";
import { OWN_FOLDER } from "#ground/objects";
import type { ServerContext } from "#ground/server";
import { closePurge, type OpenPurge, selectOpenPurges } from "../store/purge.ts";
import { folderOf } from "./places.ts";

/** Below Fettle's own folder in the artifact folder: what is about to be removed. */
const PURGING = "purging";
/** The place of an experiment; runs and logged models have places of their own in it. */
const EXPERIMENT = /^\d+$/;
const KEPT = new Set(["ENOENT", "ENOTEMPTY", "EEXIST", "ENOTDIR"]);

/**
 * Moves the files of a purge aside, so that nobody sees half of them, removes them, and notes that it is done. Aside they
 * are named after the purge: whoever finishes one that was broken off finds them by the journal, and touches no other path.
 */
export async function finishPurge(context: ServerContext, purge: OpenPurge): Promise<void> {
  try {
    for (const [i, place] of purge.places.entries())
      if (EXPERIMENT.test(place)) await removeEmpty(context, place);
      else await removePlace(context, place, `${purge.number}-${i}`);
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

/**
 * An experiment's folder may hold what a person put there, and its number may be another experiment's by now: it goes where
 * nothing is left in it.
 */
async function removeEmpty(context: ServerContext, experiment: string): Promise<void> {
  for (const place of [`${experiment}/models`, `${experiment}/traces`, experiment]) {
    const path = folderOf(context, place);
    if (path === undefined) continue;
    try {
      await rmdir(path);
    } catch (error) {
      if (!KEPT.has(errnoOf(error) ?? "")) throw error;
    }
  }
}
