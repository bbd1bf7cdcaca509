import { type FettleError, fail, toFettleError } from "#ground/errors";
import { type Buffer, createBuffer } from "#ground/outbox";
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

/** MLflow's limits for one log-batch: items in all, parameters, tags. */
const ITEMS_MAX = 1000;
const PAIRS_MAX = 100;

/** Keeps what a run logs, and sends it in batches as large as MLflow takes them. */
export function createRunBuffer(options: {
  readonly runId: string;
  /** Stores all of them or none; a second delivery of the same entries must change nothing. */
  send(entries: readonly Entry[]): Promise<void>;
  /** Told at once of what could not be stored, for scripts that never call `finish`. */
  warn(error: FettleError): void;
  readonly flushMs?: number;
}): Buffer<Entry> {
  const { runId, flushMs } = options;
  return createBuffer<Entry>({
    batchLength,
    send: (entries) => options.send(entries),
    refusedError: (refused) => refusedError(runId, refused),
    unsentError: (count, cause) => unsentError(runId, count, cause),
    warn: (error) => options.warn(error),
    flushMs,
  });
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
