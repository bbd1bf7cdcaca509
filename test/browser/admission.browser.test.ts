import { expect, test } from "vitest";
import { auditPage, openTab } from "./support/chromium.ts";
import { describePage } from "./support/fixture.ts";
import { startRun } from "./support/seed-runs.ts";
import { CAN_BE_STRANGER, openAsStranger } from "./support/stranger.ts";

describePage("the way in", (fixture) => {
  test.skipIf(!CAN_BE_STRANGER)(
    "a colleague's browser is told what to do; the printed link lets it in with a cookie that scripts cannot read",
    async () => {
      const { server } = fixture;
      const passage = await openAsStranger(server.url);
      const tab = await openTab(fixture.browser, `${passage.url}/runs?q=bayes`);
      try {
        const { page } = tab;
        await page.getByRole("heading", { name: /does not know this browser/ }).waitFor();
        await page.getByText("fettle server status").first().waitFor();
        expect(await auditPage(page)).toEqual([]);
        await page.goto(`${passage.url}/runs?q=bayes#token=${server.token}`);
        await page.getByText("Live", { exact: true }).waitFor();
        await page.getByRole("heading", { name: "Runs" }).waitFor();
        expect(page.url()).toBe(`${passage.url}/runs?q=bayes`);
        expect(await page.context().cookies()).toMatchObject([
          { value: server.token, httpOnly: true, sameSite: "Strict" },
        ]);
        expect(await page.evaluate(() => document.cookie + JSON.stringify(localStorage))).toBe(
          "{}",
        );
      } finally {
        await tab.close();
        passage.close();
      }
    },
  );

  test("the server's own user needs no cookie; the token leaves the address all the same", async () => {
    await fixture.visit(`/runs?q=bayes#token=${fixture.server.token}`, async ({ page }) => {
      await page.getByText("Live", { exact: true }).waitFor();
      expect(page.url()).toBe(`${fixture.server.url}/runs?q=bayes`);
      expect(await page.context().cookies()).toEqual([]);
    });
  });

  test("a wrong token shows what to do, and is gone from the address too", async () => {
    await fixture.visit("/runs#token=wrong", async ({ page }) => {
      await page.getByRole("heading", { name: /does not know this browser/ }).waitFor();
      expect(page.url()).toBe(`${fixture.server.url}/runs`);
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
