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

/** What was committed last, until it is taken over into the database: there while a server runs, and after one was killed. */
export function walFile(store: string): string {
  return `${databaseFile(store)}-wal`;
}

/** Whether a store holds records: its database was made, or what is left of it shows that there was one. */
export function holdsRecords(store: string): boolean {
  return hasDatabase(store) || sizeOf(walFile(store)) > 0;
}

/** Whether a store has a database that is more than an empty file. */
export function hasDatabase(store: string): boolean {
  return sizeOf(databaseFile(store)) > 0;
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

/**
 * What a file or folder is, wherever it lies: it stays the same when it is renamed, and a copy has another. `undefined`
 * where there is none.
 */
export function identityOf(path: string): string | undefined {
  const found = statSync(path, { throwIfNoEntry: false });
  return found === undefined ? undefined : `${found.dev}:${found.ino}`;
}
