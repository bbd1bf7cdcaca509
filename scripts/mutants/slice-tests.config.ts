import { relative } from "node:path";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Test files, separated by spaces, in the order in which they are to run. */
const ORDER = (process.env["FETTLE_MUTANTS_TESTS"] ?? "").split(" ");

class AsNamed extends BaseSequencer {
  override async sort(specs: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification): number =>
      ORDER.indexOf(relative(process.cwd(), moduleId));
    return specs.toSorted((a, b) => place(a) - place(b));
  }
}

/** A slice's tests as `npm run mutants` runs them in a copy of the checkout: one after the other, in a given order. */
export default defineConfig({
  test: {
    include: ["src/**/*.test.ts", "test/scenarios/scenarios.test.ts"],
    exclude: ["**/*.interop.test.ts", "**/page/**"],
    setupFiles:
      process.env["FETTLE_MUTANTS_NOTE"] === "1" ? ["scripts/mutants/note-test-file.ts"] : [],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    fileParallelism: false,
    sequence: { sequencer: AsNamed },
  },
});
