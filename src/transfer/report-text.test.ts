import { expect, test } from "vitest";
import { reportText } from "./report-text.ts";

const kind = (name: string, title: string) => ({
  ...{ name, title, key: null, files: false, trash: false },
});
const KINDS = [
  kind("experiment", "experiment"),
  kind("run", "run"),
  kind("edge", "edge of lineage"),
  kind("version", "version of a model"),
];
const report = (more: object) => ({
  ...{ source: "a test", counts: {}, points: 0, left: {}, notes: [] },
  ...{ artifacts: { stored: 0, there: 0, bytes: 0 }, ...more },
});
const only = (more: object) => ({ new: 0, more: 0, same: 0, refused: 0, ...more });

test("kinds are told in their own order and words, with what became of each", () => {
  const counts = {
    dream: only({ new: 2 }),
    version: only({ new: 1 }),
    edge: only({ new: 1200, same: 1 }),
    run: only({ new: 1, more: 1, same: 2000, refused: 1 }),
    experiment: only({ refused: 3 }),
  };
  expect(
    reportText(
      report({
        ...{ counts, points: 12_345, artifacts: { stored: 1, there: 0, bytes: 1536 } },
        ...{ left: { traces: 1000, assessments: 1 }, notes: ["a is older", "b is newer"] },
      }),
      KINDS,
    ).split("\n"),
  ).toEqual([
    "Imported from a test:",
    "  0 experiments new, 3 refused",
    "  1 run new, 1 completed, 2,000 there already, 1 refused",
    "  1,200 edges of lineage new, 1 there already",
    "  1 version of a model new",
    "  2 records of the kind dream new",
    "  12,345 points of metrics read",
    "  1 files stored (1.5 KiB)",
    "Not carried over:",
    "  1,000 traces",
    "  1 assessments",
    "To know:",
    "  a is older",
    "  b is newer",
  ]);
});

test("what there is nothing of is not told", () => {
  const none = "Imported from a test:\n  0 points of metrics read";
  expect(reportText(report({}), KINDS)).toBe(none);
  expect(reportText(report({ artifacts: { stored: 0, there: 3, bytes: 0 } }), KINDS)).toBe(
    `${none}\n  0 files stored (0 B), 3 there already`,
  );
});
