import type { Browser, Page } from "playwright-core";
import { figure } from "../harness/figure.ts";
import { spread, summarise } from "../harness/statistics.ts";
import type { Section } from "../harness/write-run.ts";
import { METRIC } from "./fill-store.ts";
import { goBack, jump, loadChart, openChart, openRuns, sortBy, zoomIn } from "./moments.ts";
import { freshContext } from "./painted.ts";

/** By name, with the target in milliseconds (facts of the web UI, section 6; design, section 7). */
const TARGETS = {
  "first table: first paint": 800,
  "first table: rows": 1200,
  "jump of the scrollbar: rows in sight filled": 200,
  "sort by another column": 200,
  "back to a list seen before": 150,
  "chart of the long metric, from a click on its run": 300,
  "chart of the long metric, from its address": Number.NaN,
  "zoom into it: its exact points": 250,
} as const;

type Moment = keyof typeof TARGETS;
type Found = { readonly ms: Map<Moment, number[]>; chartKb: number };

/** Until the page has read what it reads at leisure: the other screens' code comes after 3 s. */
const LEISURE_MS = 3500;

/** Times what a person waits for, each round in a fresh profile. */
export async function measureMoments(
  browser: Browser,
  url: string,
  plan: { readonly rounds: number; readonly runs: number; readonly run: string },
): Promise<Omit<Section, "title">> {
  const found: Found = { ms: new Map(), chartKb: Number.NaN };
  for (let round = 0; round < plan.rounds; round += 1) {
    const context = await freshContext(browser);
    await oneRound(await context.newPage(), url, { ...plan, round }, found);
    await context.close();
  }
  const rows = Object.entries(TARGETS).map(([moment, target]) => {
    const taken = found.ms.get(moment as Moment) ?? [];
    const bar = Number.isNaN(target) ? "" : String(target);
    return [moment, bar, summarise(taken).min.toFixed(0), spread(taken, 0)];
  });
  return {
    head: ["from the act until it is painted", "target ms", "best ms", "ms"],
    rows,
    notes: [
      `the chart's answer is ${found.chartKb.toFixed(0)} kB on the wire (target: 100)`,
      "each round in a fresh profile of the browser; the server has answered before",
    ],
    figures: Object.keys(TARGETS).map((moment) =>
      figure(moment, "ms", "less", found.ms.get(moment as Moment) ?? []),
    ),
  };
}

async function oneRound(
  page: Page,
  url: string,
  plan: { readonly round: number; readonly runs: number; readonly run: string },
  found: Found,
): Promise<void> {
  const add = (moment: Moment, ms: number): void => {
    found.ms.set(moment, [...(found.ms.get(moment) ?? []), ms]);
  };
  const first = await openRuns(page, `${url}/runs`);
  add("first table: first paint", first.firstPaint);
  add("first table: rows", first.rows);
  for (const share of [0.9, 0.45, 0.7]) {
    await page.waitForTimeout(300);
    const place = Math.floor(plan.runs * share) - plan.round * 300;
    add("jump of the scrollbar: rows in sight filled", await jump(page, place));
  }
  await jump(page, 0);
  await page.waitForTimeout(300);
  add("sort by another column", await sortBy(page, "Duration"));

  await page.goto(`${url}/runs?q=long`);
  await page.locator(`a[href="/runs/${plan.run}"]`).waitFor();
  await page.waitForTimeout(LEISURE_MS);
  const answered = page.waitForResponse((response) =>
    response.url().includes(`/metrics/${METRIC}`),
  );
  add("chart of the long metric, from a click on its run", await openChart(page, plan.run, METRIC));
  found.chartKb = (await (await answered).request().sizes()).responseBodySize / 1000;
  await page.waitForTimeout(300);
  add("back to a list seen before", await goBack(page));
  add(
    "chart of the long metric, from its address",
    await loadChart(page, `${url}/runs/${plan.run}`, METRIC),
  );
  await page.waitForTimeout(300);
  add("zoom into it: its exact points", await zoomIn(page, METRIC));
}
