import { expect, test } from "vitest";
import type { RunDetail } from "../model.ts";
import { launchText } from "./launch-text.ts";

const told = (run: Partial<RunDetail>, exitCode = 0, nothing?: string) =>
  launchText({
    run: {
      ...{ id: "3f2a91c7d0b84e6f9a1b2c3d4e5f6071", name: "rules", status: "FINISHED" },
      ...{ durationMs: 1500, metrics: {} },
      ...run,
    } as RunDetail,
    exitCode,
    url: "http://here",
    nothing,
  });

test("a run is told in two lines: how it ended, with three numbers at most, and where the rest is", () => {
  const metrics = { a: 1, b: "NaN", c: 0.123456, d: 4 } as const;
  expect(told({ metrics })).toEqual([
    "run rules: FINISHED in 1.5 s, a 1, b NaN, c 0.1235",
    "    fettle runs show 3f2a91c7   http://here/runs/3f2a91c7d0b84e6f9a1b2c3d4e5f6071",
  ]);
  expect(told({ status: "FAILED" }, 7)[0]).toBe("run rules: FAILED (exit code 7) in 1.5 s");
  expect(told({}, 0, "    nothing came")[2]).toBe("    nothing came");
  expect(told({ durationMs: null })[0]).toBe("run rules: FINISHED in 0 ms");
});
