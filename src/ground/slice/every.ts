import type { ServerContext } from "#ground/server";
import type { Background } from "./background.ts";

/**
 * Background work that is done again and again: at once, then `ms` after it was done. What fails is logged and done
 * again the next time. `stop` lets work that is under way end.
 */
export function every(
  ms: number,
  name: string,
  work: (context: ServerContext, signal: AbortSignal) => Promise<unknown>,
): Background {
  return async (context) => {
    const end = new AbortController();
    const loop = async (): Promise<void> => {
      while (!end.signal.aborted) {
        try {
          await work(context, end.signal);
        } catch (error) {
          if (!end.signal.aborted) context.log.error(`${name} failed`, { error });
        }
        await context.clock.sleep(ms, end.signal).catch(() => undefined);
      }
    };
    const running = loop();
    return {
      async stop() {
        end.abort();
        await running;
      },
    };
  };
}
