import { DatabaseSync, type StatementSync } from "node:sqlite";
import { setImmediate as nextTurn } from "node:timers/promises";
import { openPageSums, type PageSums } from "#ground/pages";
import { identityOf } from "#ground/store";
import { openAside } from "./aside.ts";
import { newStamp } from "./copy-sqlite.ts";
import type { Database, Reader, Tx, Value } from "./database.ts";
import { sqliteError } from "./sqlite-error.ts";
import {
  CASE_SENSITIVE_LIKE,
  keptStatements,
  listsOf,
  READER_PRAGMAS,
  teachLower,
} from "./statements.ts";

/** The only place with SQLite's own statements. */
const PRAGMAS = [
  "PRAGMA journal_mode = WAL",
  "PRAGMA synchronous = FULL",
  "PRAGMA foreign_keys = ON",
  "PRAGMA busy_timeout = 5000",
  "PRAGMA cache_size = -16000",
  "PRAGMA wal_autocheckpoint = 0",
  "PRAGMA journal_size_limit = 67108864",
];

/** Frames of the log that are moved into the database at once. */
const LOG_FRAMES = 4000;
/** Where a reader held some of them back, it is tried again after so many more. */
const AGAIN_FRAMES = 1000;

type Waiting = {
  readonly work: (tx: Tx) => Promise<unknown>;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
};

/**
 * Opens the file, or makes it. What can't be read or written is an error that names the file; `told` hears what is to be
 * known of its log and the sums of its pages.
 */
export function openSqlite(path: string, told: (line: string) => void = () => {}): Database {
  const pages = openPageSums(path, told);
  try {
    return open(path, pages);
  } catch (error) {
    pages.release();
    throw sqliteError(path, error);
  }
}

function open(path: string, pages: PageSums): Database {
  const writer = new DatabaseSync(path);
  const isWatched = pages.begin(() => {
    for (const pragma of [...PRAGMAS, CASE_SENSITIVE_LIKE]) writer.exec(pragma);
    // Reads the log in, where there is one.
    writer.prepare("SELECT count(*) FROM sqlite_schema").get();
  });
  if (!isWatched) writer.exec(`PRAGMA wal_autocheckpoint = ${LOG_FRAMES}`);
  const reader = new DatabaseSync(path, { readOnly: true });
  for (const pragma of READER_PRAGMAS) reader.exec(pragma);
  for (const connection of [writer, reader]) teachLower(connection);
  return groupCommit(path, { identity: identityOf(path), writer, reader, pages });
}

type Opened = {
  /** Which file it is, wherever it lies; at its path there may be another one by now. */
  readonly identity: string | undefined;
  readonly writer: DatabaseSync;
  readonly reader: DatabaseSync;
  readonly pages: PageSums;
};

function groupCommit(path: string, { identity, writer, reader, pages }: Opened): Database {
  const write = keptStatements(writer);
  let waiting: Waiting[] = [];
  let flushing: Promise<void> | undefined;
  let closed = false;
  let commits = 0;
  let moveAt = LOG_FRAMES;
  const aside = openAside(path);
  const flush = async (): Promise<void> => {
    try {
      do {
        const batch = waiting;
        waiting = [];
        // Counted before as well: what is read between the commit and its answers must not be taken for older.
        commits += 1;
        if (batch.length > 0) await commitBatch(path, writer, write, batch);
        commits += 1;
        if (pages.waiting() >= moveAt) {
          await moveLog(writer, pages);
          moveAt = Math.max(LOG_FRAMES, pages.waiting() + AGAIN_FRAMES);
        }
        // Who writes again as soon as he is answered must not keep the others from their turn.
        if (waiting.length > 0) await nextTurn();
      } while (waiting.length > 0);
    } finally {
      flushing = undefined;
    }
  };
  const schedule = (): Promise<void> =>
    new Promise((resolve) => setImmediate(() => resolve(flush())));
  return {
    ...readerOf(path, keptStatements(reader)),
    write<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
      if (closed) return Promise.reject(new Error("the database is closed"));
      return new Promise<T>((resolve, reject) => {
        waiting.push({ work, resolve: resolve as (value: unknown) => void, reject });
        flushing ??= schedule();
      });
    },
    aside,
    get commits() {
      return commits;
    },
    pages: {
      get verifiedAt() {
        return pages.verifiedAt;
      },
      async verify(goOn) {
        if (closed) return undefined;
        moveAt = 1;
        flushing ??= schedule();
        await flushing;
        return pages.verify(async () => (await goOn()) && !closed);
      },
    },
    async close() {
      closed = true;
      await flushing;
      await aside.close();
      reader.close();
      // A log is removed by its name: under a store that was moved, that may be another store's by now. This one's stays
      // with it, and the next opening reads it in.
      if (identityOf(path) === identity) await leave(writer, pages);
      writer.close();
      pages.release();
    },
  };
}

