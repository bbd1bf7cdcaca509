import type { Page, Response } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { auditPage } from "./support/chromium.ts";
import { describePage, type Fixture } from "./support/fixture.ts";
import { seedComparison } from "./support/seed-comparison.ts";
import { logEpochs, seedRuns, startRun } from "./support/seed-runs.ts";

type Screen = {
  readonly name: string;
  readonly path: string;
  /** A text that stands there when the screen is complete. */
  readonly shows: string;
  act?(page: Page): Promise<void>;
  /** The browser itself notes the refused request of an error screen, and of a filter half typed. */
  readonly refusal?: true;
};

const SHADES = ["light", "dark"] as const;
/** Tabs that are audited side by side: most of a visit is waiting. */
const AT_ONCE = 3;
const AUDIT_MS = 150_000;

/** No violation, no complaint in the console, no request to another origin: in both themes. */
function auditScreens(fixture: Fixture, screens: () => readonly Screen[]): void {
  for (const colorScheme of SHADES)
    test(
      `no screen breaks a rule of accessibility or of the content policy, ${colorScheme}`,
      async () => {
        const left = [...screens()];
        const work = async (): Promise<void> => {
          for (let next = left.shift(); next !== undefined; next = left.shift())
            await auditScreen(fixture, next, colorScheme);
        };
        await Promise.all(Array.from({ length: AT_ONCE }, work));
      },
      AUDIT_MS,
    );
}

async function auditScreen(
  fixture: Fixture,
  { name, path, shows, act, refusal }: Screen,
  colorScheme: (typeof SHADES)[number],
): Promise<void> {
  await fixture.visit(
    path,
    async ({ page, complaints, strangers }) => {
      await page.getByText(shows).first().waitFor();
      await act?.(page);
      // Half-faded colours are no colours of ours.
      await page.waitForTimeout(300);
      expect.soft(await auditPage(page), name).toEqual([]);
      const noted =
        refusal === true ? complaints.filter((text) => !/\b40[04]\b/.test(text)) : complaints;
      expect.soft(noted, name).toEqual([]);
      expect.soft(strangers, name).toEqual([]);
    },
    { colorScheme },
  );
}

describePage("an empty store", (fixture) => {
  auditScreens(fixture, () => [
    { name: "runs", path: "/", shows: "No runs yet" },
    { name: "gate", path: "/gate", shows: "No comparisons yet" },
    { name: "models", path: "/models", shows: "No models yet" },
    { name: "trash", path: "/trash", shows: "The trash is empty" },
    { name: "nothing to compare", path: "/runs/compare", shows: "Choose at least two runs" },
    {
      name: "no such model",
      path: "/models/nothing",
      shows: "Could not read this model",
      refusal: true,
    },
    {
      name: "no such run",
      path: "/runs/ffffffff",
      shows: "Could not read this run",
      refusal: true,
    },
    {
      name: "no such comparison",
      path: "/gate/ffffffff",
      shows: "Could not read this comparison",
      refusal: true,
    },
  ]);

  test("an empty list names the commands that fill it, with this server's address", async () => {
    await fixture.visit("/runs", async ({ page }) => {
      await page.getByText(`export MLFLOW_TRACKING_URI=${fixture.server.url}`).waitFor();
      expect(await page.getByRole("button", { name: /^Copy / }).count()).toBe(3);
    });
  });
});

/** The runs laid out in every way, with each dialog and list open. */
function layouts(shows: string, pair: readonly string[]): readonly Screen[] {
  return [
    {
      name: "columns",
      path: "/runs",
      shows,
      async act(page) {
        await page.getByRole("button", { name: "Columns" }).click();
        await page.getByRole("checkbox", { name: "loss, best" }).waitFor();
      },
    },
    {
      name: "experiments",
      path: "/runs",
      shows,
      async act(page) {
        await page.getByRole("button", { name: "Experiments" }).click();
        await page.getByRole("button", { name: /^intents/ }).waitFor();
      },
    },
    {
      name: "completion",
      path: "/runs",
      shows,
      refusal: true,
      async act(page) {
        await page.getByRole("combobox").fill("metrics.");
        await page.getByRole("option").first().waitFor();
      },
    },
    {
      name: "groups",
      path: "/runs?group=params.model&diff=1",
      shows: "bayes",
      act: (page) => page.getByRole("row", { name: /^bayes/ }).click(),
    },
    {
      name: "views",
      path: "/runs",
      shows,
      async act(page) {
        await page.getByRole("button", { name: "Views" }).click();
        await page.getByRole("menuitem", { name: "Save as…" }).click();
      },
    },
    {
      name: "chosen",
      path: "/runs",
      shows,
      act: (page) =>
        page
          .getByRole("checkbox", { name: /^Choose/ })
          .first()
          .click(),
    },
    {
      name: "runs compared",
      path: `/runs/compare?refs=${pair.join(",")}&all=1&with=loss,accuracy&smooth=0.6`,
      shows: "Parameters",
      async act(page) {
        await page.getByRole("heading", { name: "Charts" }).scrollIntoViewIfNeeded();
        await page.locator("canvas").first().waitFor();
      },
    },
  ];
}

