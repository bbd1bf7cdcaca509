import { expect, test } from "vitest";
import { describePage } from "./support/fixture.ts";
import { startRun } from "./support/seed-runs.ts";

describePage("the way in", (fixture) => {
  test("the printed link's token leaves the address, and a browser that the kernel names keeps none", async () => {
    await fixture.visit(`/runs?q=bayes#token=${fixture.server.token}`, async ({ page }) => {
      await page.getByRole("heading", { name: "Runs" }).waitFor();
      expect(page.url()).toBe(`${fixture.server.url}/runs?q=bayes`);
      // A cookie of 127.0.0.1 would go to whoever listens on another port of it.
      expect(await page.context().cookies()).toEqual([]);
      expect(await page.evaluate(() => document.cookie)).toBe("");
      expect(await page.evaluate(() => JSON.stringify(localStorage))).toBe("{}");
    });
  });

  test("a wrong token shows what to do, and is gone from the address too", async () => {
    await fixture.visit("/runs#token=wrong", async ({ page }) => {
      await page.getByRole("heading", { name: /does not know this browser/ }).waitFor();
      await page.getByText("fettle server status").first().waitFor();
      expect(page.url()).toBe(`${fixture.server.url}/runs`);
    });
  });

  test("a refused question shows the same, whichever screen asked it", async () => {
    await fixture.visit("/gate", async ({ page }) => {
      await page.getByText("No comparisons yet").waitFor();
      // The refusal of a colleague's browser: same form as the server's, which admits this test's own user.
      await page.route("**/api/fettle/1/runs?*", (route) =>
        route.fulfill({
          status: 403,
          contentType: "application/json",
          body: JSON.stringify({
            error_code: "REQUEST_REFUSED",
            message: "no token",
            hint: "",
            exit: 2,
            facts: {},
          }),
        }),
      );
      await page.getByRole("link", { name: "Runs" }).click();
      await page.getByRole("heading", { name: /does not know this browser/ }).waitFor();
    });
  });

  test("a server that goes away is told, and the page goes on by itself when it is back", async () => {
    const { server } = fixture;
    await fixture.visit("/runs", async ({ page }) => {
      await page.getByText("Live", { exact: true }).waitFor();
      await server.stop();
      await page.getByText("Offline", { exact: true }).waitFor({ timeout: 5000 });
      await page.getByRole("link", { name: "Gate" }).click();
      await page.getByText("The server does not answer.").waitFor();
      await server.start();
      await page.getByText("Live", { exact: true }).waitFor({ timeout: 5000 });
      await page.getByText("No comparisons yet").waitFor({ timeout: 5000 });
      await page.getByRole("link", { name: "Runs" }).click();
      const run = await startRun(server, 1, Date.now());
      await page.getByText(run.name, { exact: true }).waitFor({ timeout: 5000 });
    });
  });

  test("ten tabs of one browser are all live over one connection", async () => {
    await fixture.visit("/runs", async ({ page }) => {
      const tabs = [page];
      for (let i = 1; i < 10; i += 1) {
        const tab = await page.context().newPage();
        await tab.goto(`${fixture.server.url}/runs`);
        tabs.push(tab);
      }
      for (const tab of tabs) await tab.getByText("Live", { exact: true }).waitFor();
      const run = await startRun(fixture.server, 50, Date.now());
      for (const tab of tabs)
        await tab.getByText(run.name, { exact: true }).waitFor({ timeout: 5000 });
    });
  });
});
