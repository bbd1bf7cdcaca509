import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { Value } from "./database.ts";

/** LIKE tells case apart, as in PostgreSQL; `lower(a) LIKE lower(b)` does not. */
export const CASE_SENSITIVE_LIKE = "PRAGMA case_sensitive_like = ON";

/** What a connection that only reads is set to. */
export const READER_PRAGMAS: readonly string[] = [
  "PRAGMA busy_timeout = 5000",
  "PRAGMA cache_size = -16000",
  CASE_SENSITIVE_LIKE,
];

/** Teaches a connection `unicode_lower(text)`: SQLite's own `lower` leaves all but A to Z as it is. */
export function teachLower(db: DatabaseSync): void {
  db.function("unicode_lower", { deterministic: true }, (text) =>
    typeof text === "string" ? text.toLowerCase() : text,
  );
}

/** Prepared statements, kept by their text: preparing costs more than running. */
export function keptStatements(db: DatabaseSync): (sql: string) => StatementSync {
  const kept = new Map<string, StatementSync>();
  return (sql) => {
    let statement = kept.get(sql);
    if (statement === undefined) {
      statement = db.prepare(sql);
      if (kept.size >= 500) kept.delete(kept.keys().next().value as string);
      kept.set(sql, statement);
    }
    return statement;
  };
}

/** All rows of a statement, each as a list of its columns. */
export function listsOf(statement: StatementSync, values: readonly Value[]): Value[][] {
  statement.setReturnArrays(true);
  try {
    return statement.all(...values) as unknown as Value[][];
  } finally {
    statement.setReturnArrays(false);
  }
}
