import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { cpuSeconds } from "./cpu-seconds.ts";

test.skipIf(process.platform !== "linux")("what a child used counts once it has ended", () => {
  const before = cpuSeconds() ?? Number.NaN;
  execFileSync(process.execPath, [
    "-e",
    "for (const end = process.cpuUsage(); process.cpuUsage(end).user < 3e5; );",
  ]);
  expect((cpuSeconds() ?? Number.NaN) - before).toBeGreaterThan(0.25);
});
