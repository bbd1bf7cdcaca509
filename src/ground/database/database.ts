import type { PageReport } from "#ground/pages";

/** What SQL takes and gives. A blob is a Uint8Array; a boolean is 0 or 1; NaN can't be stored as a number. */
export type Value = string | number | bigint | Uint8Array | null;

export type Row = Readonly<Record<string, Value>>;

/**
 * Reads a committed snapshot. `sql` is constant text with `?` for values (prepared once and kept), or the result of
 * `compile`. Row types are the caller's claim; a test beside each statement proves it.
 */
export type Reader = {
  get<R = Row>(sql: string, ...values: readonly Value[]): Promise<R | undefined>;
  all<R = Row>(sql: string, ...values: readonly Value[]): Promise<R[]>;
  /** As `all`, each row as a list of its columns: for many columns in two thirds of the time. */
  lists<R = readonly Value[]>(sql: string, ...values: readonly Value[]): Promise<R[]>;
};

/**
 * Reads in a thread of its own, for what may take more than 20 ms: it holds up nobody else. What was committed before
 * the question is seen. Knows `text REGEXP pattern` (RE2's syntax), which the other connections don't.
 */
export type AsideReader = Reader & {
  /** All columns of all rows, row by row, which must be numbers; quickest is one `group_concat` of them all. */
  numbers(sql: string, ...values: readonly Value[]): Promise<Float64Array>;
};

/** Reads and writes inside one write. */
export type Tx = Reader & {
  /** Runs a statement; `changes` is the number of rows touched. */
  run(sql: string, ...values: readonly Value[]): Promise<{ changes: number; lastId: number }>;
  /** Calls `then` after the commit has reached the disk, for instance to publish an event. */
  afterCommit(then: () => void): void;
};

/**
 * The records of a store. The server alone opens it.
 *
 * All writes of a turn of the event loop run one after another in one transaction, each in a savepoint of its own, so
 * that one that throws takes nothing else with it. The commit comes at the end of the turn (`setImmediate`), and only
 * then are the writes answered: acknowledged means on disk, and thirty requests share one fsync.
 */
export type Database = Reader & {
  /** Does `work` in a savepoint; resolves after the commit. Inside, await nothing but `tx`. */
  write<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  readonly aside: AsideReader;
  /** How many commits there were since the opening: what was read at the same number is still so. */
  readonly commits: number;
  readonly pages: {
    /** Holds all pages against their sums; see `PageSums`. */
    verify(goOn: () => Promise<boolean>): Promise<PageReport | undefined>;
    /** When that was done last, in ms since 1970; 0 is never. */
    readonly verifiedAt: number;
  };
  /** Commits what is waiting and closes. */
  close(): Promise<void>;
};

/** One numbered change of a slice's tables; never edited once released. */
export type Migration = {
  /** From 1, without gaps. */
  readonly number: number;
  readonly title: string;
  /** SQL that both SQLite and PostgreSQL take; statements end in `;`. */
  readonly sql: string;
  /** Tables of `sql` whose rows lie in the order of their primary key, for reads of a range of it. */
  readonly clustered?: readonly string[];
  /** What SQL alone can't do, after it, in the same transaction; awaits nothing but `tx`. */
  readonly convert?: (tx: Tx) => Promise<void>;
  /** It changes a table that exists: a copy of the file is kept before it runs. */
  readonly changesExisting?: boolean;
};
