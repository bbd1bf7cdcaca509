import { type ZodType, z } from "zod";
import type { Endpoints } from "#ground/wire";
import { refQuery, runStatus } from "../schemas/index.ts";
import type { CodeDiff, ComparedMetric, CompareRow, RunComparison } from "./model.ts";

const number = z.number().nullable();
const count = z.int().min(0);

const row: ZodType<CompareRow> = z.object({
  kind: z.enum(["fact", "data", "param", "metric", "environment", "package", "variable"]),
  key: z
    .string()
    .describe(
      "Parameter, metric, path, package or variable; for facts and the environment its name.",
    ),
  values: z
    .array(z.union([z.string(), z.number(), z.boolean()]).nullable())
    .describe("One a run; null where it has none."),
  differs: z.boolean().describe("Not all values are the same."),
});

const metric: ZodType<ComparedMetric> = z.object({
  key: z.string(),
  direction: z.enum(["lower", "higher"]),
  groups: z
    .array(
      z.object({
        n: count.describe("How many runs have it as a number; the rest is about those."),
        infinite: count.describe("How many runs have it as an infinity."),
        mean: number,
        sd: number.describe("Of a sample; null below two runs."),
        min: number,
        max: number,
        difference: number.describe("Its mean less that of the first group."),
        noise: number.describe(
          "Half the width of the difference's 95 % interval; null where neither was repeated.",
        ),
        exceeds: z
          .boolean()
          .nullable()
          .describe("Whether the difference is larger than the noise; null where it is unknown."),
      }),
    )
    .describe("One a group."),
  best: z
    .int()
    .nullable()
    .describe("Which group's mean is the best one; null where none has it, or two are alike."),
});

const comparison: ZodType<RunComparison> = z.object({
  runs: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      experiment: z.string(),
      status: runStatus,
      startedAt: z.int().describe("Milliseconds since 1970, UTC."),
    }),
  ),
  rows: z.array(row).describe("What differs comes first."),
  groups: z
    .array(
      z.object({
        label: z.string().describe("Name of the first of the compared runs in it."),
        runs: z.array(z.string()).describe("Ids of the compared runs in it."),
        repeats: count.describe("How many repeats were found in the store besides these."),
        seeds: z.array(z.string()).describe("Parameters that only tell repeats apart."),
      }),
    )
    .describe("Runs that differ in nothing but their seed."),
  metrics: z.array(metric),
});

const codeDiff: ZodType<CodeDiff> = z.object({
  from: z.string().nullable().describe("The first commit; null where the run has none."),
  to: z.string().nullable().describe("The other one."),
  stat: z.string().describe("A line a file, as `git diff --stat` writes it."),
  text: z
    .string()
    .nullable()
    .describe("The difference as a patch, secrets taken out; null where it can't be told."),
  cut: z.boolean().describe("There was more than is shown."),
  problem: z.string().nullable().describe("Why there is no text."),
  patches: z
    .array(z.string().nullable())
    .describe("What each run's work tree had that its commit lacks; null where nothing is known."),
});

const BASE = "/api/fettle/1/runs/compare";

/** What the routes about comparisons take and answer. */
export const COMPARE_API = {
  compare: {
    method: "GET",
    path: BASE,
    query: z.object({
      refs: z.string().min(1).describe("Two or more runs, with commas between."),
      ...refQuery.shape,
      repeats: z
        .enum(["true", "false"])
        .default("true")
        .describe("Whether repeats of these runs that the store has count for the noise."),
    }),
    answer: comparison,
  },
  compareCode: {
    method: "GET",
    path: `${BASE}/code`,
    query: z.object({
      from: z.string().min(1).describe("A run."),
      to: z.string().min(1).describe("Another one."),
      ...refQuery.shape,
    }),
    answer: codeDiff,
  },
} as const satisfies Endpoints;
