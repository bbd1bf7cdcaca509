import type { Clock } from "#ground/clock";
import { toFettleError } from "#ground/errors";
import { isPassing, patiently, type ServerClient } from "#ground/http";
import type { Outbox } from "./outbox.ts";
import { sendBy } from "./send-by.ts";

/**
 * Sends requests in order: at once where the server answers, else by way of the disk. A request that was kept counts as
 * done for the script; it is sent when the server is back, by this process or a later one.
 */
export type Sender<T> = {
  post(path: string, body: unknown): Promise<void>;
  upload(target: T, file: string): Promise<void>;
  /** Tries once more to send what waits on disk, and tells what goes on waiting. */
  finish(): Promise<void>;
};

/** What goes on waiting on disk, and why. */
export type Waiting = { readonly count: number; readonly folder: string; readonly reason: string };

export type SenderOptions<T> = {
  readonly client: ServerClient;
  readonly clock: Clock;
  /** How long a request is tried before it goes to the disk, or, without an outbox, fails. */
  readonly patienceMs: number;
  readonly outbox: Outbox<T> | undefined;
  upload(target: T, file: string): Promise<void>;
  /** Told once when requests begin to wait on disk, and at the end where they still do. */
  kept(waiting: Waiting, cause: unknown): void;
};

const AGAIN_MS = 5000;

export function createSender<T>(options: SenderOptions<T>): Sender<T> {
  const { client, outbox } = options;
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
  const orKeep = (work: () => Promise<void>, keep: (box: Outbox<T>) => void): Promise<void> =>
    inTurn(async () => {
      if (outbox !== undefined && outbox.waiting() > 0) return keep(outbox);
      try {
        await patiently(work, options);
      } catch (error) {
        if (outbox === undefined || !isPassing(error)) throw error;
        keep(outbox);
        if (!told) options.kept(waitingIn(outbox, error), error);
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
    upload: (target, file) =>
      orKeep(
        () => options.upload(target, file),
        (box) => box.keepFile(target, file),
      ),
    async finish() {
      clearTimeout(timer);
      timer = undefined;
      if (outbox === undefined) return;
      await inTurn(() => patiently(drain, options)).catch((error) => {
        if (!isPassing(error)) throw error;
        options.kept(waitingIn(outbox, error), error);
      });
    },
  };
}

function waitingIn<T>(outbox: Outbox<T>, error: unknown): Waiting {
  const reason = toFettleError(error, "send").message;
  return { count: outbox.waiting(), folder: outbox.folder, reason };
}
