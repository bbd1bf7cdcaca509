import type { Clock } from "#ground/clock";
import { fail, toFettleError } from "#ground/errors";
import { isPassing, patiently, type ServerClient } from "#ground/http";
import { RECORDING_ERRORS } from "./errors.ts";
import { type Outbox, sendBy } from "./outbox.ts";

/**
 * Sends the requests of a run, in order: at once where the server answers, else by way of the disk. A request that was
 * kept counts as done for the script; it is sent when the server is back, by this process or a later one.
 */
export type Sender = {
  post(path: string, body: unknown): Promise<void>;
  /** `inside` is the path below the run's artifacts. */
  upload(inside: string, file: string): Promise<void>;
  /** Tries once more to send what waits on disk, and tells what goes on waiting. */
  finish(): Promise<void>;
};

export type SenderOptions = {
  readonly run: string;
  readonly client: ServerClient;
  readonly clock: Clock;
  /** How long a request is tried before it goes to the disk, or, without an outbox, fails. */
  readonly patienceMs: number;
  readonly outbox: Outbox | undefined;
  upload(run: string, inside: string, file: string): Promise<void>;
  warn(error: Error): void;
};

const AGAIN_MS = 5000;

export function createSender(options: SenderOptions): Sender {
  const { run, client, outbox } = options;
  let line: Promise<unknown> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  let told = false;
  /** One after the other: what is made later must not overtake. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const next = line.then(work);
    line = next.catch(() => undefined);
    return next;
  };
  const drain = (): Promise<void> =>
    outbox === undefined
      ? Promise.resolve()
      : outbox.drain(sendBy(client, outbox.folder, options.upload));
  const drainLater = (): void => {
    if (timer !== undefined) return;
    timer = setTimeout(() => {
      timer = undefined;
      inTurn(drain).catch(drainLater);
    }, AGAIN_MS);
    // What waits is on disk: no reason to keep the process.
    timer.unref();
  };
  const orKeep = (work: () => Promise<void>, keep: (box: Outbox) => void): Promise<void> =>
    inTurn(async () => {
      if (outbox !== undefined && outbox.waiting() > 0) return keep(outbox);
      try {
        await patiently(work, options);
      } catch (error) {
        if (outbox === undefined || !isPassing(error)) throw error;
        keep(outbox);
        if (!told) options.warn(keptError(run, outbox, error));
        told = true;
        drainLater();
      }
    });
  return {
    post: (path, body) =>
      orKeep(
        async () => void (await client.post(path, body)),
        (box) => box.keep({ post: path, body }),
      ),
    upload: (inside, file) =>
      orKeep(
        () => options.upload(run, inside, file),
        (box) => box.keepFile(run, inside, file),
      ),
    async finish() {
      clearTimeout(timer);
      timer = undefined;
      if (outbox === undefined) return;
      await inTurn(() => patiently(drain, options)).catch((error) => {
        if (!isPassing(error)) throw error;
        options.warn(keptError(run, outbox, error));
      });
    },
  };
}

function keptError(run: string, outbox: Outbox, error: unknown): Error {
  const reason = toFettleError(error, "send").message;
  const facts = { run, count: outbox.waiting(), folder: outbox.folder, reason };
  return fail(RECORDING_ERRORS, "RUNS_LOGGED_KEPT", facts, error);
}
