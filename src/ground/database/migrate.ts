import { copyFileSync, existsSync } from "node:fs";
import { fail, GROUND_ERRORS } from "#ground/errors";
import type { Database, Migration } from "./database.ts";

/**
 * Brings the tables of all slices up to date, each migration in a savepoint of its own within one transaction. Before
 * one that changes an existing table, a copy of the file is kept beside it (`fettle.db.before-runs-3`).
 */
export async function migrate(
  db: Database,
  path: string,
  slices: readonly { name: string; migrations: readonly Migration[] }[],
): Promise<void> {
  await db.write(async (tx) => {
    await tx.run(`CREATE TABLE IF NOT EXISTS fettle_migrations (
      slice TEXT NOT NULL, number INTEGER NOT NULL, title TEXT NOT NULL, applied_at BIGINT NOT NULL,
      PRIMARY KEY (slice, number))`);
  });
  const applied = await db.all<{ slice: string; number: number }>(
    "SELECT slice, number FROM fettle_migrations",
  );
  const last = new Map<string, number>();
  for (const row of applied) last.set(row.slice, Math.max(last.get(row.slice) ?? 0, row.number));
  const missing: { slice: string; migration: Migration }[] = [];
  for (const { name, migrations } of slices) {
    const reached = last.get(name) ?? 0;
    if (reached > migrations.length)
      throw fail(GROUND_ERRORS, "DATABASE_NEWER", { path, slice: name, number: reached });
    for (const migration of migrations)
      if (migration.number > reached) missing.push({ slice: name, migration });
  }
  const first = missing.find(({ migration }) => migration.changesExisting === true);
  if (first !== undefined && applied.length > 0)
    await keepCopy(db, path, `${first.slice}-${first.migration.number}`);
  await db.write(async (tx) => {
    for (const { slice, migration } of missing) {
      for (const statement of split(migration.sql))
        await tx.run(clustered(statement, migration.clustered ?? []));
      await migration.convert?.(tx);
      await tx.run(
        "INSERT INTO fettle_migrations (slice, number, title, applied_at) VALUES (?, ?, ?, ?)",
        slice,
        migration.number,
        migration.title,
        Date.now(),
      );
    }
  });
}

async function keepCopy(db: Database, path: string, label: string): Promise<void> {
  if (!existsSync(path)) return;
  await db.all("PRAGMA wal_checkpoint(FULL)").catch(() => []);
  copyFileSync(path, `${path}.before-${label}`);
  if (existsSync(`${path}-wal`)) copyFileSync(`${path}-wal`, `${path}.before-${label}-wal`);
}

/** Statements of a migration. Triggers, which hold `;` of their own, are not used. */
function split(sql: string): string[] {
  return sql
    .split(";")
    .map((statement) => statement.trim())
    .filter((statement) => statement !== "");
}

/** SQLite's words for a table that lies in the order of its primary key; PostgreSQL has none, and takes none. */
function clustered(statement: string, tables: readonly string[]): string {
  const table = /^CREATE TABLE (\w+)/.exec(statement)?.[1];
  return table !== undefined && tables.includes(table) ? `${statement} WITHOUT ROWID` : statement;
}
