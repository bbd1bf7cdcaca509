import { beforeAll, expect, test } from "vitest";
import { describePage } from "./support/fixture.ts";
import { seedComparison } from "./support/seed-comparison.ts";
import { type SeededRun, seedRuns } from "./support/seed-runs.ts";

describePage("a comparison", (fixture) => {
  let runs: readonly SeededRun[] = [];
  let id = "";
  const pair = () => [runs[10], runs[11]] as [SeededRun, SeededRun];
  beforeAll(async () => {
    runs = await seedRuns(fixture.server, 12);
    id = (
      await seedComparison(fixture.server, {
        n: 1,
        model: "intent",
        runs: pair(),
        broken: [0, 5],
        fixed: [3],
      })
    ).id;
  });

  test("shows the verdict with its reasons, the counts and both versions' metrics", async () => {
    await fixture.visit(`/gate/${id}`, async ({ page }) => {
      const verdict = page.getByRole("region", { name: "Verdict" });
      await verdict.getByText("Reject").waitFor();
      expect(await verdict.innerText()).toMatch(/breaks 2 must-pass cases|must-pass cases/);
      expect(await page.title()).toBe("intent@2 against intent@1 · Gate · Fettle");
      const metrics = page.getByRole("region", { name: "Metrics" });
      expect(await metrics.getByRole("row", { name: /^accuracy/ }).innerText()).toMatch(/[▲▼]/);
      const counts = await page.locator("dl").first().innerText();
      expect(counts.replaceAll(/\s+/g, " ")).toContain("Broken 2 Fixed 1 Same 19");
      expect(await verdict.isVisible()).toBe(true);
    });
  });

  test("begins with the broken cases; j and k choose, the address keeps the choice", async () => {
    await fixture.visit(`/gate/${id}`, async ({ page }) => {
      const changes = page.getByRole("grid", { name: "Cases" }).locator(".grid-body [role=row]");
      await changes.first().waitFor();
      expect(await changes.allInnerTexts()).toEqual([
        expect.stringMatching(/^Broken\s+price objection then trial$/),
        expect.stringMatching(/^Broken\s+repeated question from the cache$/),
        expect.stringMatching(/^Fixed\s+out of scope$/),
      ]);
      await page.keyboard.press("j");
      await page.waitForURL(/case=.*repeated-question/);
      await page.getByRole("heading", { name: "repeated question from the cache" }).waitFor();
      await page.keyboard.press("j");
      await page.getByRole("heading", { name: "out of scope" }).waitFor();
      await page.keyboard.press("k");
      await page.getByRole("heading", { name: "repeated question from the cache" }).waitFor();
      await page.getByText("All 22").click();
      await page.waitForURL(/show=all/);
      expect(await page.getByRole("grid", { name: "Cases" }).getAttribute("aria-rowcount")).toBe(
        "23",
      );
    });
  });

  test("a link to a case opens at the first turn that differs, both sides and their stages beside it", async () => {
    const path = `/gate/${id}?case=${encodeURIComponent("dialogues/sales/price-objection-then-trial")}`;
    await fixture.visit(path, async ({ page }) => {
      const turn = page.getByRole("listitem", { name: "Turn 2" });
      await turn.waitFor();
      expect(await turn.getAttribute("aria-current")).toBe("true");
      await expect
        .poll(() => turn.evaluate((element) => element.getBoundingClientRect().top))
        .toBeLessThan(900);
      const text = (await turn.innerText()).replaceAll(/\s+/g, " ");
      expect(text).toContain("answered by model");
      expect(text).toContain("answered by fallback");
      expect(text).toContain("cache hit");
      expect(text).toContain("expected price got fallback");
      expect(text).toContain("price 0.41, below 0.6");
      expect(await turn.locator("del").allInnerTexts()).not.toEqual([]);
      expect(await turn.locator("ins").allInnerTexts()).not.toEqual([]);
    });
  });

  test("a new comparison appears in the list by itself and opens by a click", async () => {
    await fixture.visit("/gate", async ({ page }) => {
      await page.getByText("Live", { exact: true }).waitFor();
      await page.getByText("intent@2").waitFor();
      await seedComparison(fixture.server, {
        n: 2,
        model: "intent",
        runs: pair(),
        broken: [],
        fixed: [3],
      });
      await page.getByText("Promote").waitFor({ timeout: 3000 });
      await page.getByRole("row", { name: /Promote/ }).click();
      await page.getByRole("heading", { name: "intent@4 against intent@3" }).waitFor();
      await page.getByText("fettle promote intent@4").waitFor();
    });
  });
});