/** Moves what is committed from the log into the database; the sums of its pages first. */
async function moveLog(writer: DatabaseSync, pages: PageSums): Promise<void> {
  await pages.take();
  try {
    const row = writer.prepare("PRAGMA wal_checkpoint(PASSIVE)").get();
    pages.moved(Number(row?.["log"]), Number(row?.["checkpointed"]));
  } catch {
    // A full disk, for instance: what was committed stays in the log, and the next opening reads it.
  }
}

/** Closes the last connection. The database is left without a log, so that whoever else writes to it can be told by it. */
async function leave(writer: DatabaseSync, pages: PageSums): Promise<void> {
  try {
    writer.exec(`PRAGMA user_version = ${newStamp()}`);
    await moveLog(writer, pages);
    writer.exec("PRAGMA wal_checkpoint(TRUNCATE)");
    await pages.leave(() => {
      const row = writer.prepare("PRAGMA journal_mode = DELETE").get();
      if (row?.["journal_mode"] !== "delete") throw new Error("the log is used by others");
    });
  } catch {
    // As above; or another program reads it, and goes on with the log.
  }
}

async function commitBatch(
  path: string,
  writer: DatabaseSync,
  prepare: (sql: string) => StatementSync,
  batch: readonly Waiting[],
): Promise<void> {
  const done: (() => void)[] = [];
  const afterCommit: (() => void)[] = [];
  try {
    prepare("BEGIN IMMEDIATE").run();
    for (const entry of batch) {
      const tx = openTx(path, prepare);
      prepare("SAVEPOINT one_write").run();
      try {
        const value = await withinTurn(entry.work(tx));
        prepare("RELEASE one_write").run();
        afterCommit.push(...tx.afterwards);
        done.push(() => entry.resolve(value));
      } catch (error) {
        // On a full disk SQLite gives up the whole transaction, with what the others of this turn wrote.
        if (!writer.isTransaction) throw error;
        prepare("ROLLBACK TO one_write").run();
        prepare("RELEASE one_write").run();
        done.push(() => entry.reject(sqliteError(path, error)));
      } finally {
        tx.over = true;
      }
    }
    prepare("COMMIT").run();
  } catch (error) {
    for (const entry of batch) entry.reject(sqliteError(path, error));
    if (writer.isTransaction) prepare("ROLLBACK").run();
    return;
  }
  for (const answer of done) answer();
  for (const call of afterCommit) tell(call);
}

/** What is told of a commit can't undo it, nor may it hold up the writes that follow. */
function tell(call: () => void): void {
  try {
    call();
  } catch (error) {
    process.emitWarning(error instanceof Error ? error : String(error));
  }
}

/** A write that awaits anything but `tx` would keep the transaction open for a whole turn, and everyone else waiting. */
async function withinTurn<T>(work: Promise<T>): Promise<T> {
  let late: NodeJS.Immediate | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    late = setImmediate(() => reject(new Error("a write awaited something other than tx")));
  });
  try {
    return await Promise.race([work, tooLate]);
  } finally {
    clearImmediate(late);
  }
}

function readerOf(path: string, prepare: (sql: string) => StatementSync): Reader {
  return {
    async get<R>(sql: string, ...values: readonly Value[]) {
      try {
        return prepare(sql).get(...values) as R | undefined;
      } catch (error) {
        throw sqliteError(path, error);
      }
    },
    async all<R>(sql: string, ...values: readonly Value[]) {
      try {
        return prepare(sql).all(...values) as R[];
      } catch (error) {
        throw sqliteError(path, error);
      }
    },
    async lists<R>(sql: string, ...values: readonly Value[]) {
      try {
        return listsOf(prepare(sql), values) as R[];
      } catch (error) {
        throw sqliteError(path, error);
      }
    },
  };
}

/** The `tx` of one write. After the write it is over: a late statement would land in somebody else's savepoint. */
function openTx(
  path: string,
  prepare: (sql: string) => StatementSync,
): Tx & { over: boolean; readonly afterwards: (() => void)[] } {
  const use = (sql: string): StatementSync => {
    if (tx.over) throw new Error("tx was used after its write was over");
    return prepare(sql);
  };
  const tx = {
    over: false,
    afterwards: [] as (() => void)[],
    ...readerOf(path, use),
    async run(sql: string, ...values: readonly Value[]) {
      const result = use(sql).run(...values);
      return { changes: Number(result.changes), lastId: Number(result.lastInsertRowid) };
    },
    afterCommit(then: () => void) {
      tx.afterwards.push(then);
    },
  };
  return tx;
}
