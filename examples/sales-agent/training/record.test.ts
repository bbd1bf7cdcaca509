import { expect, test } from "vitest";
import { openRecord } from "./record.ts";

test("without a run it keeps nothing and says so once", async () => {
  const lines: string[] = [];
  const record = await openRecord({ runId: undefined, warn: (line) => lines.push(line) });
  record.logMetrics({ loss: 1 }, 1);
  await record.finish();
  expect(lines).toEqual([expect.stringContaining("FETTLE_RUN_ID is not set")]);
});

test("with a run it hands over the client's current run, silently", async () => {
  const lines: string[] = [];
  const run = await openRecord({ runId: undefined, warn: () => {} });
  const opened = await openRecord({
    runId: "1234",
    warn: (line) => lines.push(line),
    load: async () => ({ currentRun: () => run }),
  });
  expect(opened).toBe(run);
  expect(lines).toEqual([]);
});
