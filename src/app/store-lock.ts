import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { sqliteError } from "#ground/database";

/**
 * Holds a store for one server. The lock is SQLite's own on a file of its own: the kernel drops it with the process,
 * however that ends, so there is nothing stale to clean up and no race to do it in. `undefined` when it is held.
 */
export function lockStore(store: string): { release(): void } | undefined {
  const path = join(store, "server.lock");
  const lock = openLock(path);
  try {
    lock.exec("PRAGMA busy_timeout = 0");
    lock.exec("PRAGMA locking_mode = EXCLUSIVE");
    lock.exec("BEGIN EXCLUSIVE");
  } catch (error) {
    lock.close();
    if (error instanceof Error && /locked|busy/i.test(error.message)) return undefined;
    throw sqliteError(path, error);
  }
  return { release: () => lock.close() };
}

function openLock(path: string): DatabaseSync {
  try {
    return new DatabaseSync(path);
  } catch (error) {
    throw sqliteError(path, error);
  }
}
