import { constants, existsSync } from "node:fs";
import { copyFile, mkdir, readdir, realpath, rename, rm } from "node:fs/promises";
import { join, sep } from "node:path";
import { artifactsSettings } from "#artifacts";
import { copySqlite, copyWithSums } from "#ground/database";
import { errnoOf, fail, toFettleError } from "#ground/errors";
import { copyTree, syncPath } from "#ground/files";
import { isPassing, keptStill, sumsFile } from "#ground/objects";
import { sumsFileOf } from "#ground/pages";
import type { ServerContext } from "#ground/server";
import { databaseFile } from "#ground/store";
import { ERRORS } from "./errors.ts";
import { keepArtifactsInside } from "./store-settings.ts";

/** What a backup took along. */
export type Backup = {
  /** Absolute. */
  readonly folder: string;
  /** Artifacts, those in the trash among them. */
  readonly files: number;
  /** Of the files, those that are links to the bytes of the store, since the folder is on its disk. */
  readonly linked: number;
  /** Of all artifacts. */
  readonly bytes: number;
  /** What lies among the artifacts and is neither a file nor a folder. */
  readonly left: readonly string[];
  /** Folders of others in which experiments keep artifacts; those files are not taken. */
  readonly elsewhere: readonly string[];
};

const ARTIFACTS = "artifacts";
/** Of the store: who is let in, what its secrets and links are sealed and signed with, and what was set. */
const FILES = ["secrets.key", "artifact-key", "token", "settings.yaml"];

/**
 * Writes a store that is as this one is now into a new or empty folder, durable, while everybody goes on: all that was
 * acknowledged before is in it. The database is given its name last, so that what is half done is no store.
 * BACKUP_FOLDER_TAKEN, BACKUP_FOLDER_INSIDE; nothing stays behind when it fails.
 */
export async function backupStore(context: ServerContext, folder: string): Promise<Backup> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const target = await realpath(folder);
    await refuse(context, target);
    try {
      return await fill(context, target);
    } catch (error) {
      for (const name of await readdir(target))
        await rm(join(target, name), { recursive: true, force: true });
      throw error;
    }
  } catch (error) {
    throw toFettleError(error, "write", folder);
  }
}

async function refuse({ store }: ServerContext, folder: string): Promise<void> {
  for (const own of [store.folder, store.artifacts])
    if (`${folder}${sep}`.startsWith(`${own}${sep}`))
      throw fail(ERRORS, "BACKUP_FOLDER_INSIDE", { folder, store: own });
  const [holds] = await readdir(folder);
  if (holds !== undefined) throw fail(ERRORS, "BACKUP_FOLDER_TAKEN", { folder, holds });
}

async function fill(context: ServerContext, folder: string): Promise<Backup> {
  const { store, settings } = context;
  const database = databaseFile(folder);
  const partial = `${database}.partial`;
  const copied = await keptStill(store.artifacts, async () => {
    await copyWithSums(databaseFile(store.folder), partial);
    return copyTree(store.artifacts, join(folder, ARTIFACTS), isPassing);
  });
  const sums = sumsFile(store.artifacts);
  // By numbers of files on the disk, which links keep; copies get theirs in idle time.
  if (existsSync(sums)) await copySqlite(sums, sumsFile(join(folder, ARTIFACTS)));
  for (const name of FILES) await copyOwn(join(store.folder, name), join(folder, name));
  await keepArtifactsInside(folder, ARTIFACTS);
  await rename(sumsFileOf(partial), sumsFileOf(database));
  await rename(partial, database);
  await syncPath(folder);
  return { folder, ...copied, elsewhere: settings.of(artifactsSettings).fileRoots };
}

async function copyOwn(from: string, to: string): Promise<void> {
  try {
    await copyFile(from, to, constants.COPYFILE_EXCL);
    await syncPath(to);
  } catch (error) {
    if (errnoOf(error) !== "ENOENT") throw error;
  }
}
