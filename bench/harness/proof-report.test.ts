import { expect, it } from "vitest";
import { sectionsOf } from "./proof-report.ts";

it("tells what held, what it did, what broke and what could not be run", () => {
  const { sections, broken } = sectionsOf({
    testResults: [
      {
        name: "test/faults/kill.test.ts",
        status: "failed",
        message: "",
        assertionResults: [
          { fullName: "holds", status: "passed", duration: 1500, meta: { proof: "kills 500" } },
          {
            fullName: "a | b",
            status: "failed",
            duration: 20,
            failureMessages: ["expected 1\nto be 2"],
            meta: { proof: "seed 7" },
          },
          { fullName: "as root", status: "skipped", meta: {} },
        ],
      },
      {
        name: "test/faults/fuzz.test.ts",
        status: "failed",
        message: "can't be loaded",
        assertionResults: [],
      },
    ],
  });
  expect(broken).toBe(2);
  expect(sections.map(({ title, rows }) => [title, rows])).toEqual([
    [
      "in all",
      [
        ["fuzz", "0", "1", "0"],
        ["kill", "1", "1", "1"],
        ["all", "1", "2", "1"],
      ],
    ],
    ["fuzz", [["BROKEN", "the file itself", "can't be loaded", ""]]],
    [
      "kill",
      [
        ["held", "holds", "kills 500", "1.5 s"],
        ["BROKEN", "a / b", "seed 7: expected 1 to be 2", "0.0 s"],
        ["not run here", "as root", "", ""],
      ],
    ],
  ]);
});
