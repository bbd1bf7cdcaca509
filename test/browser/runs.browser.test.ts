import type { Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { describePage } from "./support/fixture.ts";
import { endRun, logEpochs, type SeededRun, seedRuns, startRun } from "./support/seed-runs.ts";

const COUNT = 260;

const rows = (page: Page) => page.locator(".grid-body [role=row]");
const cell = (page: Page, row: number, column: number): Promise<string> =>
  rows(page).nth(row).locator("[role=gridcell]").nth(column).innerText();

describePage("the runs", (fixture) => {
  let runs: readonly SeededRun[] = [];
  beforeAll(async () => {
    runs = await seedRuns(fixture.server, COUNT);
  });

  test("a click on a header sorts, and the address says so", async () => {
    await fixture.visit("/runs", async ({ page }) => {
      await rows(page).first().waitFor();
      expect(await cell(page, 0, 0)).toBe(runs.at(-1)?.name);
      await page.getByRole("button", { name: "accuracy (metric)" }).click();
      await page.waitForURL(/sort=-metrics\.accuracy/);
      const header = page.getByRole("columnheader", { name: "accuracy (metric)" });
      expect(await header.getAttribute("aria-sort")).toBe("descending");
      await expect.poll(async () => Number(await cell(page, 0, 4))).toBeGreaterThan(0.94);
      const values = await Promise.all(
        [0, 1, 2, 3].map(async (i) => Number(await cell(page, i, 4))),
      );
      expect(values).toEqual([...values].sort((a, b) => b - a));
      await page.getByRole("button", { name: "accuracy (metric)" }).click();
      await page.waitForURL(/sort=metrics\.accuracy/);
      await expect.poll(async () => Number(await cell(page, 0, 4))).toBeLessThan(0.72);
    });
  });

  test("an address opened elsewhere shows the same rows", async () => {
    const path = "/runs?q=bayes&status=FAILED&sort=name&cols=status,metrics.loss,params.seed";
    await fixture.visit(path, async ({ page }) => {
      await rows(page).first().waitFor();
      expect(await page.getByRole("combobox", { name: "Filter runs" }).inputValue()).toBe("bayes");
      expect(await page.getByRole("radio", { name: "Failed" }).isChecked()).toBe(true);
      expect(await cell(page, 0, 0)).toMatch(/^bayes-/);
      expect(await cell(page, 0, 1)).toBe("Failed");
      const titles = await page.getByRole("columnheader").allInnerTexts();
      expect(titles).toEqual(["Name", "Status", "loss", "seed"]);
    });
  });

  test("the link that MLflow's client prints opens the run", async () => {
    const run = runs.at(-1) as SeededRun;
    await fixture.visit(`/#/experiments/0/runs/${run.id}`, async ({ page }) => {
      await page.waitForURL(new RegExp(`/runs/${run.id}$`));
      await page.getByRole("heading", { name: run.name }).waitFor();
    });
  });

  test("a comparison in the box is a filter, and a wrong one says what is wrong without losing the rows", async () => {
    await fixture.visit("/runs", async ({ page }) => {
      await rows(page).first().waitFor();
      const box = page.getByRole("combobox", { name: "Filter runs" });
      await box.fill("metrics.accuracy > 0.95");
      await expect
        .poll(() => page.getByRole("main").getByRole("status").first().innerText())
        .toMatch(/^\d{1,2} runs$/);
      expect(Number(await cell(page, 0, 4))).toBeGreaterThan(0.95);
      await box.fill("metrics.accuracy >");
      await page.getByRole("alert").waitFor();
      expect(await rows(page).count()).toBeGreaterThan(3);
    });
  });

  test("status and columns are chosen by clicks", async () => {
    await fixture.visit("/runs", async ({ page }) => {
      await rows(page).first().waitFor();
      await page.getByText("Failed", { exact: true }).first().click();
      await page.waitForURL(/status=FAILED/);
      await expect.poll(() => cell(page, 0, 1)).toBe("Failed");
      await page.getByRole("button", { name: "Columns" }).click();
      await page.getByRole("checkbox", { name: "loss, last" }).uncheck();
      await page.keyboard.press("Escape");
      expect(await page.getByRole("columnheader", { name: "loss (metric)" }).count()).toBe(0);
      expect(await page.getByRole("columnheader", { name: "accuracy (metric)" }).count()).toBe(1);
    });
  });

  test("only the rows in sight exist, and the last one is one key away", async () => {
    await fixture.visit("/runs", async ({ page }) => {
      await rows(page).first().waitFor();
      expect(await page.getByRole("grid").getAttribute("aria-rowcount")).toBe(String(COUNT + 1));
      expect(await rows(page).count()).toBeLessThan(60);
      await page.keyboard.press("j");
      await page.keyboard.press("End");
      await expect
        .poll(() => page.evaluate(() => document.activeElement?.getAttribute("aria-rowindex")))
        .toBe(String(COUNT + 1));
    });
  });

  test("a new run appears by itself, and never pushes away what one reads", async () => {
    await fixture.visit("/runs", async ({ page }) => {
      await page.getByText("Live", { exact: true }).waitFor();
      await rows(page).first().waitFor();
      const fresh = await startRun(fixture.server, 700, Date.now());
      await page.getByText(fresh.name, { exact: true }).waitFor({ timeout: 3000 });
      expect(await cell(page, 0, 1)).toBe("Running");
      const grid = page.getByRole("grid");
      await grid.evaluate((element) => element.scrollTo({ top: 1400 }));
      await page.waitForTimeout(300);
      const placeOf = (name: string) =>
        page
          .getByText(name, { exact: true })
          .evaluate((element) => Math.round(element.getBoundingClientRect().top));
      const read = runs[COUNT - 55]?.name ?? "";
      const before = await placeOf(read);
      await startRun(fixture.server, 701, Date.now() + 1);
      await page.getByRole("button", { name: "1 new" }).waitFor({ timeout: 3000 });
      expect(await placeOf(read)).toBe(before);
      await page.getByRole("button", { name: "1 new" }).click();
      await page
        .getByText("bayes-701", { exact: true })
        .or(page.getByText("logistic-701", { exact: true }))
        .or(page.getByText("rules-701", { exact: true }))
        .waitFor();
      await endRun(fixture.server, fresh, "KILLED", Date.now());
      await expect.poll(() => cell(page, 1, 1)).toBe("Killed");
    });
  });

  test("a run's page follows it while it runs", async () => {
    const run = await startRun(fixture.server, 800, Date.now() - 1000);
    await logEpochs(fixture.server, run, 0, 5);
    await fixture.visit(`/runs/${run.id}`, async ({ page }) => {
      await page.getByText("Live", { exact: true }).waitFor();
      const loss = page.getByRole("row", { name: /^loss/ });
      await expect.poll(() => loss.innerText()).toMatch(/\b5$/);
      const chart = page.getByRole("img", { name: /^Line chart of loss/ });
      expect(await chart.getAttribute("aria-label")).toMatch(/at step 4/);
      await logEpochs(fixture.server, run, 5, 12);
      await expect.poll(() => loss.innerText(), { timeout: 3000 }).toMatch(/\b12$/);
      await expect.poll(() => chart.getAttribute("aria-label")).toMatch(/at step 11/);
      await endRun(fixture.server, run, "FINISHED", Date.now());
      await page.getByText("Finished").waitFor({ timeout: 3000 });
    });
  });

  test("a run's page tells what it was and hands out its files", async () => {
    await fixture.visit(`/runs/${runs.at(-1)?.id}`, async ({ page }) => {
      await page.getByText("--note 'second try'").waitFor();
      await page.getByRole("button", { name: "model" }).click();
      const link = page.getByRole("link", { name: "Save labels.txt" });
      await link.waitFor();
      const [download] = await Promise.all([page.waitForEvent("download"), link.click()]);
      expect(download.suggestedFilename()).toBe("labels.txt");
      const { readFile } = await import("node:fs/promises");
      expect(await readFile(await download.path(), "utf8")).toBe("price\ngreeting\n");
      await page.getByRole("radio", { name: "Log" }).check({ force: true });
      await page.waitForURL(/y=log/);
      await page.getByRole("button", { name: "Show accuracy as a table" }).click();
      const points = page.getByRole("region", { name: "Points of accuracy" });
      expect(await points.getByRole("row").count()).toBe(41);
    });
  });
});
