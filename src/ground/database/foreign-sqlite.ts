import { DatabaseSync } from "node:sqlite";
import { fail, GROUND_ERRORS } from "#ground/errors";

type Scalar = string | number | bigint | null | Uint8Array;

/** Somebody else's SQLite file, read as it is. Numbers beyond 2^53 are rounded. */
export type ForeignSqlite = {
  /** The columns of a table, or none where there is no such table. */
  columns(table: string): readonly string[];
  count(table: string): number;
  /** The names of all tables. */
  tables(): readonly string[];
  /**
   * The rows of a table, one after the other; none where there is no such table. `where` compares columns by equality,
   * `sort` names columns. What the table has no column for is left out of both.
   */
  rows(
    table: string,
    options?: { where?: Readonly<Record<string, string | number>>; sort?: readonly string[] },
  ): IterableIterator<Readonly<Record<string, Scalar>>>;
  close(): void;
};

/** Opens a file of another program, which may have it open too; nothing is ever written to it. */
export function openForeignSqlite(path: string): ForeignSqlite {
  let db: DatabaseSync;
  try {
    db = new DatabaseSync(path, { readOnly: true });
    db.exec("PRAGMA busy_timeout = 5000");
    db.prepare("SELECT name FROM sqlite_master LIMIT 1").get();
  } catch (error) {
    throw fail(
      GROUND_ERRORS,
      "FILE_FAILED",
      { path, doing: "read", reason: messageOf(error) },
      error,
    );
  }
  const known = new Map<string, readonly string[]>();
  const columns = (table: string): readonly string[] => {
    let found = known.get(table);
    if (found === undefined) {
      const rows = db.prepare(`PRAGMA table_info(${quoted(table)})`).all();
      found = rows.map((row) => String(row["name"]));
      known.set(table, found);
    }
    return found;
  };
  return {
    columns,
    count(table) {
      if (columns(table).length === 0) return 0;
      const row = db.prepare(`SELECT count(*) AS total FROM ${quoted(table)}`).get();
      return Number(row?.["total"] ?? 0);
    },
    tables() {
      const rows = db.prepare("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name");
      return rows.all().map((row) => String(row["name"]));
    },
    *rows(table, options = {}) {
      const has = new Set(columns(table));
      if (has.size === 0) return;
      const where = Object.entries(options.where ?? {}).filter(([name]) => has.has(name));
      const sort = (options.sort ?? []).filter((name) => has.has(name));
      const conditions = where.map(([name]) => `${quoted(name)} = ?`).join(" AND ");
      const statement = db.prepare(
        `SELECT * FROM ${quoted(table)}${where.length === 0 ? "" : ` WHERE ${conditions}`}${
          sort.length === 0 ? "" : ` ORDER BY ${sort.map(quoted).join(", ")}`
        }`,
      );
      statement.setReadBigInts(true);
      for (const row of statement.iterate(...where.map(([, value]) => value)))
        yield numbers(row as Record<string, Scalar>);
    },
    close: () => db.close(),
  };
}

function numbers(row: Record<string, Scalar>): Readonly<Record<string, Scalar>> {
  for (const key of Object.keys(row)) {
    const value = row[key];
    if (typeof value === "bigint") row[key] = Number(value);
  }
  return row;
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
