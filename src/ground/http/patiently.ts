import type { Clock } from "#ground/clock";
import { isFettleError } from "#ground/errors";

const FIRST_WAIT_MS = 100;
const LONGEST_WAIT_MS = 3000;
/** 507: what could not be sent must wait for space, and not be given up. */
const PASSING = new Set([429, 502, 503, 504, 507]);

/**
 * Does `work` again, ever more slowly, while the server is away or busy, for as long as `patienceMs` lasts; other errors
 * end it at once. `work` must be harmless when done twice.
 */
export async function patiently<T>(
  work: () => Promise<T>,
  options: { clock: Clock; patienceMs: number; signal?: AbortSignal | undefined },
): Promise<T> {
  const until = options.clock.now() + options.patienceMs;
  for (let wait = FIRST_WAIT_MS; ; wait = Math.min(wait * 2, LONGEST_WAIT_MS)) {
    try {
      return await work();
    } catch (error) {
      if (!isPassing(error) || options.clock.now() + wait > until) throw error;
      await options.clock.sleep(wait, options.signal);
    }
  }
}

/** Whether an error says that the server is away or busy, so that the same request may succeed later. */
export function isPassing(error: unknown): boolean {
  if (!isFettleError(error)) return false;
  const status = error.code === "SERVER_REFUSED" ? Number(error.facts["status"]) : error.status;
  return PASSING.has(status);
}
