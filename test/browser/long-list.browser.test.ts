import type { Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { describePage } from "./support/fixture.ts";
import { seedMany } from "./support/seed-many.ts";
import { startRun } from "./support/seed-runs.ts";

const COUNT = 20_000;

const nodes = (page: Page): Promise<number> =>
  page.evaluate(() => document.querySelectorAll("*").length);

describePage(`${COUNT} runs`, (fixture) => {
  beforeAll(() => seedMany(fixture.server, COUNT), 120_000);

  test("a real scrollbar reaches the last of them, and only those in sight exist", async () => {
    await fixture.visit("/runs", async ({ page, complaints }) => {
      await page.getByText(`many-${COUNT - 1}`, { exact: true }).waitFor();
      const grid = page.getByRole("grid", { name: "Runs" });
      expect(await grid.getAttribute("aria-rowcount")).toBe(String(COUNT + 1));
      for (const share of [0.25, 0.5, 0.9]) {
        await grid.evaluate((element, at) => {
          element.scrollTop = element.scrollHeight * at;
        }, share);
        const middle = page.locator(".grid-body [role=row]").nth(12).locator("a");
        await middle.waitFor();
        expect(await middle.innerText()).toMatch(/^many-\d+$/);
        expect(await nodes(page)).toBeLessThan(2500);
      }
      await grid.evaluate((element) => element.scrollTo({ top: element.scrollHeight }));
      await page.getByText("many-0", { exact: true }).waitFor();
      await page.keyboard.press("Home");
      await grid.evaluate((element) => element.scrollTo({ top: 0 }));
      await page.getByText(`many-${COUNT - 1}`, { exact: true }).waitFor();
      expect(complaints).toEqual([]);
    });
  });

  test("rows come in while one scrolls on, and at rest they stand in the document in their order", async () => {
    await fixture.visit("/runs", async ({ page, complaints }) => {
      await page.getByText(`many-${COUNT - 1}`, { exact: true }).waitFor();
      const grid = page.getByRole("grid", { name: "Runs" });
      const filled = await grid.evaluate(async (element) => {
        for (let frame = 1; frame < 1200; frame += 1) {
          element.scrollTop = frame * 80;
          await new Promise(requestAnimationFrame);
          const links = [...element.querySelectorAll("[aria-rowindex] a")];
          const seen = links.map((link) =>
            Number(link.closest("[aria-rowindex]")?.getAttribute("aria-rowindex")),
          );
          if (Math.max(...seen) > 300) return true;
        }
        return false;
      });
      expect(filled).toBe(true);
      const places = () =>
        page
          .locator(".grid-body [role=row]")
          .evaluateAll((rows) => rows.map((row) => Number(row.getAttribute("aria-rowindex"))));
      await expect
        .poll(async () => {
          const now = await places();
          return now.every((place, i) => i === 0 || place > (now[i - 1] as number));
        })
        .toBe(true);
      expect(complaints).toEqual([]);
    });
  });

  test("the focus stays on its row however far one scrolls", async () => {
    await fixture.visit("/runs", async ({ page }) => {
      await page.getByText(`many-${COUNT - 1}`, { exact: true }).waitFor();
      const focused = () =>
        page.evaluate(() => document.activeElement?.getAttribute("aria-rowindex"));
      for (let i = 0; i < 3; i += 1) await page.keyboard.press("j");
      await expect.poll(focused).toBe("4");
      const grid = page.getByRole("grid", { name: "Runs" });
      for (const top of [200, 5000, 400_000]) {
        await grid.evaluate((element, at) => element.scrollTo({ top: at }), top);
        await page
          .getByText(`many-${COUNT - 1 - Math.ceil(top / 28) - 3}`, { exact: true })
          .waitFor();
        expect(await focused()).toBe("4");
      }
      await page.keyboard.press("j");
      await expect.poll(focused).toBe("5");
      await expect.poll(() => grid.evaluate((element) => element.scrollTop)).toBeLessThan(200);
    });
  });

  test("what one reads in the middle stays where it is when runs come in", async () => {
    await fixture.visit("/runs", async ({ page }) => {
      await page.getByText("Live", { exact: true }).waitFor();
      await page.getByText(`many-${COUNT - 1}`, { exact: true }).waitFor();
      const grid = page.getByRole("grid", { name: "Runs" });
      await grid.evaluate((element) => element.scrollTo({ top: 28 * 10_000 }));
      const read = page.getByText(`many-${COUNT - 1 - 10_010}`, { exact: true });
      const top = () => read.evaluate((element) => Math.round(element.getBoundingClientRect().top));
      await read.waitFor();
      const before = await top();
      await startRun(fixture.server, 900, Date.now());
      await page.getByRole("button", { name: "1 new" }).waitFor({ timeout: 5000 });
      expect(await top()).toBe(before);
    });
  });

  test("folders of experiments narrow the list, and groups count all of it", async () => {
    await fixture.visit("/runs?project=sweep", async ({ page }) => {
      await page.getByRole("button", { name: "Experiments" }).click();
      const dialog = page.getByRole("dialog", { name: "Experiments" });
      await dialog.getByRole("button", { name: "Folder vision/", exact: true }).click();
      await dialog.getByRole("button", { name: /^vit\/\s*13,333/ }).click();
      await page.waitForURL(/exp=vision%2Fvit%2F/);
      await page.getByText("13,333 runs").waitFor();
      await page.goto(`${fixture.server.url}/runs?project=sweep&group=params.model,tags.team`);
      await page
        .getByText(/bayes · search/)
        .or(page.getByText("(3,33").first())
        .first()
        .waitFor();
      expect(await page.locator(".grid-body [role=row]").count()).toBe(6);
    });
  });

  test("of hundreds of columns only those in sight exist", async () => {
    const run = await startRun(fixture.server, 901, Date.now() + 1000);
    const metrics = Array.from({ length: 300 }, (_, i) => ({
      key: `wide_${i}`,
      value: i,
      timestamp: 0,
      step: 0,
    }));
    await fixture.server.post("/api/2.0/mlflow/runs/log-batch", {
      run_id: run.id,
      metrics,
      params: [],
      tags: [],
    });
    const cols = metrics.map(({ key }) => `metrics.${key}`).join(",");
    await fixture.visit(`/runs?cols=${cols}`, async ({ page }) => {
      await page.getByText(run.name, { exact: true }).waitFor();
      expect(await page.getByRole("columnheader").count()).toBeLessThan(30);
      const grid = page.getByRole("grid", { name: "Runs" });
      expect(await grid.getAttribute("aria-colcount")).toBe("301");
      await grid.evaluate((element) => element.scrollTo({ left: element.scrollWidth }));
      await page.getByRole("columnheader", { name: "wide_299" }).waitFor();
      const first = page.locator(".grid-body [role=row]").first();
      expect(await first.locator("[role=gridcell]").last().innerText()).toBe("299");
      const name = await first.getByRole("link").boundingBox();
      expect(name?.x).toBeGreaterThan((await grid.boundingBox())?.x ?? Number.POSITIVE_INFINITY);
    });
  });
});
