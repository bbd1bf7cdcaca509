/** What a person waits for on the page, each measured from the click, or the address, until it is painted. */
import type { Page } from "playwright-core";

const ROW_PX = 28;

/** Milliseconds from the beginning of the navigation. */
export type FirstTable = { readonly firstPaint: number; readonly rows: number };

/** Opens the runs in a tab that has nothing yet. */
export async function openRuns(page: Page, url: string): Promise<FirstTable> {
  await page.goto(url, { waitUntil: "commit" });
  return page.evaluate(async () => {
    const rows = await window.untilPainted(
      () => document.querySelectorAll(".grid-body [role=row] a").length >= 20,
    );
    // Told some frames later than it was.
    const firstPaint = await new Promise<number>((resolve) => {
      new PerformanceObserver((entries) => {
        const [entry] = entries.getEntriesByName("first-contentful-paint");
        if (entry !== undefined) resolve(entry.startTime);
      }).observe({ type: "paint", buffered: true });
    });
    return { rows, firstPaint };
  });
}

/** Drags the scrollbar so that the row at `place` is the first in sight, and waits until all in sight are filled. */
export async function jump(page: Page, place: number): Promise<number> {
  return page.evaluate(
    async ({ place, rowPx }) => {
      const grid = document.querySelector("[role=grid]") as HTMLElement;
      const start = performance.now();
      grid.scrollTop = place * rowPx;
      const wanted = Array.from({ length: Math.floor(grid.clientHeight / rowPx) - 1 }, (_, i) =>
        String(place + i + 2),
      );
      const filled = await window.untilPainted(() =>
        wanted.every((index) => grid.querySelector(`[aria-rowindex="${index}"] a`) !== null),
      );
      return filled - start;
    },
    { place, rowPx: ROW_PX },
  );
}

/** Sorts by clicking on a header, and waits until other rows stand there. */
export async function sortBy(page: Page, column: string): Promise<number> {
  return page.evaluate(async (column) => {
    const first = () => document.querySelector(".grid-body [role=row] a")?.textContent;
    const header = [...document.querySelectorAll<HTMLElement>("[role=columnheader] button")].find(
      (each) => each.textContent === column,
    );
    if (header === undefined) throw new Error(`no column ${column}`);
    const before = first();
    const start = performance.now();
    header.click();
    return (await window.untilPainted(() => first() !== before)) - start;
  }, column);
}

/** Opens a run by a click on its row, and waits for the drawn chart of `metric`. */
export async function openChart(page: Page, run: string, metric: string): Promise<number> {
  return page.evaluate(
    async ({ run, metric }) => {
      const link = document.querySelector<HTMLElement>(`a[href="/runs/${run}"]`);
      if (link === null) throw new Error(`no row of ${run}`);
      const canvas = `[aria-label^="Line chart of ${metric}."] canvas`;
      const start = performance.now();
      link.click();
      return (await window.untilPainted(() => document.querySelector(canvas) !== null)) - start;
    },
    { run, metric },
  );
}

/** Opens a run by its address, and waits for the drawn chart of `metric`. */
export async function loadChart(page: Page, address: string, metric: string): Promise<number> {
  await page.goto(address, { waitUntil: "commit" });
  return page.evaluate(async (metric) => {
    const canvas = `[aria-label^="Line chart of ${metric}."] canvas`;
    return window.untilPainted(() => document.querySelector(canvas) !== null);
  }, metric);
}

/** Zooms into the middle of a chart by its key, and waits until the points of that part alone are drawn. */
export async function zoomIn(page: Page, metric: string): Promise<number> {
  return page.evaluate(async (metric) => {
    const chart = document.querySelector(`[aria-label^="Line chart of ${metric}."]`);
    const words = () => chart?.getAttribute("aria-label");
    const before = words();
    const start = performance.now();
    chart?.parentElement?.dispatchEvent(new KeyboardEvent("keydown", { key: "+", bubbles: true }));
    return (await window.untilPainted(() => words() !== before)) - start;
  }, metric);
}

/** Goes back to the list that was seen before. */
export async function goBack(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const start = performance.now();
    history.back();
    const there = await window.untilPainted(
      () => document.querySelector(".grid-body [role=row] a") !== null,
    );
    return there - start;
  });
}
