import { setImmediate } from "node:timers/promises";

/** Breaks for synchronous work, so that Ctrl-C and a progress line are served while it goes on. */
export type Pulse = {
  /** Fifty milliseconds have passed since the last rest. */
  due(): boolean;
  /** Lets the event loop turn; throws the signal's reason once it has fired. */
  rest(): Promise<void>;
  /** So many bytes were read. */
  moved(bytes: number): void;
};

export function createPulse(
  signal?: AbortSignal,
  onBytes: (bytes: number) => void = () => {},
): Pulse {
  let restedAt = performance.now();
  return {
    moved: onBytes,
    due: () => performance.now() - restedAt > 50,
    async rest() {
      await setImmediate();
      signal?.throwIfAborted();
      restedAt = performance.now();
    },
  };
}
