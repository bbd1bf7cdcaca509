import type { Tx } from "#ground/database";
import { type Arrival, Pending, packArrivals, unpackArrivals } from "#ground/points";
import type { ServerContext } from "#ground/server";
import { internKey } from "../store/intern-key.ts";
import { ActiveRuns } from "./active-runs.ts";
import { type Batch, batchOf, foldSome, isFolded } from "./fold-batch.ts";
import { insertInbox, selectInbox, setAside } from "./store/inbox.ts";

/** A point as it is logged. */
type Named = {
  readonly key: string;
  readonly step: number;
  readonly timestamp: number;
  readonly value: number;
};

/** Points that came in in one turn of the event loop, and their common write. */
type Turn = {
  readonly arrivals: { run: number; points: readonly Named[] }[];
  written: Promise<void>;
};

/** A fold begins at the latest with so many points or metrics waiting; 131,072 points are 3 MB. */
const FOLD_POINTS = 131_072;
const FOLD_METRICS = 8192;
/** Beyond this, who logs waits for the fold. */
const WAITING_MAX = 4 * FOLD_POINTS;
/** A fold begins when nothing came in for so long, or so long after the first that waits. */
const QUIET_MS = 250;
const LATEST_MS = 2000;
const KEYS_MAX = 100_000;

/**
 * The metrics of one store. A point is acknowledged once it lies in the inbox, packed with the others of its turn; in
 * the background, what waits there is folded into the blocks and summaries of its metrics. Killed in between, the server
 * folds the inbox at its next start, where a point that is in its block already changes nothing.
 */
export class MetricStore {
  readonly active: ActiveRuns;
  readonly #context: ServerContext;
  readonly #keys = new Map<string, number>();
  #turn: Turn | undefined;
  #pending = new Pending();
  /** What is being folded, or could not be. */
  #batch: Batch | undefined;
  #folding: Promise<void> | undefined;
  #next: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #firstAt = 0;
  #failed = false;
  #restored: Promise<void> | undefined;
  #lastAt = 0;

  constructor(context: ServerContext) {
    this.#context = context;
    this.active = new ActiveRuns(context.database);
  }

  /** Keeps points of a run; resolves when they are on disk. All that come in in one turn share a write and a row. */
  append(run: number, points: readonly Named[]): Promise<void> {
    if (this.#pending.points > WAITING_MAX) return this.#appendLater(run, points);
    this.#turn ??= this.#openTurn();
    this.#turn.arrivals.push({ run, points });
    return this.#turn.written;
  }

  async #appendLater(run: number, points: readonly Named[]): Promise<void> {
    await this.fold();
    await this.append(run, points);
  }

  #openTurn(): Turn {
    const arrivals: Turn["arrivals"] = [];
    const close = (): void => {
      this.#turn = undefined;
    };
    const written = this.#context.database.write((tx) => {
      close();
      return this.record(tx, arrivals);
    });
    // Where the transaction could not even begin, the next points must not join this turn.
    written.catch(close);
    return { arrivals, written };
  }

  /** Keeps points within a write of the caller's. */
  async record(tx: Tx, named: Turn["arrivals"]): Promise<void> {
    const made = new Map<string, number>();
    const arrivals: Arrival[] = [];
    for (const { run, points } of named) {
      const keys: number[] = [];
      for (const { key } of points)
        keys.push(this.#keys.get(key) ?? made.get(key) ?? (await this.#intern(tx, key, made)));
      arrivals.push({ run, points, keys });
    }
    const now = this.#context.clock.now();
    const row = await insertInbox(tx, now, packArrivals(arrivals));
    tx.afterCommit(() => {
      if (this.#keys.size > KEYS_MAX) this.#keys.clear();
      for (const [key, number] of made) this.#keys.set(key, number);
      this.#take(arrivals, now, row);
    });
  }

  async #intern(tx: Tx, key: string, made: Map<string, number>): Promise<number> {
    const number = await internKey(tx, key);
    made.set(key, number);
    return number;
  }

  #take(arrivals: readonly Arrival[], now: number, row: number): void {
    const pending = this.#pending;
    for (const { run, points, keys } of arrivals) {
      const into = pending.run(run, now);
      for (let i = 0; i < points.length; i += 1) {
        const { step, timestamp, value } = points[i] as Arrival["points"][number];
        pending.add(into, keys[i] as number, step, timestamp, value);
      }
    }
    pending.lastRow = row;
    this.#arrived();
  }

  /** Takes up what a server that was killed left in the inbox, once. */
  restore(): Promise<void> {
    this.#restored ??= this.#takeUp();
    return this.#restored;
  }

  async #takeUp(): Promise<void> {
    const damaged: number[] = [];
    for (const { id, at, data } of await selectInbox(this.#context.database)) {
      try {
        unpackArrivals(data, (run, key, step, time, value) =>
          this.#pending.add(this.#pending.run(run, at), key, step, time, value),
        );
        this.#pending.lastRow = id;
      } catch (error) {
        // The points of others must not wait for those that are lost.
        this.#context.log.error("points that came in are damaged, and kept aside", { id, error });
        damaged.push(id);
      }
    }
    await this.#context.database.write(async (tx) => {
      for (const id of damaged) await setAside(tx, id);
    });
    if (this.#pending.points > 0) this.#arrived();
  }

  #arrived(): void {
    const { points, metrics } = this.#pending;
    this.#lastAt = performance.now();
    if (points >= FOLD_POINTS || metrics >= FOLD_METRICS) void this.settle();
    else if (this.#timer === undefined) {
      this.#firstAt = this.#lastAt;
      this.#timer = setTimeout(() => this.#due(), QUIET_MS).unref();
    }
  }

  #due(): void {
    this.#timer = undefined;
    const now = performance.now();
    const at = Math.min(this.#lastAt + QUIET_MS, this.#firstAt + LATEST_MS);
    if (now < at - 1) this.#timer = setTimeout(() => this.#due(), at - now).unref();
    else void this.settle();
  }

  /**
   * Resolves when all that was acknowledged before is in the tables. Where the disk is full it is not, and stays in the
   * inbox until a later call; reads go on.
   */
  async settle(): Promise<void> {
    if (this.#pending.points === 0 && this.#batch === undefined) return;
    try {
      await this.fold();
      this.#failed = false;
    } catch (error) {
      if (!this.#failed) this.#context.log.warn("logged points wait in the inbox", { error });
      this.#failed = true;
    }
  }

  /** As `settle`, and throws where it can't be done. */
  fold(): Promise<void> {
    if (this.#folding === undefined) return this.#begin();
    if (this.#pending.points === 0) return this.#folding;
    this.#next ??= this.#folding.then(
      () => this.#begin(),
      () => this.#begin(),
    );
    return this.#next;
  }

  #begin(): Promise<void> {
    this.#next = undefined;
    this.#folding = this.#foldAll().finally(() => {
      this.#folding = undefined;
    });
    return this.#folding;
  }

  async #foldAll(): Promise<void> {
    if (this.#batch !== undefined) await this.#foldBatch(this.#batch);
    const pending = this.#pending;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#pending = new Pending();
    this.#batch = batchOf(pending);
    await this.#foldBatch(this.#batch);
  }

  async #foldBatch(batch: Batch): Promise<void> {
    while (!isFolded(batch))
      batch.reached = await this.#context.database.write((tx) => foldSome(tx, batch));
    this.#batch = undefined;
  }

  /** Folds what waits, and needs no time afterwards. */
  async close(): Promise<void> {
    await this.settle();
    clearTimeout(this.#timer);
  }
}
