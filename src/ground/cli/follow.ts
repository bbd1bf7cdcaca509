import { isPassing, type ServerClient } from "#ground/http";
import type { Context } from "./context.ts";

/** How long a server that went away is waited for before it is asked again. */
const AGAIN_MS = 1000;

/**
 * Calls `look` at once and after each event of these topics, one call at a time, until it says that it is over or
 * somebody stops it. A server that goes away is asked again: one on this machine is started by the question.
 */
export async function follow(
  client: ServerClient,
  topics: readonly string[],
  context: Pick<Context, "signal" | "clock">,
  look: () => Promise<boolean>,
): Promise<void> {
  const over = new AbortController();
  const stop = AbortSignal.any([over.signal, context.signal]);
  let busy: Promise<void> | undefined;
  let again = false;
  let problem: unknown;
  const ask = (): void => {
    if (busy !== undefined) {
      again = true;
      return;
    }
    busy = look()
      .then((done) => {
        if (done) over.abort();
      })
      .catch((error: unknown) => {
        // A server that is away comes back, or is started again by the next question.
        if (isPassing(error)) return;
        problem = error;
        over.abort();
      })
      .finally(() => {
        busy = undefined;
        if (!again || stop.aborted) return;
        again = false;
        ask();
      });
  };
  while (!stop.aborted) {
    await client.events(topics, ask, stop, ask);
    await busy;
    if (stop.aborted) break;
    await context.clock.sleep(AGAIN_MS, stop).catch(() => undefined);
    if (!stop.aborted) ask();
  }
  if (problem !== undefined) throw problem;
}

/** Draws a text over the one before it. */
export function screen(context: Pick<Context, "output">): (text: string) => void {
  let lines = 0;
  return (text) => {
    const up = lines === 0 ? "" : `\u001b[${lines}A\u001b[J`;
    lines = text.split("\n").length;
    context.output.say(up + text);
  };
}
