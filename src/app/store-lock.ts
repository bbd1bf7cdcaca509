import { existsSync, rmSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { sqliteError } from "#ground/database";
import { fail, GROUND_ERRORS } from "#ground/errors";
import { databaseFile, hasDatabase } from "#ground/store";

/**
 * Holds a store for one server. The lock is SQLite's own on a file of its own: the kernel drops it with the process,
 * however that ends, so there is nothing stale to clean up and no race to do it in. `undefined` when it is held, also
 * where somebody removed the file from under the server that held it.
 */
export function lockStore(store: string): { release(): void } | undefined {
  const path = join(store, "server.lock");
  const isNew = !existsSync(path);
  let lock: DatabaseSync | undefined;
  try {
    lock = take(path) ?? take(path);
  } catch (error) {
    if (isBusy(error)) return undefined;
    throw sqliteError(path, error);
  }
  if (lock === undefined)
    throw fail(GROUND_ERRORS, "FILE_FAILED", {
      path,
      doing: "lock",
      reason: "something writes into it",
    });
  if (isNew && hasDatabase(store) && isOpenElsewhere(databaseFile(store))) {
    lock.close();
    // The next one that comes must wonder, too.
    rmSync(path, { force: true });
    return undefined;
  }
  return { release: () => lock.close() };
}

/** The lock, held; `undefined` where the file held something else, which is gone now. */
function take(path: string): DatabaseSync | undefined {
  const lock = openDatabase(path);
  try {
    lock.exec("PRAGMA busy_timeout = 0");
    lock.exec("PRAGMA locking_mode = EXCLUSIVE");
    lock.exec("BEGIN EXCLUSIVE");
    return lock;
  } catch (error) {
    lock.close();
    if (!isForeign(error)) throw error;
    // Emptied, not removed: whoever comes at the same time must come to the same file.
    truncateSync(path, 0);
    return undefined;
  }
}

/** Whether another connection has a database open: no connection can have it to itself then. */
function isOpenElsewhere(path: string): boolean {
  const database = openDatabase(path);
  try {
    database.exec("PRAGMA busy_timeout = 0");
    // Before the first read of a database with a write-ahead log it asks for a lock that shuts out all others.
    database.exec("PRAGMA locking_mode = EXCLUSIVE");
    database.prepare("SELECT 1 FROM sqlite_schema").get();
    return false;
  } catch (error) {
    if (isBusy(error)) return true;
    throw sqliteError(path, error);
  } finally {
    database.close();
  }
}

/** SQLITE_NOTADB: nothing is ever in this file that could be missed. */
function isForeign(error: unknown): boolean {
  return error instanceof Error && "errcode" in error && error.errcode === 26;
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && /locked|busy/i.test(error.message);
}

function openDatabase(path: string): DatabaseSync {
  try {
    return new DatabaseSync(path);
  } catch (error) {
    throw sqliteError(path, error);
  }
}
