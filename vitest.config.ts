import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

const SECOND = 1000;

/** `npm test` runs unit and scenarios; interop, browser and faults need more than Node and run by themselves. */
export default defineConfig({
  test: {
    // Servers that tests start by typing the program hold their answers against the schemas, too.
    env: { FETTLE_CHECK_ANSWERS: "1" },
    // By default one core is left out, which on two cores halves them. Many tests wait for programs that they start.
    maxWorkers: Math.max(2, availableParallelism()),
    projects: [
      {
        test: {
          name: "unit",
          include: [
            "src/**/*.test.{ts,tsx}",
            "examples/**/*.test.ts",
            "bench/**/*.test.ts",
            "scripts/**/*.test.ts",
            "test/house-rules.test.ts",
            "test/house-rules/**/*.test.ts",
            "test/recorded-store/*.test.ts",
          ],
          exclude: ["**/*.interop.test.ts"],
          testTimeout: 20 * SECOND,
        },
      },
      {
        test: {
          name: "scenarios",
          include: ["test/scenarios/**/*.test.ts"],
          testTimeout: 60 * SECOND,
        },
      },
      {
        test: {
          name: "guides",
          include: ["test/guides/**/*.test.ts"],
          testTimeout: 120 * SECOND,
        },
      },
      {
        test: {
          name: "interop",
          include: ["test/interop/**/*.test.ts", "src/**/*.interop.test.ts"],
          testTimeout: 120 * SECOND,
          hookTimeout: 120 * SECOND,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: "browser",
          include: ["test/browser/**/*.test.ts"],
          testTimeout: 150 * SECOND,
          hookTimeout: 60 * SECOND,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: "faults",
          include: ["test/faults/**/*.test.ts"],
          testTimeout: 120 * SECOND,
          hookTimeout: 120 * SECOND,
        },
      },
    ],
  },
});
