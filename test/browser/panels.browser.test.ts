import { beforeAll, expect, test } from "vitest";
import { describePage } from "./support/fixture.ts";
import { seedComparison } from "./support/seed-comparison.ts";
import { type SeededRun, seedRuns } from "./support/seed-runs.ts";

describePage("what slices show on each other's screens", (fixture) => {
  let runs: readonly SeededRun[] = [];
  let comparison = "";
  beforeAll(async () => {
    runs = await seedRuns(fixture.server, 12);
    const pair = [runs[10], runs[11]] as [SeededRun, SeededRun];
    const seeded = { n: 1, model: "intent", runs: pair, broken: [0, 5], fixed: [3] };
    comparison = (await seedComparison(fixture.server, seeded)).id;
  });

  test("a run tells what it used and which versions came from it", async () => {
    await fixture.visit(`/runs/${runs[11]?.id}`, async ({ page, complaints }) => {
      const models = page.getByRole("region", { name: "Models" });
      await models.getByRole("link", { name: "intent@2" }).waitFor();
      const lineage = page.getByRole("region", { name: "Lineage" });
      expect(await lineage.innerText()).toMatch(/Came from\s+data\s+data\/intents\.csv@/);
      await lineage.getByRole("link", { name: "intent@2" }).click();
      await page.waitForURL(/\/models\/intent\?v=2$/);
      await page.getByRole("region", { name: "Version 2", exact: true }).waitFor();
      expect(complaints).toEqual([]);
    });
  });

  test("a version tells its verdicts and its lineage, and each leads on", async () => {
    await fixture.visit("/models/intent?v=2", async ({ page, complaints }) => {
      const verdicts = page.getByRole("region", { name: "Verdicts" });
      await verdicts.getByText("Reject").waitFor();
      const lineage = page.getByRole("region", { name: "Lineage" });
      await lineage.getByRole("link", { name: runs[11]?.id.slice(0, 8) ?? "" }).waitFor();
      expect(await lineage.getByText(/^report$/).count()).toBe(1);
      await verdicts.getByRole("link", { name: "as candidate against intent@1" }).click();
      await page.waitForURL(new RegExp(`/gate/${comparison}$`));
      expect(complaints).toEqual([]);
    });
  });

  test("a thing of a kind without a screen is plain text", async () => {
    await fixture.visit(`/gate/${comparison}`, async ({ page }) => {
      const lineage = page.getByRole("region", { name: "Lineage" });
      await lineage.getByText("report").first().waitFor();
      expect(await lineage.getByRole("link").count()).toBe(0);
    });
  });

  test("a panel whose code cannot be read says so, can be tried again, and takes nothing with it", async () => {
    await fixture.visit("/runs", async ({ page }) => {
      let away = true;
      await page.route(/registered-panel/, (route) => (away ? route.abort() : route.continue()));
      await page.getByRole("grid", { name: "Runs" }).waitFor();
      await page.getByRole("link", { name: runs[11]?.name ?? "" }).click();
      const models = page.getByRole("region", { name: "Models" });
      await models.getByRole("alert").waitFor();
      expect(await models.innerText()).toContain("Could not show the models");
      await page.getByRole("region", { name: "Lineage" }).getByText("Came from").waitFor();
      away = false;
      await models.getByRole("button", { name: "Try again" }).click();
      await models.getByRole("link", { name: "intent@2" }).waitFor();
    });
  });
});
