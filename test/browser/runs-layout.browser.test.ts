import type { Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { describePage } from "./support/fixture.ts";
import { type SeededRun, seedRuns } from "./support/seed-runs.ts";

const rows = (page: Page) => page.locator(".grid-body [role=row]");
const titles = (page: Page) => page.getByRole("columnheader").allInnerTexts();
const filter = (page: Page) => page.getByRole("combobox", { name: "Filter runs" });

describePage("the layout of the runs", (fixture) => {
  let runs: readonly SeededRun[] = [];
  beforeAll(async () => {
    runs = await seedRuns(fixture.server, 30);
  });

  test("a filter is completed by keyboard alone, and the box is a combobox to a screen reader", async () => {
    await fixture.visit("/runs", async ({ page }) => {
      await rows(page).first().waitFor();
      await page.keyboard.press("/");
      await page.keyboard.type("metrics.acc");
      const option = page.getByRole("option", { name: /^metrics\.accuracy/ });
      await option.waitFor();
      expect(await filter(page).getAttribute("aria-expanded")).toBe("true");
      await page.keyboard.press("ArrowDown");
      await expect.poll(() => option.getAttribute("aria-selected")).toBe("true");
      expect(await filter(page).getAttribute("aria-activedescendant")).toBe(
        await option.getAttribute("id"),
      );
      await page.keyboard.press("Enter");
      await expect.poll(() => filter(page).inputValue()).toBe("metrics.accuracy ");
      await page.getByRole("option", { name: /^>=/ }).waitFor();
      await page.keyboard.type("> 0.9");
      await page.keyboard.press("Enter");
      await page.waitForURL(/q=metrics\.accuracy/);
      await page.keyboard.press("Escape");
      await expect.poll(() => filter(page).inputValue()).toBe("");
      await page.keyboard.press("ArrowDown");
      await page.getByRole("option", { name: "metrics.accuracy > 0.9 recent" }).waitFor();
      await page.keyboard.press("Escape");
      await page.getByRole("listbox").waitFor({ state: "hidden" });
    });
  });

  test("columns are picked and ordered in the dialog and by keys, and a link shows the same", async () => {
    await fixture.visit("/runs?cols=status,metrics.loss,params.model", async ({ page }) => {
      await rows(page).first().waitFor();
      expect(await titles(page)).toEqual(["Name", "Status", "loss", "model"]);
      await page.getByRole("button", { name: "Columns" }).click();
      const dialog = page.getByRole("dialog", { name: "Columns" });
      await dialog.getByRole("searchbox").fill("accur");
      await dialog.getByRole("checkbox", { name: "accuracy, best" }).check();
      await dialog.getByRole("button", { name: "Move best accuracy up" }).click();
      await dialog.getByRole("button", { name: "Take Status out" }).click();
      await page.keyboard.press("Escape");
      await expect.poll(() => titles(page)).toEqual(["Name", "loss", "best accuracy", "model"]);
      await page.getByRole("button", { name: "accuracy (best of the metric)" }).focus();
      await page.keyboard.press("Alt+Shift+ArrowLeft");
      await expect.poll(() => titles(page)).toEqual(["Name", "best accuracy", "loss", "model"]);
      await page.keyboard.press("Alt+ArrowRight");
      await page.waitForURL(/best\.accuracy%7E\d+/);
      await page.getByRole("button", { name: "accuracy (best of the metric)" }).click();
      await page.waitForURL(/sort=-best\.accuracy/);
      const best = (row: number) =>
        rows(page).nth(row).locator("[role=gridcell]").nth(1).innerText().then(Number);
      await expect.poll(() => best(0)).toBeGreaterThan(0.9);
      expect(await best(0)).toBeGreaterThanOrEqual(await best(1));
      await page.goto(page.url());
      await rows(page).first().waitFor();
      expect(await titles(page)).toEqual(["Name", "best accuracy", "loss", "model"]);
    });
  });

  test("runs are grouped with mean and deviation, and a group opens to its runs", async () => {
    await fixture.visit("/runs", async ({ page }) => {
      await rows(page).first().waitFor();
      await page.getByRole("button", { name: "Group" }).click();
      await page.getByRole("menuitemcheckbox", { name: "model" }).click();
      await page.keyboard.press("Escape");
      await page.waitForURL(/group=params\.model/);
      const group = rows(page).filter({ hasText: "bayes (10)" });
      await group.waitFor();
      expect(await rows(page).count()).toBe(3);
      expect(await group.innerText()).toMatch(/0\.\d+ ± 0\.\d+/);
      await group.click();
      await expect.poll(() => rows(page).count()).toBe(13);
      expect(await group.getAttribute("aria-expanded")).toBe("true");
      await page.getByRole("link", { name: "bayes-1", exact: true }).waitFor();
    });
  });

  test("only what differs hides the columns in which all matching runs are the same", async () => {
    await fixture.visit(
      "/runs?q=params.model='bayes'&cols=status,params.model,params.seed,experiment",
      async ({ page }) => {
        await rows(page).first().waitFor();
        await page.getByRole("button", { name: "Only what differs" }).click();
        await page.waitForURL(/diff=1/);
        await expect.poll(() => titles(page)).toEqual(["Name", "Status", "seed"]);
        await page.getByRole("button", { name: "Only what differs" }).click();
        await expect
          .poll(() => titles(page))
          .toEqual(["Name", "Status", "model", "seed", "Experiment"]);
      },
    );
  });

  test("runs chosen by box, by key and by range survive a filter and are compared", async () => {
    await fixture.visit("/runs", async ({ page, complaints }) => {
      await rows(page).first().waitFor();
      await page.getByRole("checkbox", { name: `Choose ${runs[29]?.name}`, exact: true }).click();
      await page
        .getByRole("checkbox", { name: `Choose ${runs[27]?.name}`, exact: true })
        .click({ modifiers: ["Shift"] });
      await page.getByText("3 runs chosen").waitFor();
      await filter(page).fill("rules");
      await page.waitForURL(/q=rules/);
      await page.getByText("3 runs chosen").waitFor();
      await page.getByRole("button", { name: "Compare" }).click();
      await page.waitForURL(/\/runs\/compare\?refs=/);
      const table = page.getByRole("table").first();
      await table.getByRole("row", { name: /^model/ }).waitFor();
      expect(await table.getByRole("row", { name: /^dirty/ }).count()).toBeLessThanOrEqual(1);
      expect(await table.getByRole("row", { name: /^notebook/ }).count()).toBe(0);
      await page.getByRole("button", { name: "Only what differs" }).click();
      await table.getByRole("row", { name: /^notebook/ }).waitFor();
      await page
        .getByRole("img", { name: /^Line chart of accuracy\. (.*at step 39){3}/ })
        .waitFor();
      expect(complaints).toEqual([]);
    });
  });

  test("a view is saved under a name, chosen, deleted, and taken back", async () => {
    await fixture.visit("/runs?q=bayes&sort=name", async ({ page }) => {
      await rows(page).first().waitFor();
      await page.getByRole("button", { name: "Views" }).click();
      await page.getByRole("menuitem", { name: "Save as…" }).click();
      await page.getByLabel("Name", { exact: true }).fill("Bayes by name");
      await page.keyboard.press("Enter");
      await page.getByRole("button", { name: "Bayes by name" }).waitFor();
      await page.goto(`${fixture.server.url}/runs`);
      await page.getByRole("button", { name: "Views" }).click();
      await page.getByRole("menuitem", { name: "Bayes by name", exact: true }).click();
      await page.waitForURL(/q=bayes/);
      await page.getByRole("button", { name: "Bayes by name" }).click();
      await page.getByRole("menuitem", { name: "Delete Bayes by name" }).click();
      await page.getByRole("button", { name: "Views" }).waitFor();
      await page.getByRole("button", { name: "Undo" }).click();
      await page.getByRole("button", { name: "Bayes by name" }).waitFor();
    });
  });

  test("a run goes to the trash and comes back: by undo, and from the trash", async () => {
    const name = runs[0]?.name as string;
    await fixture.visit("/runs?sort=startedAt", async ({ page }) => {
      const box = page.getByRole("checkbox", { name: `Choose ${name}`, exact: true });
      await box.click();
      await page.getByRole("button", { name: "Move to the trash" }).click();
      await box.waitFor({ state: "detached" });
      await page.getByRole("button", { name: "Undo" }).click();
      await box.waitFor();
      await box.click();
      await page.getByRole("button", { name: "Move to the trash" }).click();
      await box.waitFor({ state: "detached" });
      await page.getByRole("link", { name: "Trash" }).first().click();
      const thrown = page.getByRole("checkbox", { name: `Choose ${name}`, exact: true });
      await thrown.click();
      await page.getByRole("button", { name: "Purge…" }).click();
      await page.getByRole("button", { name: "Keep" }).click();
      await page.getByRole("button", { name: "Restore" }).click();
      await thrown.waitFor({ state: "detached" });
      await page.getByRole("link", { name: "Runs" }).first().click();
      await page.waitForURL(/\/runs$/);
      await expect.poll(() => page.getByRole("grid").getAttribute("aria-rowcount")).toBe("31");
    });
  });
});