describePage("a full store", (fixture) => {
  let screens: readonly Screen[] = [];
  beforeAll(async () => {
    const { server } = fixture;
    const runs = await seedRuns(server, 26);
    const [before, after] = [runs[24], runs[25]];
    if (before === undefined || after === undefined) throw new Error("nothing was seeded");
    const live = await startRun(server, 400, Date.now() - 5000);
    await logEpochs(server, live, 0, 10);
    const gone = runs[0] as (typeof runs)[number];
    await server.post("/api/fettle/1/trash", { ids: [gone.id] });
    const options = { n: 1, model: "intent", runs: [before, after] as const };
    const { id } = await seedComparison(server, { ...options, broken: [0, 5], fixed: [3] });
    screens = [
      { name: "runs", path: "/runs", shows: live.name },
      { name: "nothing matches", path: "/runs?q=zebra", shows: "No run matches" },
      { name: "a wrong address", path: "/runs?sort=-colour", shows: "left out" },
      {
        name: "a run",
        path: `/runs/${after.id}`,
        shows: "confusion.csv",
        act: async (page) => void (await page.locator("canvas").first().waitFor()),
      },
      { name: "a running run", path: `/runs/${live.id}?y=log`, shows: "Running" },
      {
        name: "charts as tables",
        path: `/runs/${after.id}`,
        shows: "confusion.csv",
        async act(page) {
          await page.getByRole("button", { name: "Show loss as a table" }).click();
          await page.getByRole("region", { name: "Points of loss" }).waitFor();
        },
      },
      ...layouts(live.name, [before.id, after.id]),
      { name: "a file", path: `/runs/${after.id}?file=confusion.csv`, shows: "predicted" },
      { name: "trash", path: "/trash?kind=run", shows: gone.name },
      { name: "trash at its old address", path: "/runs/trash", shows: gone.name },
      { name: "models", path: "/models", shows: "intent" },
      { name: "a model", path: "/models/intent?v=1", shows: "Data versions" },
      { name: "gate", path: "/gate", shows: "Reject" },
      { name: "a comparison", path: `/gate/${id}`, shows: "first difference" },
      { name: "all its cases", path: `/gate/${id}?show=all`, shows: "Still passes" },
      {
        name: "keys",
        path: "/runs",
        shows: live.name,
        act: async (page) => {
          await page.keyboard.press("?");
          await page.getByRole("dialog", { name: "Keys" }).waitFor();
        },
      },
      {
        name: "commands",
        path: "/runs",
        shows: live.name,
        act: async (page) => {
          await page.keyboard.press("Control+k");
          await page.getByPlaceholder("Type a command").waitFor();
        },
      },
    ];
  });
  auditScreens(fixture, () => screens);

  test("every screen is usable at 320 pixels and at 200 % zoom: nothing sticks out sideways", async () => {
    for (const { path, shows } of screens)
      await fixture.visit(path, async ({ page }) => {
        for (const viewport of [
          { width: 700, height: 450 },
          { width: 320, height: 640 },
        ]) {
          await page.setViewportSize(viewport);
          await page.getByText(shows).first().waitFor();
          const overhang = await page.evaluate(() => {
            const { scrollWidth, scrollHeight, clientWidth, clientHeight } =
              document.documentElement;
            return { wide: scrollWidth - clientWidth, high: scrollHeight - clientHeight };
          });
          expect(overhang, path).toEqual({ wide: 0, high: 0 });
          expect(await page.getByRole("heading", { level: 1 }).isVisible(), path).toBe(true);
        }
      });
  });

  test("the first screen needs at most 220 KiB of script and 20 KiB of style, compressed", async () => {
    const { gzipSync } = await import("node:zlib");
    const bytes = { js: 0, css: 0 };
    await fixture.visit("/health", async ({ page }) => {
      const reads: Promise<void>[] = [];
      const weigh = async (kind: "js" | "css", response: Response): Promise<void> => {
        const body = await response.body();
        bytes[kind] += gzipSync(body, { level: 9 }).length;
      };
      page.on("response", (response) => {
        const kind = /\/assets\/.*\.(js|css)$/.exec(response.url())?.[1];
        if (kind === "js" || kind === "css") reads.push(weigh(kind, response));
      });
      await page.goto(`${fixture.server.url}/runs`);
      await page.getByText("bayes-400").waitFor();
      await Promise.all(reads);
    });
    expect(bytes.js).toBeGreaterThan(50_000);
    expect(bytes.js).toBeLessThanOrEqual(220 * 1024);
    expect(bytes.css).toBeGreaterThan(1_000);
    expect(bytes.css).toBeLessThanOrEqual(20 * 1024);
  });

  test("a chosen theme holds from the first paint on, whatever the system says", async () => {
    await fixture.visit("/runs", async ({ page }) => {
      const ground = (): Promise<string> =>
        page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
      const light = await ground();
      await page.getByRole("button", { name: "Theme" }).click();
      await page.getByRole("menuitemradio", { name: "Dark" }).click();
      expect(await ground()).not.toBe(light);
      // Without the page's own code only the script in the head has run.
      await page.route(/\/assets\/index-.*\.js$/, (route) => route.abort());
      await page.reload();
      expect(await page.evaluate(() => document.documentElement.dataset["theme"])).toBe("dark");
      expect(await ground()).not.toBe(light);
    });
  });
});
