import { beforeAll, expect, test } from "vitest";
import { describePage } from "./support/fixture.ts";
import { type SeededRun, seedRuns } from "./support/seed-runs.ts";

const API = "/api/fettle/1/models";

describePage("the models", (fixture) => {
  let run: SeededRun;
  beforeAll(async () => {
    const { server } = fixture;
    run = (await seedRuns(server, 3))[2] as SeededRun;
    for (const requestId of ["first", "second"])
      await server.post(`${API}/intent/versions`, {
        requestId,
        project: "sales-agent",
        runId: run.id,
      });
    const move = (version: number, reason: string) =>
      server.put(
        `${API}/intent/aliases/staging`,
        JSON.stringify({ version, project: "sales-agent", reason }),
      );
    await move(1, "to try it out");
    await move(2, "<b>it breaks</b> fewer cases");
  });

  test("a model shows its versions, where they came from, and who moved its aliases when and why", async () => {
    await fixture.visit("/models", async ({ page, complaints }) => {
      await page.getByRole("link", { name: "intent" }).waitFor();
      await page.keyboard.press("j");
      await page.keyboard.press("Enter");
      await page.waitForURL(/\/models\/intent$/);
      const history = page.getByRole("region", { name: "History" });
      const moves = history.getByRole("listitem");
      await expect.poll(() => moves.count()).toBe(2);
      const words = (await moves.first().innerText()).replaceAll(/\s+/g, " ");
      expect(words).toMatch(/staging version 1 → 2 .* by \S+ <b>it breaks<\/b> fewer cases/);
      await page.getByRole("button", { name: "Version 2" }).click();
      await page.waitForURL(/v=2/);
      const panel = page.getByRole("region", { name: "Version 2", exact: true });
      await panel.getByText("data/intents.csv").waitFor();
      await panel.getByRole("link", { name: run.name }).click();
      await page.waitForURL(new RegExp(`/runs/${run.id}$`));
      expect(complaints).toEqual([]);
    });
  });

  test("an alias that is moved appears by itself", async () => {
    await fixture.visit("/models/intent", async ({ page }) => {
      await page.getByText("Live", { exact: true }).waitFor();
      await fixture.server.put(
        `${API}/intent/aliases/canary`,
        JSON.stringify({ version: 1, project: "sales-agent" }),
      );
      await page.getByText("set to version 1").first().waitFor({ timeout: 3000 });
    });
  });
});
