import { readFileSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { systemClock } from "#ground/clock";
import { databaseFile } from "#ground/store";
import { openTestServer } from "#test/open-store";
import { keepPages } from "./keep-pages.ts";

/** No wait that is shorter than the hour between two rounds. */
const clock = {
  ...systemClock,
  sleep: async (ms: number, signal?: AbortSignal) =>
    ms < 3_600_000 ? undefined : systemClock.sleep(ms, signal),
};

test("in idle time a damaged page is written into the log with its table, once a day", async () => {
  const server = await openTestServer({ slices: ["lineage"] });
  const context = { ...server.context, clock };
  const round = async () => (await keepPages(context)).stop();
  const path = databaseFile(context.store.folder);
  const goOn = async () => true;
  expect(await context.database.pages.verify(goOn)).toMatchObject({ damaged: [] });
  const bytes = readFileSync(path);
  bytes[4096 * 2 - 8] = (bytes[4096 * 2 - 8] as number) ^ 1;
  writeFileSync(path, bytes);
  await round();
  expect(server.logLines.join("")).not.toContain("is not as it was written");
  const later = { ...context, clock: { ...clock, now: () => Date.now() + 25 * 3_600_000 } };
  const work = await keepPages(later);
  await expect
    .poll(() => server.logLines.join(""), { timeout: 15_000 })
    .toMatch(/page 2 \(table \w+\) is not as it was written; fettle server check/);
  await work.stop();
  await server.close();
});
