import type { BrowserContext } from "playwright-core";

declare global {
  interface Window {
    /** Looks at every frame until `isThere`, and gives the time at which that was painted. */
    untilPainted(isThere: () => boolean): Promise<number>;
  }
}

const PATIENCE_MS = 20_000;

/** Gives every page of the context `untilPainted`, before anything of its own runs. */
export async function giveClock(context: BrowserContext): Promise<void> {
  await context.addInitScript((patience) => {
    const frame = () => new Promise<number>((resolve) => requestAnimationFrame(resolve));
    // A task that is queued while a frame is made runs after that frame's paint.
    const afterPaint = () =>
      new Promise<void>((resolve) => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => resolve();
        port2.postMessage(undefined);
      });
    window.untilPainted = async (isThere) => {
      const end = performance.now() + patience;
      do await frame();
      while (!isThere() && performance.now() < end);
      if (!isThere()) throw new Error(`not there after ${patience} ms: ${isThere}`);
      await afterPaint();
      return performance.now();
    };
  }, PATIENCE_MS);
}
