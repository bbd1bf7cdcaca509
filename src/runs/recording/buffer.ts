import { type FettleError, fail, toFettleError } from "#ground/errors";
import { isPassing } from "#ground/http";
import { RECORDING_ERRORS } from "./errors.ts";

/** One logged value, in the form of MLflow's log-batch. */
export type Entry =
  | {
      readonly kind: "metrics";
      readonly item: {
        readonly key: string;
        /** NaN and the infinities as words, which JSON has no numbers for. */
        readonly value: number | string;
        readonly timestamp: number;
        readonly step: number;
      };
    }
  | {
      readonly kind: "params" | "tags";
      readonly item: { readonly key: string; readonly value: string };
    };

export type BufferOptions = {
  readonly runId: string;
  /** Stores all of them or none; a second delivery of the same entries must change nothing. */
  send(entries: readonly Entry[]): Promise<void>;
  /** Told at once of what could not be stored, for scripts that never call `finish`. */
  warn(error: FettleError): void;
  readonly flushMs?: number;
};

export type Buffer = {
  add(entry: Entry): void;
  /** Sends what waits; rejects with what could not be stored since the last call. */
  flush(): Promise<void>;
};

const FLUSH_MS = 200;
/** MLflow's limits for one log-batch: items in all, parameters, tags. */
const ITEMS_MAX = 1000;
const PAIRS_MAX = 100;

/**
 * Keeps logged values and sends them in order, one batch at a time. Its timer holds the process, so that a script that
 * ends without `finish` loses nothing.
 */
export function createBuffer(options: BufferOptions): Buffer {
  const queue: Entry[] = [];
  let refused = new Map<Entry, string>();
  let timer: NodeJS.Timeout | undefined;
  let sending: Promise<void> | undefined;

  /** A refused batch is halved until the values that are to blame stand alone; the others are stored. */
  const deliver = async (batch: readonly Entry[]): Promise<void> => {
    try {
      await options.send(batch);
    } catch (error) {
      if (isPassing(error)) throw error;
      if (batch.length === 1) {
        refused.set(batch[0] as Entry, toFettleError(error, "send").message);
        return;
      }
      const middle = Math.ceil(batch.length / 2);
      await deliver(batch.slice(0, middle));
      await deliver(batch.slice(middle));
    }
  };
  const sendAll = async (): Promise<void> => {
    while (queue.length > 0) {
      const batch = queue.slice(0, batchLength(queue));
      await deliver(batch);
      queue.splice(0, batch.length);
    }
  };
  const send = (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    sending ??= sendAll().finally(() => {
      sending = undefined;
    });
    return sending;
  };
  const sendLater = (): void => {
    if (timer !== undefined || sending !== undefined) return;
    timer = setTimeout(() => {
      const before = refused.size;
      send().then(
        () => {
          if (refused.size > before) options.warn(refusedError(options.runId, refused));
          if (queue.length > 0) sendLater();
        },
        (error) => options.warn(unsentError(options.runId, queue.length, error)),
      );
    }, options.flushMs ?? FLUSH_MS);
  };
  return {
    add(entry) {
      queue.push(entry);
      sendLater();
    },
    async flush() {
      try {
        while (queue.length > 0) await send();
      } catch (error) {
        throw unsentError(options.runId, queue.length, error);
      }
      await sending;
      const told = refused;
      refused = new Map();
      if (told.size > 0) throw refusedError(options.runId, told);
    },
  };
}

/** How many entries from the front fit into one batch, in order. */
function batchLength(queue: readonly Entry[]): number {
  const pairs = { params: 0, tags: 0 };
  let length = 0;
  for (const { kind } of queue) {
    if (kind !== "metrics") {
      pairs[kind] += 1;
      if (pairs[kind] > PAIRS_MAX) break;
    }
    length += 1;
    if (length === ITEMS_MAX) break;
  }
  return length;
}

function refusedError(run: string, refused: ReadonlyMap<Entry, string>): FettleError {
  const [{ kind, item }, reason] = [...refused][0] as [Entry, string];
  return fail(RECORDING_ERRORS, "RUNS_LOGGED_REFUSED", {
    run,
    count: refused.size,
    first: `${kind.slice(0, -1)} ${JSON.stringify(item.key)}: ${reason}`,
  });
}

function unsentError(run: string, count: number, error: unknown): FettleError {
  const reason = toFettleError(error, "send").message;
  return fail(RECORDING_ERRORS, "RUNS_LOGGED_UNSENT", { run, count, reason }, error);
}
