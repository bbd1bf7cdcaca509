import { type FettleError, toFettleError } from "#ground/errors";
import { isPassing } from "#ground/http";

export type BufferOptions<E> = {
  /** How many from the front of these make one batch, at least one. */
  batchLength(queue: readonly E[]): number;
  /** Stores all of them or none; a second delivery of the same entries must change nothing. */
  send(entries: readonly E[]): Promise<void>;
  /** The error for entries that were refused, each with the reason. */
  refusedError(refused: ReadonlyMap<E, string>): FettleError;
  /** The error for so many entries that wait in memory. */
  unsentError(count: number, cause: unknown): FettleError;
  /** Told at once of what could not be stored, for scripts that never call `flush`. */
  warn(error: FettleError): void;
  readonly flushMs?: number | undefined;
};

export type Buffer<E> = {
  add(entry: E): void;
  /** Sends what waits; rejects with what could not be stored since the last call. */
  flush(): Promise<void>;
};

const FLUSH_MS = 200;

/**
 * Keeps entries and sends them in order, one batch at a time. Its timer holds the process, so that a script that
 * ends without `flush` loses nothing.
 */
export function createBuffer<E>(options: BufferOptions<E>): Buffer<E> {
  const queue: E[] = [];
  let refused = new Map<E, string>();
  let timer: NodeJS.Timeout | undefined;
  let sending: Promise<void> | undefined;

  /** A refused batch is halved until the entries that are to blame stand alone; the others are stored. */
  const deliver = async (batch: readonly E[]): Promise<void> => {
    try {
      await options.send(batch);
    } catch (error) {
      if (isPassing(error)) throw error;
      if (batch.length === 1) {
        refused.set(batch[0] as E, toFettleError(error, "send").message);
        return;
      }
      const middle = Math.ceil(batch.length / 2);
      await deliver(batch.slice(0, middle));
      await deliver(batch.slice(middle));
    }
  };
  const sendAll = async (): Promise<void> => {
    while (queue.length > 0) {
      const batch = queue.slice(0, options.batchLength(queue));
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
          if (refused.size > before) options.warn(options.refusedError(refused));
          if (queue.length > 0) sendLater();
        },
        (error) => options.warn(options.unsentError(queue.length, error)),
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
        throw options.unsentError(queue.length, error);
      }
      await sending;
      const told = refused;
      refused = new Map();
      if (told.size > 0) throw options.refusedError(told);
    },
  };
}
