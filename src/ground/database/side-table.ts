import { rmSync } from "node:fs";
import { DatabaseSync, type StatementSync } from "node:sqlite";

/**
 * Small values by keys in a file of their own, for what can be found out again: a write is in the file at once, so that a
 * killed process loses none, and is not synced. What can't be read is not there; a broken file is made anew.
 */
export type SideTable = {
  get(key: string): Uint8Array | undefined;
  /** Keeps a value, seen at this time. */
  put(key: string, value: Uint8Array, at: number): void;
  /** The key was seen at this time. */
  mark(key: string, at: number): void;
  /** Drops what was last seen before. */
  dropBefore(at: number): void;
};

const PRAGMAS = [
  "PRAGMA journal_mode = WAL",
  "PRAGMA synchronous = OFF",
  "PRAGMA busy_timeout = 1000",
  "PRAGMA cache_size = -2000",
  "CREATE TABLE IF NOT EXISTS side (key TEXT PRIMARY KEY, value BLOB NOT NULL, seen_at INTEGER NOT NULL) WITHOUT ROWID",
];
const PUT = "INSERT OR REPLACE INTO side (key, value, seen_at) VALUES (?, ?, ?)";

type Statements = Readonly<Record<"get" | "put" | "mark" | "drop", StatementSync>>;

/** Opened when it is first asked for; its folder must be there by then. */
export function openSideTable(path: string): SideTable {
  let statements: Statements | undefined;
  const once = <T>(work: (all: Statements) => T): T | undefined => {
    try {
      statements ??= prepared(path);
      return work(statements);
    } catch {
      // Read-only, full, or not a database: then nothing is known, which is always allowed.
      statements = undefined;
      return undefined;
    }
  };
  return {
    get: (key) => once(({ get }) => (get.get(key) as { value: Uint8Array } | undefined)?.value),
    put: (key, value, at) => void once(({ put }) => put.run(key, value, at)),
    mark: (key, at) => void once(({ mark }) => mark.run(at, key)),
    dropBefore: (at) => void once(({ drop }) => drop.run(at)),
  };
}

function prepared(path: string): Statements {
  try {
    return opened(path);
  } catch (error) {
    if (!/malformed|not a database/i.test(String(error))) throw error;
    for (const end of ["", "-wal", "-shm"]) rmSync(`${path}${end}`, { force: true });
    return opened(path);
  }
}

function opened(path: string): Statements {
  const database = new DatabaseSync(path);
  try {
    for (const pragma of PRAGMAS) database.exec(pragma);
    return {
      get: database.prepare("SELECT value FROM side WHERE key = ?"),
      put: database.prepare(PUT),
      mark: database.prepare("UPDATE side SET seen_at = ? WHERE key = ?"),
      drop: database.prepare("DELETE FROM side WHERE seen_at < ?"),
    };
  } catch (error) {
    database.close();
    throw error;
  }
}
