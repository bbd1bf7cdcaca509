import type { Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { describePage } from "./support/fixture.ts";
import { seedComparison } from "./support/seed-comparison.ts";
import { type SeededRun, seedRuns } from "./support/seed-runs.ts";

/** What has the focus, by its words; fails where nothing shows that it has it. */
async function focused(page: Page): Promise<string> {
  return page.evaluate(() => {
    const element = document.activeElement as HTMLElement;
    const { outlineStyle } = getComputedStyle(element);
    const label = element.getAttribute("aria-label") ?? element.innerText;
    return outlineStyle === "none" ? `unseen: ${label}` : label;
  });
}

describePage("the keyboard alone", (fixture) => {
  beforeAll(async () => {
    const runs = await seedRuns(fixture.server, 12);
    const pair = [runs[10], runs[11]] as [SeededRun, SeededRun];
    await seedComparison(fixture.server, {
      n: 1,
      model: "intent",
      runs: pair,
      broken: [0],
      fixed: [3],
    });
  });

  test("finds a run, opens it, goes on to the gate and reads a case", async () => {
    await fixture.visit("/runs", async ({ page, complaints }) => {
      await page.getByText("bayes-10", { exact: true }).waitFor();
      await page.keyboard.press("/");
      await page.keyboard.type("bayes");
      await page.waitForURL(/q=bayes/);
      await expect.poll(() => page.getByRole("grid").getAttribute("aria-rowcount")).toBe("5");
      await page.keyboard.press("Tab");
      await page.keyboard.press("Tab");
      await page.keyboard.press("j");
      await expect.poll(() => focused(page)).toMatch(/^bayes-10\b/);
      await page.keyboard.press("j");
      await expect.poll(() => focused(page)).toMatch(/^bayes-7\b/);
      await page.keyboard.press("ArrowUp");
      await page.keyboard.press("Enter");
      await page.getByRole("heading", { name: "bayes-10" }).waitFor();
      await page.keyboard.press("g");
      await page.keyboard.press("g");
      await page.waitForURL(/\/gate$/);
      await page.getByText("intent@2").waitFor();
      await page.keyboard.press("j");
      await page.keyboard.press("Enter");
      await page.getByRole("heading", { name: "price objection then trial" }).waitFor();
      await page.keyboard.press("j");
      await page.getByRole("heading", { name: "out of scope" }).waitFor();
      expect(complaints).toEqual([]);
    });
  });

  test("Tab visits the skip link first, and the focus is always to be seen", async () => {
    await fixture.visit("/runs", async ({ page }) => {
      await page.getByText("bayes-10", { exact: true }).waitFor();
      const visited: string[] = [];
      const isRow = (label: string | undefined) => /^bayes-10|^logistic-11/.test(label ?? "");
      // As far as the table's first row, which the next Tab would leave with the page.
      while (visited.length < 40 && !isRow(visited.at(-1))) {
        await page.keyboard.press("Tab");
        visited.push(await focused(page));
      }
      expect(visited[0]).toBe("Skip to the content");
      expect(visited.filter((label) => label.startsWith("unseen"))).toEqual([]);
      expect(visited).toContain("Filter runs");
      expect(isRow(visited.at(-1))).toBe(true);
    });
  });

  test("the sheet of keys comes from what is bound, Escape closes it and gives the focus back", async () => {
    await fixture.visit("/runs", async ({ page }) => {
      await page.getByText("bayes-10", { exact: true }).waitFor();
      await page.keyboard.press("j");
      const before = await focused(page);
      await page.keyboard.press("Shift+?");
      const sheet = page.getByRole("dialog", { name: "Keys" });
      await sheet.getByText("go to Gate").waitFor();
      expect(await sheet.innerText()).toContain("Command menu");
      await page.keyboard.press("Escape");
      await sheet.waitFor({ state: "hidden" });
      expect(await focused(page)).toBe(before);
    });
  });

  test("letters are keys only where the person wants them, and never while typing", async () => {
    await fixture.visit("/runs", async ({ page }) => {
      await page.getByText("bayes-10", { exact: true }).waitFor();
      await page.keyboard.press("/");
      await page.keyboard.type("g g");
      await page.waitForTimeout(300);
      expect(new URL(page.url()).pathname).toBe("/runs");
      await page.keyboard.press("Escape");
      await page.keyboard.press("Escape");
      await page.keyboard.press("?");
      await page.getByRole("checkbox", { name: "Single letters are keys" }).uncheck();
      await page.keyboard.press("Escape");
      await page.keyboard.press("g");
      await page.keyboard.press("g");
      await page.waitForTimeout(300);
      expect(new URL(page.url()).pathname).toBe("/runs");
    });
  });

  test("the command menu goes to a page and changes the theme", async () => {
    await fixture.visit("/runs", async ({ page, complaints }) => {
      await page.getByText("bayes-10", { exact: true }).waitFor();
      await page.keyboard.press("Control+k");
      await page.getByPlaceholder("Type a command").waitFor();
      await page.keyboard.type("dark");
      await page.keyboard.press("Enter");
      await expect
        .poll(() => page.evaluate(() => document.documentElement.dataset["theme"]))
        .toBe("dark");
      await page.keyboard.press("Control+k");
      await page.keyboard.type("gate");
      await page.keyboard.press("Enter");
      await page.waitForURL(/\/gate$/);
      await page.keyboard.press("Control+k");
      await page.keyboard.press("Escape");
      await page.getByRole("dialog").waitFor({ state: "hidden" });
      expect(complaints).toEqual([]);
    });
  });
});
