import { type Boot, bootNow } from "./boot.ts";

/** Time as the code sees it, so that tests can set it. */
export type Clock = {
  /** Milliseconds since 1970-01-01 UTC. */
  now(): number;
  /** Resolves after `ms`; rejects with the signal's reason when it fires first. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** How long the machine runs, whatever `now` says; left out where nobody knows. */
  boot?(): Boot;
};

export const systemClock: Clock = {
  now: () => Date.now(),
  boot: bootNow,
  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      const onAbort = (): void => {
        clearTimeout(timer);
        reject(signal?.reason);
      };
      const timer = setTimeout(() => {
        signal?.removeEventListener("abort", onAbort);
        resolve();
      }, ms);
      if (signal?.aborted === true) onAbort();
      else signal?.addEventListener("abort", onAbort, { once: true });
    }),
};
