import type { Clock } from "#ground/clock";
import type { Log } from "#ground/log";
import { type Outcome, type PostOptions, postOnce } from "./post.ts";
import { signedHeaders } from "./signature.ts";
import type { TargetPolicy } from "./target.ts";

/** Something to be told to somebody outside. */
export type Delivery = {
  /** Stays the same when it is sent again, so that a receiver can drop the second. */
  readonly id: string;
  readonly url: string;
  readonly secret: string | null;
  readonly body: string;
  /** Attempts made so far. */
  readonly attempts: number;
};

/** Where a slice keeps its deliveries until they arrived; on disk, so that a killed server goes on with them. */
export type DeliveryQueue = {
  /** Each target with something to send, and when its next is due. */
  lanes(): Promise<readonly { readonly lane: string; readonly dueAt: number }[]>;
  /** A lane's next delivery, which stays in the queue; `undefined` where there is none any more. */
  next(lane: string): Promise<Delivery | undefined>;
  /** It arrived, or was given up: `problem` says why. */
  remove(id: string, problem?: string): Promise<void>;
  /** It is tried again at `dueAt`, and its attempts count one more. */
  postpone(id: string, dueAt: number, problem: string): Promise<void>;
};

export type DeliveryWorld = {
  readonly clock: Clock;
  readonly log: Log;
  readonly settings: TargetPolicy & {
    /** How often a delivery is tried in all. */
    readonly attempts: number;
  };
  readonly resolve?: PostOptions["resolve"];
};

const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 60_000;
const RETRY_AFTER_MAX_MS = 3_600_000;
const PASSING = new Set([408, 429, 500, 502, 503, 504]);
/** Targets that are sent to at the same time, and never two deliveries at once to the same. */
const AT_ONCE = 10;

/**
 * Sends what a queue holds, in the background: each at least once, unless its attempts are used up. `wake` says that
 * something was added. `stop` breaks off what is under way, which stays in the queue.
 */
export function startDeliveries(
  queue: DeliveryQueue,
  world: DeliveryWorld,
): { wake(): void; stop(): Promise<void> } {
  const end = new AbortController();
  const busy = new Map<string, Promise<void>>();
  let bell = Promise.withResolvers<void>();
  const wake = (): void => bell.resolve();

  const attempt = async (lane: string): Promise<void> => {
    try {
      const delivery = await queue.next(lane);
      if (delivery !== undefined) await deliver(delivery, lane, queue, world, end.signal);
    } catch (error) {
      // The queue itself can't be read or written, which passes; till then its deliveries wait.
      if (!end.signal.aborted) world.log.warn("webhooks wait", { error });
      await world.clock.sleep(FIRST_WAIT_MS, end.signal).catch(() => undefined);
    } finally {
      busy.delete(lane);
      wake();
    }
  };
  /** Begins what is due; the milliseconds until the next is, or `undefined`. */
  const beginDue = async (): Promise<number | undefined> => {
    let wait: number | undefined;
    for (const { lane, dueAt } of await queue.lanes()) {
      if (busy.has(lane) || busy.size >= AT_ONCE) continue;
      const left = dueAt - world.clock.now();
      if (left > 0) wait = Math.min(wait ?? left, left);
      else
        busy.set(
          lane,
          attempt(lane).catch(() => undefined),
        );
    }
    return wait;
  };
  const loop = async (): Promise<void> => {
    while (!end.signal.aborted) {
      bell = Promise.withResolvers<void>();
      const wait = await beginDue().catch((error: unknown) => {
        if (!end.signal.aborted) world.log.warn("webhooks wait", { error });
        return FIRST_WAIT_MS;
      });
      await untilWoken(bell.promise, wait, world.clock, end.signal);
    }
  };
  const running = loop();
  return {
    wake,
    async stop() {
      end.abort();
      wake();
      await running;
      await Promise.all(busy.values());
    },
  };
}

async function untilWoken(
  bell: Promise<void>,
  wait: number | undefined,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  if (wait === undefined) return bell;
  const rung = new AbortController();
  const sleep = clock.sleep(wait, AbortSignal.any([signal, rung.signal])).catch(() => undefined);
  await Promise.race([bell, sleep]);
  rung.abort();
}

async function deliver(
  delivery: Delivery,
  lane: string,
  queue: DeliveryQueue,
  world: DeliveryWorld,
  signal: AbortSignal,
): Promise<void> {
  const { id, url, body, secret, attempts } = delivery;
  const at = world.clock.now();
  const outcome = await postOnce({
    url,
    body,
    headers: signedHeaders({ id, at, body, secret }),
    policy: world.settings,
    signal,
    ...(world.resolve === undefined ? {} : { resolve: world.resolve }),
  });
  if (signal.aborted && outcome.kind === "failed") return;
  const problem = problemOf(outcome);
  if (problem === undefined) return queue.remove(id);
  const made = attempts + 1;
  if (!isPassing(outcome) || made >= world.settings.attempts) {
    world.log.warn("webhook given up", { delivery: id, target: lane, attempts: made, problem });
    return queue.remove(id, problem);
  }
  return queue.postpone(id, world.clock.now() + waitBefore(made, outcome), problem);
}

/** What is wrong with an outcome in a few words; `undefined` where the delivery arrived. */
export function problemOf(outcome: Outcome): string | undefined {
  if (outcome.kind === "failed") return outcome.problem;
  if (outcome.status >= 200 && outcome.status < 300) return undefined;
  return outcome.status >= 300 && outcome.status < 400
    ? `answered ${outcome.status}; redirects are not followed`
    : `answered ${outcome.status}`;
}

function isPassing(outcome: Outcome): boolean {
  return outcome.kind === "failed" ? !outcome.lasting : PASSING.has(outcome.status);
}

/** 1, 2, 4 s and so on to a minute, and up to a second more, so that not all come back at once; or what was asked for. */
function waitBefore(made: number, outcome: Outcome): number {
  const asked = outcome.kind === "answered" ? outcome.retryAfterMs : undefined;
  if (asked !== undefined) return Math.min(asked, RETRY_AFTER_MAX_MS);
  return Math.min(FIRST_WAIT_MS * 2 ** (made - 1), LONGEST_WAIT_MS) + Math.random() * 1000;
}
