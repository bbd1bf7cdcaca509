import { beforeAll, expect, test } from "vitest";
import { describePage } from "./support/fixture.ts";
import { idOf, startRun } from "./support/seed-runs.ts";

const POINTS = 20_000;
const SPIKE = 12_345;

describePage("the charts", (fixture) => {
  const id = idOf("run", 5);
  beforeAll(async () => {
    await startRun(fixture.server, 5, Date.now());
    for (let from = 0; from < POINTS; from += 1000) {
      const metrics = Array.from({ length: 1000 }, (_, i) => {
        const step = from + i;
        const value = step === SPIKE ? 50 : Math.sin(step / 700);
        return { key: "wave", value, timestamp: step * 10, step };
      });
      const gap = { key: "gap", value: "NaN", timestamp: from, step: from / 1000 };
      const sure = { key: "gap", value: from, timestamp: from + 1, step: from / 1000 + 100 };
      await fixture.server.post("/api/2.0/mlflow/runs/log-batch", {
        run_id: id,
        metrics: [...metrics, ...(from === 0 ? [gap, sure] : [])].slice(0, 1000),
        params: [],
        tags: [],
      });
    }
  });

  test("a drag zooms, the part is read exactly, and 0 shows all again", async () => {
    await fixture.visit("/models", async ({ page, complaints }) => {
      const asked: URLSearchParams[] = [];
      page.on("request", (request) => {
        const url = new URL(request.url());
        if (url.pathname.endsWith("/metrics/wave")) asked.push(url.searchParams);
      });
      await page.goto(`${fixture.server.url}/runs/${id}`);
      const chart = page.getByRole("img", { name: /^Line chart of wave/ });
      await chart.waitFor();
      expect(await chart.getAttribute("aria-label")).toContain("to 50");
      expect(asked[0]?.get("px")).toMatch(/^\d+0$/);
      expect(asked[0]?.has("from")).toBe(false);
      const over = chart.locator(".u-over");
      const box = await over.boundingBox();
      if (box === null) throw new Error("no chart to drag over");
      const y = box.y + box.height / 2;
      await page.mouse.move(box.x + box.width * 0.6, y);
      await page.mouse.down();
      await page.mouse.move(box.x + box.width * 0.63, y, { steps: 5 });
      await page.mouse.up();
      await page.waitForURL(/zoom=\d+\.\.\d+/);
      await expect.poll(() => asked.at(-1)?.get("from")).toMatch(/^1[12]\d{3}$/);
      const { from, to } = Object.fromEntries(asked.at(-1) as URLSearchParams) as {
        from: string;
        to: string;
      };
      expect(Number(to) - Number(from)).toBeLessThan(1000);
      await expect.poll(() => chart.getAttribute("aria-label")).toContain("to 50");
      await page.getByRole("group", { name: "Cursor of wave" }).focus();
      await page.keyboard.press("ArrowRight");
      await page.keyboard.press("ArrowRight");
      const readout = page.getByRole("figure").filter({ hasText: "wave" });
      await expect.poll(() => readout.innerText()).toMatch(/ at 1[12],\d{3}/);
      await page.keyboard.press("0");
      await expect.poll(() => page.url()).not.toContain("zoom");
      expect(complaints).toEqual([]);
    });
  });

  test("axes, smoothing and metrics drawn together stand in the address", async () => {
    await fixture.visit(`/runs/${id}`, async ({ page, complaints }) => {
      await page.getByRole("img", { name: /^Line chart of wave/ }).waitFor();
      await page.getByText("Since start", { exact: true }).click();
      await page.waitForURL(/x=relative/);
      await page.getByRole("slider", { name: "Smooth" }).focus();
      await page.keyboard.press("End");
      await page.waitForURL(/smooth=0\.99/);
      await expect
        .poll(async () => {
          const words = await page
            .getByRole("img", { name: /^Line chart of wave/ })
            .getAttribute("aria-label");
          return Number(/to ([\d.]+),/.exec(words ?? "")?.[1]);
        })
        .toBeLessThan(5);
      expect(complaints).toEqual([]);
    });
  });
});
