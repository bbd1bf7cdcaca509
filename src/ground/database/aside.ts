import { Worker } from "node:worker_threads";
import type { FromAside, ToAside } from "./aside-worker.ts";
import type { AsideReader, Row, Value } from "./database.ts";
import { sqliteError } from "./sqlite-error.ts";

type Pending = {
  readonly rows: unknown[];
  readonly resolve: (found: unknown[] | Float64Array) => void;
  readonly reject: (error: unknown) => void;
};

/** A thread costs some 15 MB; one that nobody asked for so long goes. */
const IDLE_MS = 30_000;

/**
 * Reads in a thread of its own, which is started by the first question and goes when nobody asks. One that dies takes
 * its questions with it, as errors; the next question starts another.
 */
export function openAside(
  path: string,
  file: URL = workerFile(),
): AsideReader & { close(): Promise<void> } {
  let worker: Worker | undefined;
  let idle: NodeJS.Timeout | undefined;
  let lastId = 0;
  let closed = false;
  const pending = new Map<number, Pending>();

  const leave = async (gone: Worker | undefined, problem: Error): Promise<void> => {
    if (gone === undefined || gone !== worker) return;
    worker = undefined;
    for (const { reject } of pending.values()) reject(problem);
    pending.clear();
    await gone.terminate();
  };
  const start = (): Worker => {
    const made = new Worker(file, { workerData: { path } });
    made.unref();
    made.on("message", (message: FromAside) => {
      receive(made, pending, path, message);
      if (pending.size > 0) return;
      made.unref();
      idle = setTimeout(() => void leave(made, new Error("idle")), IDLE_MS).unref();
    });
    made.on("error", (error) => void leave(made, toError(error)));
    made.on("exit", (code) => void leave(made, new Error(`the reader thread ended with ${code}`)));
    return made;
  };
  const ask = (how: "get" | "all" | "lists" | "numbers", sql: string, values: readonly Value[]) => {
    if (closed) return Promise.reject(new Error("the database is closed"));
    clearTimeout(idle);
    worker ??= start();
    worker.ref();
    lastId += 1;
    const id = lastId;
    worker.postMessage({ id, how, sql, values } satisfies ToAside);
    return new Promise<unknown[] | Float64Array>((resolve, reject) =>
      pending.set(id, { rows: [], resolve, reject }),
    );
  };

  return {
    get: async <R = Row>(sql: string, ...values: readonly Value[]) =>
      ((await ask("get", sql, values)) as R[])[0],
    all: async <R = Row>(sql: string, ...values: readonly Value[]) =>
      (await ask("all", sql, values)) as R[],
    lists: async <R = readonly Value[]>(sql: string, ...values: readonly Value[]) =>
      (await ask("lists", sql, values)) as R[],
    numbers: async (sql, ...values) => (await ask("numbers", sql, values)) as Float64Array,
    async close() {
      closed = true;
      clearTimeout(idle);
      await leave(worker, new Error("the database is closed"));
    },
  };
}

function receive(
  worker: Worker,
  pending: Map<number, Pending>,
  path: string,
  message: FromAside,
): void {
  const { id } = message;
  const waiting = pending.get(id);
  if (waiting === undefined) return;
  if ("rows" in message) {
    for (const row of message.rows) waiting.rows.push(row);
    if (message.more) {
      // The next piece is asked for in the next turn, so that others get theirs in between.
      setImmediate(() => worker.postMessage({ id } satisfies ToAside));
      return;
    }
  }
  pending.delete(id);
  if ("error" in message) waiting.reject(asThrown(path, message.error));
  else waiting.resolve("numbers" in message ? message.numbers : waiting.rows);
}

/** The thread's error as SQLite's own would be: its fields don't survive the way between threads. */
function asThrown(path: string, told: { message: string; errcode: number | undefined }): unknown {
  const error = new Error(told.message);
  if (told.errcode === undefined) return error;
  return sqliteError(path, Object.assign(error, { errcode: told.errcode }));
}

function toError(value: unknown): Error {
  return value instanceof Error ? value : new Error(String(value));
}

/** TypeScript where this is TypeScript; in the bundle the worker is an entry of its own. */
function workerFile(): URL {
  const end = import.meta.url.endsWith(".ts") ? "ts" : "js";
  return new URL(`./aside-worker.${end}`, import.meta.url);
}
