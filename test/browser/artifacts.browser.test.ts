import { beforeAll, expect, test } from "vitest";
import { describePage } from "./support/fixture.ts";
import type { PageServer } from "./support/page-server.ts";
import { type SeededRun, seedRuns } from "./support/seed-runs.ts";

const SCRIPT = "<script>document.title = 'hacked'; window.hacked = true</script>";
const ATTACK = `${SCRIPT}<img src=x onerror="window.hacked = true">`;

const FILES: Readonly<Record<string, string>> = {
  "page.html": `<html>${ATTACK}</html>`,
  "picture.svg": `<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40" onload="window.hacked = true">${SCRIPT}<rect width="40" height="40"/></svg>`,
  "notes.md": `# Findings\n\n[link](javascript:window.hacked=true) **bold**\n\n${ATTACK}\n`,
  "table.csv": `name,note\n"a, b",${SCRIPT}\n`,
  "tree.json": JSON.stringify({ rate: 0.1, layers: [1, 2, 3] }),
  "study.ipynb": JSON.stringify({
    cells: [
      { cell_type: "markdown", source: `## Study\n${ATTACK}` },
      {
        cell_type: "code",
        execution_count: 7,
        source: "frame",
        outputs: [
          {
            output_type: "display_data",
            data: { "text/html": ATTACK, "application/javascript": "window.hacked = true" },
          },
          { output_type: "execute_result", data: { "text/html": ATTACK, "text/plain": "3 rows" } },
        ],
      },
    ],
  }),
  "long.log": "a line of the log\n".repeat(40_000),
};

async function store(server: PageServer, run: SeededRun): Promise<void> {
  const { artifactUri } = await server.get<{ artifactUri: string }>(`/api/fettle/1/runs/${run.id}`);
  const base = artifactUri.replace("mlflow-artifacts:/", "/api/2.0/mlflow-artifacts/artifacts/");
  for (const [name, text] of Object.entries(FILES)) await server.put(`${base}/${name}`, text);
}

describePage("the artifacts", (fixture) => {
  let run: SeededRun;
  beforeAll(async () => {
    run = (await seedRuns(fixture.server, 1))[0] as SeededRun;
    await store(fixture.server, run);
  });

  const shown: readonly (readonly [name: string, text: string])[] = [
    ["page.html", "<html>"],
    ["notes.md", "Findings"],
    ["table.csv", "a, b"],
    ["tree.json", "layers:"],
    ["study.ipynb", "3 rows"],
    ["long.log", "Showing the first 262 kB of 720 kB"],
  ];
  test.each(shown)("%s is looked at, and nothing in it runs", async (name, text) => {
    await fixture.visit(`/runs/${run.id}`, async ({ page, complaints, strangers }) => {
      await page.getByRole("button", { name: new RegExp(`^${name}`) }).click();
      await page.waitForURL(new RegExp(`file=${name}`));
      const preview = page.getByRole("region", { name: `Preview of ${name}`, exact: true });
      await preview.getByText(text).first().waitFor();
      expect(await page.evaluate(() => "hacked" in window)).toBe(false);
      expect(await page.title()).not.toBe("hacked");
      expect(await preview.locator("script, iframe, [onerror]").count()).toBe(0);
      expect(await preview.locator("a[href^='javascript']").count()).toBe(0);
      expect([complaints, strangers]).toEqual([[], []]);
    });
  });

  test("an SVG is a picture in which no script runs", async () => {
    await fixture.visit(`/runs/${run.id}?file=picture.svg`, async ({ page, complaints }) => {
      const picture = page.getByRole("img", { name: "picture.svg" });
      await picture.waitFor();
      await expect
        .poll(() => picture.evaluate((img) => (img as HTMLImageElement).naturalWidth))
        .toBe(40);
      expect(await page.evaluate(() => "hacked" in window)).toBe(false);
      expect(complaints).toEqual([]);
    });
  });

  test("of a long file only its beginning is read", async () => {
    await fixture.visit("/health", async ({ page }) => {
      const asked: string[] = [];
      page.on("request", (request) => {
        if (request.url().endsWith("/artifact/long.log"))
          asked.push(request.headers()["range"] ?? "");
      });
      await page.goto(`${fixture.server.url}/runs/${run.id}?file=long.log`);
      await page.getByText(/^Showing the first 262 kB/).waitFor();
      expect(asked).toEqual(["bytes=0-262143"]);
    });
  });

  test("all of them are saved as a zip", async () => {
    await fixture.visit(`/runs/${run.id}`, async ({ page }) => {
      const link = page.getByRole("link", { name: "Save all as zip" });
      const [download] = await Promise.all([page.waitForEvent("download"), link.click()]);
      const { readFile } = await import("node:fs/promises");
      const bytes = await readFile(await download.path());
      expect(bytes.subarray(0, 2).toString("latin1")).toBe("PK");
      expect(bytes.includes("study.ipynb")).toBe(true);
    });
  });
});
