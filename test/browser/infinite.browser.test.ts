import type { Locator, Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { auditPage } from "./support/chromium.ts";
import { describePage, type Fixture } from "./support/fixture.ts";
import { jumpClock, seedInfinite } from "./support/seed-infinite.ts";
import type { SeededRun } from "./support/seed-runs.ts";

const COLUMNS = "cols=metrics.loss,metrics.score,metrics.broken,metrics.all_infinite";
const AUDIT_MS = 150_000;

/** Both themes, wide and narrow: nothing that axe finds, no complaint, nothing wider than the window. */
async function auditAll(
  fixture: Fixture,
  path: string,
  ready: (page: Page) => Promise<void>,
): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const)
    for (const width of [1280, 400])
      await fixture.visit(
        path,
        async ({ page, complaints }) => {
          await ready(page);
          await page.waitForTimeout(300);
          const name = `${path} ${colorScheme} ${width}`;
          expect.soft(await auditPage(page), name).toEqual([]);
          expect.soft(complaints, name).toEqual([]);
          const wider = await page.evaluate(
            () => document.documentElement.scrollWidth - window.innerWidth,
          );
          expect.soft(wider, name).toBeLessThanOrEqual(0);
        },
        { colorScheme, viewport: { width, height: 900 } },
      );
}

/** The chart of a metric; what is out of sight is not read yet. */
async function scrollTo(page: Page, metric: string): Promise<Locator> {
  const figure = page.getByRole("figure").filter({ hasText: metric });
  await page.mouse.move(200, 600);
  await expect
    .poll(
      async () => {
        if ((await figure.count()) === 0) await page.mouse.wheel(0, 200);
        return figure.count();
      },
      { timeout: 20_000 },
    )
    .toBe(1);
  return figure;
}

describePage("values that are no numbers", (fixture) => {
  let runs: readonly SeededRun[] = [];
  beforeAll(async () => {
    runs = await seedInfinite(fixture.server);
  });
  const pathOf = () => `/runs/${runs[0]?.id}`;

  test(
    "a run's page shows each as what it is, and a chart says what it could not draw",
    async () => {
      await auditAll(fixture, pathOf(), async (page) => {
        const row = page.getByRole("row", { name: /^loss/ });
        await row.getByText("-∞").waitFor();
        const blank = await scrollTo(page, "all_infinite");
        await blank.getByText("No point here is a finite number.").waitFor();
        await blank.getByText("30 infinite points not drawn.").waitFor();
        const loss = await scrollTo(page, "loss");
        await loss.getByText("2 infinite points not drawn.").waitFor();
        expect(await loss.getByText("No point here").count()).toBe(0);
      });
    },
    AUDIT_MS,
  );

  test(
    "by the keyboard alone the cursor comes to an infinite point, and the table lists them",
    async () => {
      await fixture.visit(pathOf(), async ({ page }) => {
        const figure = page.getByRole("figure").filter({ hasText: "loss" });
        await page.getByRole("group", { name: "Cursor of loss" }).focus();
        const said: string[] = [];
        for (let i = 0; i < 18; i += 1) {
          await page.keyboard.press("ArrowRight");
          said.push(await figure.locator("figcaption").innerText());
        }
        for (const value of ["∞ at 14", "NaN at 15", "-∞ at 16"])
          expect(said.join("\n")).toContain(value);
        await page.getByRole("button", { name: "Show loss as a table" }).focus();
        await page.keyboard.press("Enter");
        const table = page.getByRole("region", { name: "Points of loss" });
        for (const value of ["∞", "NaN", "-∞"])
          await table.getByRole("cell", { name: value, exact: true }).waitFor();
      });
    },
    AUDIT_MS,
  );

  test(
    "lists, groups and comparisons show them, and count infinite ones beside a mean",
    async () => {
      await auditAll(fixture, `/runs?${COLUMNS}`, async (page) => {
        await page.getByText("-∞").first().waitFor();
        expect(await page.getByText("NaN").count()).toBe(4);
      });
      await auditAll(fixture, `/runs?group=params.model&${COLUMNS}`, (page) =>
        page.getByText("2 × ∞").first().waitFor(),
      );
      const refs = runs.map(({ id }) => id).join(",");
      await auditAll(fixture, `/runs/compare?refs=${refs}&all=1`, (page) =>
        page
          .getByRole("row", { name: /^score/ })
          .getByText("-∞")
          .first()
          .waitFor(),
      );
    },
    AUDIT_MS,
  );

  test(
    "after a clock that jumped the trash says why nothing is purged",
    async () => {
      await fixture.server.post("/api/fettle/1/trash", { ids: [runs[1]?.id] });
      await jumpClock(fixture.server);
      await auditAll(fixture, "/trash", (page) =>
        page.getByText("the clock jumped from").waitFor(),
      );
    },
    AUDIT_MS,
  );
});
