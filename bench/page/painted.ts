import type { Browser, BrowserContext } from "playwright-core";

declare global {
  interface Window {
    /** The next frame begins. */
    nextFrame(): Promise<number>;
    /** Asked for while a frame is made: that frame is painted. */
    afterPaint(): Promise<void>;
    /** Looks at every frame until `isThere`, and gives the time at which that was painted. */
    untilPainted(isThere: () => boolean): Promise<number>;
  }
}

const PATIENCE_MS = 20_000;

/** A tab's worth of a browser, with nothing kept, whose pages know when they were painted. */
export async function freshContext(browser: Browser): Promise<BrowserContext> {
  const context = await browser.newContext({ viewport: { width: 1400, height: 900 } });
  await context.addInitScript((patience) => {
    window.nextFrame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    // A task that is queued while a frame is made runs after that frame's paint.
    window.afterPaint = () =>
      new Promise((resolve) => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => resolve();
        port2.postMessage(undefined);
      });
    window.untilPainted = async (isThere) => {
      const end = performance.now() + patience;
      do await window.nextFrame();
      while (!isThere() && performance.now() < end);
      if (!isThere()) throw new Error(`not there after ${patience} ms: ${isThere}`);
      await window.afterPaint();
      return performance.now();
    };
  }, PATIENCE_MS);
  return context;
}
