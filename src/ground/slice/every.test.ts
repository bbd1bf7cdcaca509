import { expect, test } from "vitest";
import { systemClock } from "#ground/clock";
import { createLog } from "#ground/log";
import type { ServerContext } from "#ground/server";
import { every } from "./every.ts";

test("work is done again after its pause, also after it failed, and ends when it is stopped", async () => {
  const lines: string[] = [];
  const sleeps: number[] = [];
  let done = 0;
  const third = Promise.withResolvers<void>();
  const context = {
    log: createLog((line) => lines.push(line), systemClock.now),
    clock: { now: () => 0, sleep: async (ms: number) => void sleeps.push(ms) },
  } as Partial<ServerContext> as ServerContext;
  const begun = await every(70, "counting", async () => {
    done += 1;
    if (done === 1) throw new Error("no");
    if (done === 3) third.resolve();
    await new Promise(setImmediate);
  })(context);
  await third.promise;
  await begun.stop();
  const before = done;
  await new Promise(setImmediate);
  expect(done).toBe(before);
  expect(new Set(sleeps)).toEqual(new Set([70]));
  expect(lines.join("")).toContain("counting failed");
});
