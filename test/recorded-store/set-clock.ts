import type { Clock } from "#ground/clock";

/** A clock that stands still until it is moved. */
export type SetClock = Clock & {
  /** Goes on by `ms`, and wakes who slept for less. */
  advance(ms: number): void;
};

type Sleeper = { readonly until: number; wake(): void };

/** A clock that says `start`, so that answers which hold the time of now are the same each time. */
export function createSetClock(start: number): SetClock {
  let now = start;
  const sleepers = new Set<Sleeper>();
  return {
    now: () => now,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        const sleeper: Sleeper = {
          until: now + ms,
          wake() {
            sleepers.delete(sleeper);
            resolve();
          },
        };
        const stop = (): void => {
          sleepers.delete(sleeper);
          reject(signal?.reason);
        };
        if (signal?.aborted === true) return stop();
        sleepers.add(sleeper);
        signal?.addEventListener("abort", stop, { once: true });
      }),
    advance(ms) {
      now += ms;
      for (const sleeper of [...sleepers]) if (sleeper.until <= now) sleeper.wake();
    },
  };
}
