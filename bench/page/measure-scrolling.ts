import type { Browser, Page } from "playwright-core";
import { type Figure, figure } from "../harness/figure.ts";
import { withPeers } from "../harness/program.ts";
import { spread, summarise } from "../harness/statistics.ts";
import type { Section } from "../harness/write-run.ts";
import { FORTY_COLUMNS } from "./fill-store.ts";
import { freshContext } from "./painted.ts";
import { showPlainList } from "./plain-list.ts";
import { FRAMES, type Scrolled, scroll } from "./scroll.ts";

/** Pixels a frame, with the least frames a second and the most script a frame (facts of the web UI, section 6). */
const SPEEDS = [
  { px: 60, fps: 55, script: 3 },
  { px: 600, fps: 50, script: 5 },
  { px: 6000, fps: 45, script: 8 },
] as const;
const GRID = "[role=grid]";
const PLAIN_COLUMNS = 40;

type Contender = { readonly name: string; readonly selector: string; readonly page: Page };

/** Scrolls the runs' table at three speeds, by turns with an empty page and a plain list. */
export async function measureScrolling(
  browser: Browser,
  url: string,
  plan: { readonly rounds: number; readonly rows: number },
): Promise<Section> {
  const open = async (name: string, selector: string): Promise<Contender> => ({
    name,
    selector,
    page: await (await freshContext(browser)).newPage(),
  });
  const empty = await open("an empty page", "#none");
  const plain = await open("a list by hand", "#list");
  await showPlainList(plain.page, plan.rows, PLAIN_COLUMNS);
  const first = await open("the runs, first columns", GRID);
  await showRuns(first.page, `${url}/runs`);
  const forty = await open("the runs, 40 columns", GRID);
  await showRuns(forty.page, `${url}/runs?cols=${FORTY_COLUMNS}`);

  const aside = await open("40 columns, scrolled aside", GRID);
  await showRuns(aside.page, `${url}/runs?cols=${FORTY_COLUMNS}`);
  await aside.page.locator(GRID).evaluate((grid) => grid.scrollTo({ left: 1700 }));

  const seen = new Map<string, Scrolled[]>();
  for (let round = 0; round < plan.rounds; round += 1)
    for (const { name, selector, page } of withPeers
      ? [empty, plain, first, forty, aside]
      : [first, forty])
      for (const { px } of name === empty.name ? [{ px: 0 }] : SPEEDS) {
        await page.bringToFront();
        await page.waitForTimeout(300);
        const key = `${name} ${px}`;
        seen.set(key, [...(seen.get(key) ?? []), await scroll(page, selector, px)]);
      }
  const rows = [
    row(empty.name, "", seen.get(`${empty.name} 0`) ?? [], ["", ""]),
    ...[plain, first, forty, aside].flatMap(({ name }) =>
      SPEEDS.map(({ px, fps, script }) =>
        row(
          name,
          String(px),
          seen.get(`${name} ${px}`) ?? [],
          name === plain.name ? ["", ""] : [`${fps}`, `${script}`],
        ),
      ),
    ),
  ];
  return {
    title: `scrolling ${plan.rows} rows`,
    head: [
      ...["", "px a frame", "target fps", "best fps", "fps", "target script ms", "script ms"],
      ...["style and layout ms", "main thread ms", "longest frame ms", "tasks > 100 ms", "nodes"],
    ],
    rows,
    notes: [
      `${FRAMES} frames each; script and the like are the main thread's time a frame; nodes at most 2500`,
      "the screen is drawn by the processor: what painting leaves of the two cores is all there is, so script a frame says more than fps",
      "rows that were not read yet stand as dots while the table flies by 6,000 pixels a frame",
      "scrolled aside, the first column stays in sight",
      "the table has no sparklines, with which the targets were set",
    ],
    figures: [first, forty].flatMap(({ name }) =>
      SPEEDS.flatMap(({ px }) => figuresOf(`${name}, ${px} px`, seen.get(`${name} ${px}`) ?? [])),
    ),
  };
}

async function showRuns(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await page.locator(".grid-body [role=row] a").first().waitFor();
}

/** Not the frames a second: the screen makes no more than sixty, so equal they say nothing. */
function figuresOf(what: string, seen: readonly Scrolled[]): Figure[] {
  const all = (of: keyof Scrolled): number[] => seen.map((each) => each[of]);
  return [
    figure(`${what}: script a frame`, "ms", "less", all("script")),
    figure(`${what}: main thread a frame`, "ms", "less", all("task")),
  ];
}

function row(
  name: string,
  px: string,
  seen: readonly Scrolled[],
  [fps, script]: readonly [string, string],
): string[] {
  const all = (of: keyof Scrolled): number[] => seen.map((each) => each[of]);
  return [
    ...[name, px],
    ...[fps, summarise(all("fps")).max.toFixed(1), spread(all("fps"), 1)],
    ...[script, spread(all("script"), 1), spread(all("layout"), 1), spread(all("task"), 1)],
    ...[spread(all("longestFrame"), 0), spread(all("longTasks"), 0)],
    String(summarise(all("nodes")).max),
  ];
}
