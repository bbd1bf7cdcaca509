import { randomInt } from "node:crypto";
import { backup, DatabaseSync } from "node:sqlite";
import { syncPath } from "#ground/files";
import { sumCopy } from "#ground/pages";
import { sqliteError } from "./sqlite-error.ts";

/** In one step, on one snapshot: between two steps a commit of somebody else would begin it anew, for ever under load. */
const ALL_PAGES = 2 ** 30;

/**
 * Copies a database as it is now into a new file, durable, beside whoever writes to it: all that was committed before is
 * in it, and of a later commit all or nothing. What can't be read or written is an error that names the file.
 */
export async function copySqlite(path: string, to: string): Promise<void> {
  try {
    const source = new DatabaseSync(path, { readOnly: true });
    try {
      await backup(source, to, { rate: ALL_PAGES });
    } finally {
      source.close();
    }
  } catch (error) {
    throw sqliteError(path, error);
  }
  await syncPath(to);
}

/**
 * As `copySqlite`, and the copy is left as a server leaves a database that it closes: its pages have their sums, in a file
 * beside it (`sumsFileOf`), and it has a stamp of its own.
 */
export async function copyWithSums(path: string, to: string): Promise<void> {
  await copySqlite(path, to);
  try {
    const copy = new DatabaseSync(to);
    try {
      copy.exec(`PRAGMA user_version = ${newStamp()}`);
      copy.exec("PRAGMA journal_mode = DELETE");
    } finally {
      copy.close();
    }
  } catch (error) {
    throw sqliteError(to, error);
  }
  await sumCopy(to);
}

/** A number that no other database was left with. */
export function newStamp(): number {
  return randomInt(1, 2 ** 31);
}
