import { randomBytes } from "node:crypto";
import {
  closeSync,
  constants,
  copyFileSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { fail, toFettleError } from "#ground/errors";
import { isPassing, type ServerClient } from "#ground/http";
import { RECORDING_ERRORS } from "./errors.ts";

/** A request that may be sent twice, in the form in which it waits on disk. */
export type Kept =
  | { readonly post: string; readonly body: unknown }
  | { readonly upload: { readonly run: string; readonly inside: string; readonly file: string } };

/** Requests of a run that wait on disk for the server, in the order in which they were made. */
export type Outbox = {
  /** The folder, for messages. */
  readonly folder: string;
  /** How many wait. What is made while some do must wait behind them. */
  waiting(): number;
  /** On disk when it returns. */
  keep(request: { readonly post: string; readonly body: unknown }): void;
  /** Keeps a copy of the file, which may be gone by the time it is sent. */
  keepFile(run: string, inside: string, file: string): void;
  /** Sends what waits; rejects where the server is away still, and the rest goes on waiting. */
  drain(send: SendKept): Promise<void>;
};

export type SendKept = (request: Kept) => Promise<void>;

const FILES = "files";
const ABANDONED_MS = 24 * 3_600_000;

/** Where in a store the requests of scripts wait that could not be sent. */
export function outboxIn(store: string): string {
  return join(store, "outbox");
}

/**
 * An outbox of this process in a folder that all outboxes of a project share. `to` is where it is meant for: nothing is
 * sent anywhere else. Nothing is written before something is kept.
 */
export function createOutbox(options: {
  readonly folder: string;
  readonly to: string;
  readonly warn: (error: Error) => void;
}): Outbox {
  const { folder, to, warn } = options;
  const name = `${process.pid}-${randomBytes(6).toString("hex")}.jsonl`;
  const path = join(folder, name);
  let waiting = 0;
  const keep = (request: Kept): void => {
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
    keepFile(run, inside, file) {
      const kept = join(FILES, randomBytes(12).toString("hex"));
      mkdirSync(join(folder, FILES), { recursive: true, mode: 0o700 });
      copyFileSync(file, join(folder, kept), constants.COPYFILE_FICLONE);
      keep({ upload: { run, inside, file: kept } });
    },
    async drain(send) {
      if (waiting === 0) return;
      let done = 0;
      while (done < waiting) {
        const requests = readOutbox(path).requests;
        for (const request of requests.slice(done)) {
          await sendKept(request, folder, send, warn);
          done += 1;
        }
      }
      removeOutbox(path, folder);
      waiting = 0;
    },
  };
}

/** What became of the outboxes that earlier processes left. */
export type Sent = { readonly sent: number; readonly waiting: number; readonly elsewhere: number };

/** Sends what processes that are gone have left for `to`; what is meant for another server stays. */
export async function sendOutboxes(options: {
  readonly folder: string;
  readonly to: string;
  readonly send: SendKept;
  readonly warn: (error: Error) => void;
}): Promise<Sent> {
  const { folder, to, send, warn } = options;
  let [sent, waiting, elsewhere] = [0, 0, 0];
  for (const name of outboxesIn(folder)) {
    if (!isAbandoned(join(folder, name), name)) continue;
    const mine = join(folder, `${process.pid}-${name.slice(name.indexOf("-") + 1)}`);
    // Whoever renames it first sends it.
    if (!renamed(join(folder, name), mine)) continue;
    const { to: meant, requests } = readOutbox(mine);
    if (meant !== to) {
      elsewhere += requests.length;
      renamed(mine, join(folder, name));
      continue;
    }
    let done = 0;
    try {
      for (const request of requests) {
        await sendKept(request, folder, send, warn);
        done += 1;
      }
      removeOutbox(mine, folder);
    } catch (error) {
      renamed(mine, join(folder, name));
      if (!isPassing(error)) throw error;
    }
    sent += done;
    waiting += requests.length - done;
  }
  return { sent, waiting, elsewhere };
}

/** How to send what was kept. */
export function sendBy(
  client: ServerClient,
  folder: string,
  upload: (run: string, inside: string, file: string) => Promise<void>,
): SendKept {
  return async (request) => {
    if ("post" in request) await client.post(request.post, request.body);
    else {
      const { run, inside, file } = request.upload;
      await upload(run, inside, join(folder, file));
    }
  };
}

/** A request that the server refuses for good is put aside and told, so that it does not hold up the others. */
async function sendKept(
  request: Kept,
  folder: string,
  send: SendKept,
  warn: (error: Error) => void,
): Promise<void> {
  try {
    await send(request);
  } catch (error) {
    if (isPassing(error)) throw error;
    const reason = toFettleError(error, "send").message;
    append(join(folder, "refused.jsonl"), `${JSON.stringify({ ...request, reason })}\n`);
    warn(fail(RECORDING_ERRORS, "RUNS_KEPT_REFUSED", { folder, reason }, error));
  }
}

/** A line that a killed process has not written to its end is none. */
function readOutbox(path: string): { to: string; requests: Kept[] } {
  const lines = readFileSync(path, "utf8").split("\n").slice(0, -1);
  const [head = "{}", ...rest] = lines;
  return {
    to: String((JSON.parse(head) as { to?: string }).to ?? ""),
    requests: rest.map((line) => JSON.parse(line) as Kept),
  };
}

function removeOutbox(path: string, folder: string): void {
  for (const request of readOutbox(path).requests)
    if ("upload" in request) rmSync(join(folder, request.upload.file), { force: true });
  rmSync(path, { force: true });
}

function append(path: string, line: string): void {
  const file = openSync(path, "a", 0o600);
  try {
    writeSync(file, line);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function outboxesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => /^\d+-[0-9a-f]+\.jsonl$/.test(name))
      .sort();
  } catch {
    return [];
  }
}

/** Its process is gone. A number may belong to somebody else by now, so a day without a word counts as well. */
function isAbandoned(path: string, name: string): boolean {
  const pid = Number(name.slice(0, name.indexOf("-")));
  try {
    if (Date.now() - statSync(path).mtimeMs > ABANDONED_MS) return true;
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "ESRCH";
  }
}

function renamed(from: string, to: string): boolean {
  try {
    renameSync(from, to);
    return true;
  } catch {
    return false;
  }
}
