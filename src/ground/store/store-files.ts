import { statSync } from "node:fs";
import { join } from "node:path";

/** What stands at a project's root for its store: the store itself, or a link to it. */
export const STORE_NAME = ".fettle";

/** Where a project has its store, or the link to it. */
export function storeAt(root: string): string {
  return join(root, STORE_NAME);
}

/** The database of a store: all its records. */
export function databaseFile(store: string): string {
  return join(store, "fettle.db");
}

/** Where the store's token lies. */
export function tokenFile(store: string): string {
  return join(store, "token");
}

/** Whether a store holds records: its database was made. */
export function holdsRecords(store: string): boolean {
  return (statSync(databaseFile(store), { throwIfNoEntry: false })?.size ?? 0) > 0;
}

/**
 * What a folder is, wherever it lies: it stays the same when the folder is renamed, and a copy has another. `undefined`
 * where there is none.
 */
export function folderIdentity(folder: string): string | undefined {
  const found = statSync(folder, { throwIfNoEntry: false });
  return found === undefined ? undefined : `${found.dev}:${found.ino}`;
}
