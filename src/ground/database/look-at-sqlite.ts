import { DatabaseSync } from "node:sqlite";
import { sqliteError } from "./sqlite-error.ts";

/** Reads the beginnings of a database that no server has open; throws what keeps it from being opened. */
export function lookAtSqlite(path: string): void {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(path, { readOnly: true });
    database.prepare("SELECT count(*) FROM sqlite_schema").get();
    database.prepare("SELECT max(number) FROM fettle_migrations").get();
  } catch (error) {
    throw sqliteError(path, error);
  } finally {
    database?.close();
  }
}
