import type { CDPSession, Page } from "playwright-core";

/** What a browser did while a list was scrolled by so many pixels at each frame. */
export type Scrolled = {
  readonly fps: number;
  /** Milliseconds of the main thread a frame: JavaScript, and style with layout. */
  readonly script: number;
  readonly layout: number;
  /** All of the main thread, painting included. */
  readonly task: number;
  /** The longest time between two frames, milliseconds. */
  readonly longestFrame: number;
  /** Tasks over 100 ms. */
  readonly longTasks: number;
  readonly nodes: number;
};

export const FRAMES = Number(process.env["FETTLE_BENCH_FRAMES"] ?? 120);

/**
 * Scrolls what `selector` finds from its top, `px` a frame, turning round at its end.
 * @param px 0 lets the frames pass, to see how many the machine makes
 */
export async function scroll(page: Page, selector: string, px: number): Promise<Scrolled> {
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable");
  const before = await mainThread(session);
  const seen = await page.evaluate(scrollInPage, { selector, px, frames: FRAMES });
  const after = await mainThread(session);
  await session.detach();
  const each = (name: string): number =>
    ((after.get(name) ?? 0) - (before.get(name) ?? 0)) / FRAMES;
  return {
    fps: (1000 * FRAMES) / seen.ms,
    script: each("ScriptDuration"),
    layout: each("LayoutDuration") + each("RecalcStyleDuration"),
    task: each("TaskDuration"),
    longestFrame: seen.longestFrame,
    longTasks: seen.longTasks,
    nodes: seen.nodes,
  };
}

/** The main thread's time so far, in milliseconds, by the names of the DevTools protocol. */
async function mainThread(session: CDPSession): Promise<ReadonlyMap<string, number>> {
  const { metrics } = await session.send("Performance.getMetrics");
  return new Map(metrics.map(({ name, value }) => [name, value * 1000]));
}

/** Runs in the page, so it uses nothing from here but what `freshContext` put there. */
async function scrollInPage(options: { selector: string; px: number; frames: number }) {
  const list = document.querySelector(options.selector);
  let longTasks = 0;
  const watch = new PerformanceObserver((entries) => {
    longTasks += entries.getEntries().filter(({ duration }) => duration > 100).length;
  });
  watch.observe({ type: "longtask" });
  const most = list === null ? 0 : list.scrollHeight - list.clientHeight;
  const start = await window.nextFrame();
  let last = start;
  let longestFrame = 0;
  for (let frame = 1; frame <= options.frames; frame += 1) {
    const way = most === 0 ? 0 : (frame * options.px) % (2 * most);
    // Set once the frame is painted and all is laid out, as by a wheel: while a frame is made, setting it would lay out
    // within a script, and be counted twice.
    await window.afterPaint();
    if (list !== null && options.px > 0) list.scrollTop = way > most ? 2 * most - way : way;
    const now = await window.nextFrame();
    longestFrame = Math.max(longestFrame, now - last);
    last = now;
  }
  for (const entry of watch.takeRecords()) if (entry.duration > 100) longTasks += 1;
  watch.disconnect();
  return {
    ms: last - start,
    longestFrame,
    longTasks,
    nodes: document.querySelectorAll("*").length,
  };
}
