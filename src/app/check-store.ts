import { setImmediate as nextTurn } from "node:timers/promises";
import { pageOwners } from "#ground/database";
import { toFettleError } from "#ground/errors";
import { verifyFolder } from "#ground/objects";
import { checkPages, lostLogs } from "#ground/pages";
import type { ServerContext } from "#ground/server";
import { databaseFile } from "#ground/store";
import { damagedPoints, settle } from "#runs";
import { lockStore } from "./store-lock.ts";

/** What a look at all of a store found. */
export type StoreCheck = {
  /** A line for each thing that is not as it was written, which names it. */
  readonly damaged: readonly string[];
  /** Pages of the database that were read. */
  readonly pages: number;
  /** Of these, those of which nobody knew until now how they were written. */
  readonly unknownPages: number;
  /** Artifacts that were read. */
  readonly files: number;
  /** Of these, those of which nobody knows yet how they were stored. */
  readonly unknown: number;
};

/** Reads all of a store: the pages of its database and their order, the seals of all points, the sums of all artifacts. */
export async function checkStore(context: ServerContext, signal: AbortSignal): Promise<StoreCheck> {
  const { database, store } = context;
  const path = databaseFile(store.folder);
  const damaged: string[] = lostLogs(path).map(lostLog);
  const goOn = async (): Promise<boolean> => {
    await nextTurn();
    return !signal.aborted;
  };
  /** A database that is damaged may stop each of these; the others go on. */
  const part = async (work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      damaged.push(`fettle.db: ${toFettleError(error, "read", path).message}`);
    }
  };
  const read = { pages: 0, unknownPages: 0 };
  await part(async () => {
    const found = await database.pages.verify(goOn);
    if (found === undefined) return;
    read.pages = found.pages;
    read.unknownPages = found.unknown;
    damaged.push(...(await damagedPages(context, found.damaged)));
  });
  await part(async () => void (await settle(context)));
  await part(async () => {
    const order = "PRAGMA integrity_check";
    for (const { integrity_check: line } of await database.aside.all<{ integrity_check: string }>(
      order,
    ))
      if (line !== "ok") damaged.push(`fettle.db: ${line}`);
  });
  await part(async () => {
    for await (const line of damagedPoints(database.aside)) damaged.push(line);
  });
  const found = await verifyFolder(store.artifacts, { goOn });
  for (const { path: artifact, at } of found.damaged)
    damaged.push(`artifact ${artifact}: other bytes than were stored, from byte ${at} on`);
  return { damaged, ...read, files: found.files, unknown: found.unknown };
}

/** A line for each page, with what it belongs to. */
export async function damagedPages(
  { database }: Pick<ServerContext, "database">,
  pages: readonly number[],
): Promise<string[]> {
  if (pages.length === 0) return [];
  const owners = await pageOwners(database.aside, pages);
  return pages.map((page) => pageLine(page, owners.get(page) ?? "of no table that can be read"));
}

/**
 * The same for a store whose server can't start: the pages of its database alone. `undefined` while somebody has it open.
 */
export async function checkStopped(store: string): Promise<readonly string[] | undefined> {
  const lock = lockStore(store);
  if (lock === undefined) return undefined;
  try {
    const path = databaseFile(store);
    const pages = await checkPages(path);
    return [...lostLogs(path).map(lostLog), ...pages.map((page) => pageLine(page))];
  } finally {
    lock.release();
  }
}

function pageLine(page: number, owner?: string): string {
  const of = owner === undefined ? "" : ` (${owner})`;
  return `fettle.db: page ${page}${of} is not as it was written`;
}

function lostLog(copy: string): string {
  return `fettle.db-wal: what was recorded last before a kill could not be read back; log it again, then remove ${copy}`;
}
