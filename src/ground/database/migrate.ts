import { fail, GROUND_ERRORS } from "#ground/errors";
import { keepCopy, requireSpace } from "./copy-before.ts";
import type { Database, Migration, Tx } from "./database.ts";
import { tellMigration } from "./migration-progress.ts";

/** The migrations of a slice, oldest first. */
type Sliced = {
  readonly name: string;
  readonly migrations: readonly Migration[];
  /** `runs/7`: they come after that one, wherever the slice stands in the list. */
  readonly after?: string | undefined;
};

/**
 * Brings the tables of all slices up to date, each migration in a savepoint of its own within one transaction. Before
 * one that changes an existing table, a copy of the file is kept beside it (`fettle.db.before-runs-3`); DATABASE_SPACE
 * where there is no space for it. `told` hears how many of how many steps are done, and so does who asks
 * `migrationUnderWay`.
 */
export async function migrate(
  db: Database,
  path: string,
  slices: readonly Sliced[],
  told: (done: number, total: number) => void = () => {},
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
  for (const { name, migrations } of slices) {
    const reached = last.get(name) ?? 0;
    if (reached > migrations.length)
      throw fail(GROUND_ERRORS, "DATABASE_NEWER", { path, slice: name, number: reached });
  }
  const missing = inOrder(slices).filter(
    ({ slice, migration }) => migration.number > (last.get(slice) ?? 0),
  );
  const first = missing.find(({ migration }) => migration.changesExisting === true);
  const copies = first !== undefined && applied.length > 0;
  if (copies) requireSpace(path);
  const steps = missing.reduce((n, { migration }) => n + stepsIn(migration), copies ? 1 : 0);
  const progress = tellMigration(
    path,
    { total: steps, isUpdate: applied.length > 0 && steps > 0 },
    (done) => told(done, steps),
  );
  try {
    if (copies) {
      await keepCopy(path, `${first.slice}-${first.migration.number}`);
      progress.step();
    }
    await db.write(async (tx) => {
      await tx.run(CLOCK);
      for (const step of missing) await apply(tx, step, () => progress.step());
    });
  } finally {
    progress.end();
  }
}

/** When the clock was last seen, which no slice owns. */
const CLOCK = `CREATE TABLE IF NOT EXISTS fettle_clock (
  id INTEGER NOT NULL PRIMARY KEY, seen_at BIGINT NOT NULL, boot TEXT NOT NULL, up_ms BIGINT NOT NULL,
  jumped_from BIGINT, jumped_to BIGINT, left_ms BIGINT NOT NULL)`;

function stepsIn({ sql, convert }: Migration): number {
  return split(sql).length + (convert === undefined ? 0 : 1);
}

async function apply(tx: Tx, { slice, migration }: Step, done: () => void): Promise<void> {
  for (const statement of split(migration.sql)) {
    await tx.run(clustered(statement, migration.clustered ?? []));
    done();
  }
  if (migration.convert !== undefined) {
    await migration.convert(tx);
    done();
  }
  await tx.run(
    "INSERT INTO fettle_migrations (slice, number, title, applied_at) VALUES (?, ?, ?, ?)",
    slice,
    migration.number,
    migration.title,
    Date.now(),
  );
}

type Step = { readonly slice: string; readonly migration: Migration };

/**
 * All migrations, slice by slice, but for a slice that waits for a migration of another: its own come right after that
 * one. Where the other slice is not in the list, there is nothing to wait for.
 */
function inOrder(slices: readonly Sliced[]): readonly Step[] {
  const waiting = new Map<string, Sliced[]>();
  const free: Sliced[] = [];
  for (const slice of slices) {
    const { after, migrations } = slice;
    if (migrations.length === 0) continue;
    if (after !== undefined && slices.some(({ name }) => after.startsWith(`${name}/`)))
      waiting.set(after, [...(waiting.get(after) ?? []), slice]);
    else free.push(slice);
  }
  const steps: Step[] = [];
  const add = ({ name, migrations }: Sliced): void => {
    for (const migration of migrations) {
      const reached = `${name}/${migration.number}`;
      steps.push({ slice: name, migration });
      for (const next of waiting.get(reached) ?? []) add(next);
      waiting.delete(reached);
    }
  };
  for (const slice of free) add(slice);
  const [never] = waiting.keys();
  if (never !== undefined) throw new Error(`no migration ${never}, after which others come`);
  return steps;
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
