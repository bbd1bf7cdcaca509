import { randomBytes } from "node:crypto";
import { constants, copyFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { toFettleError } from "#ground/errors";
import {
  append,
  type Kept,
  type OutboxOptions,
  readOutbox,
  removeOutbox,
  type SendKept,
  sendKept,
} from "./outbox-file.ts";

/** Requests that wait on disk for the server, in the order in which they were made; `T` says where a file is to go. */
export type Outbox<T> = {
  /** The folder, for messages. */
  readonly folder: string;
  /** How many wait. What is made while some do must wait behind them. */
  waiting(): number;
  /** On disk when it returns. */
  keep(request: { readonly post: string; readonly body: unknown }): void;
  /** Keeps a copy of the file, which may be gone by the time it is sent. */
  keepFile(target: T, file: string): void;
  /** Sends what waits; rejects where the server is away still, and the rest goes on waiting. */
  drain(send: SendKept<T>): Promise<void>;
};

const FILES = "files";

/**
 * An outbox of this process in a folder that all outboxes of a project share. `to` is where it is meant for: nothing is
 * sent anywhere else. Nothing is written before something is kept.
 */
export function createOutbox<T extends object>(options: OutboxOptions): Outbox<T> {
  const { folder, to } = options;
  const name = `${process.pid}-${randomBytes(6).toString("hex")}.jsonl`;
  const path = join(folder, name);
  let waiting = 0;
  const keep = (request: Kept<T>): void => {
    try {
      if (waiting === 0) {
        mkdirSync(folder, { recursive: true, mode: 0o700 });
        append(path, `${JSON.stringify({ to })}\n`);
      }
      append(path, `${JSON.stringify(request)}\n`);
    } catch (error) {
      throw toFettleError(error, "write", path);
    }
    waiting += 1;
  };
  return {
    folder,
    waiting: () => waiting,
    keep,
    keepFile(target, file) {
      const kept = join(FILES, randomBytes(12).toString("hex"));
      mkdirSync(join(folder, FILES), { recursive: true, mode: 0o700 });
      copyFileSync(file, join(folder, kept), constants.COPYFILE_FICLONE);
      keep({ upload: { ...target, file: kept } });
    },
    async drain(send) {
      if (waiting === 0) return;
      let done = 0;
      while (done < waiting) {
        const requests = readOutbox<T>(path).requests;
        for (const request of requests.slice(done)) {
          await sendKept(request, send, options);
          done += 1;
        }
      }
      removeOutbox(path, folder);
      waiting = 0;
    },
  };
}
