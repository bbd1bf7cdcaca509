import type { Clock } from "#ground/clock";
import type { ServerClient } from "./client.ts";

/** A server that lives shorter than this is not started again at once, so that a broken one does not fill the machine. */
const SETTLED_MS = 2000;

/**
 * Keeps the server alive while a command runs: an open event stream stops it from leaving when idle, and shows at once
 * when it dies. Any request then starts it again, on its old port, where the command's own log calls are tried again.
 */
export async function keepServer(
  client: ServerClient,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    const since = clock.now();
    await client.events(["server"], () => {}, signal);
    if (signal.aborted) return;
    await client.download("/health").catch(() => undefined);
    if (clock.now() - since < SETTLED_MS) await clock.sleep(SETTLED_MS, signal).catch(() => {});
  }
}
