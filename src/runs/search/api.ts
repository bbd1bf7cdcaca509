import { type ZodType, z } from "zod";
import type { Endpoints } from "#ground/wire";
import type { RunColumns, RunCompletion, RunGroups } from "../model.ts";
import { matchQuery } from "../schemas/index.ts";

const groupsQuery = matchQuery.extend({
  by: z
    .string()
    .max(2000)
    .describe(
      "What to group by, with commas: params.<key>, tags.<key>, status, user, experiment, commit.",
    ),
  metrics: z.string().max(4000).optional().describe("Keys of metrics to sum up, with commas."),
});

const completeQuery = z.object({
  text: z.string().max(10_000).describe("The filter as typed so far."),
  at: z.coerce
    .number()
    .int()
    .min(0)
    .max(10_000)
    .optional()
    .describe("Where the cursor stands in it; default its end."),
  project: z.string().optional(),
});

export type RunGroupsQuery = z.infer<typeof groupsQuery>;
export type CompleteQuery = z.infer<typeof completeQuery>;

const count = z.int().min(0);
const mean = z.number().nullable();

const columns: ZodType<RunColumns> = z.object({
  columns: z.array(
    z.object({
      kind: z.enum(["param", "metric", "tag", "fact"]),
      key: z
        .string()
        .describe(
          "For facts: name, user, status, experiment, commit, branch, dirty, command, notebook.",
        ),
      runs: count.describe("How many of the runs have it."),
      distinct: z
        .union([z.literal(1), z.literal(2)])
        .describe("2: more than one value among them; to have none counts as a value of its own."),
      sample: z.union([z.string(), z.number()]).optional().describe("One of them, shortened."),
    }),
  ),
});

const groups: ZodType<RunGroups> = z.object({
  groups: z
    .array(
      z.object({
        by: z.array(z.object({ key: z.string(), value: z.string().nullable() })),
        runs: count,
        metrics: z
          .record(
            z.string(),
            z.object({
              mean,
              sd: mean.describe("Of a sample; null for one run."),
              min: mean,
              max: mean,
              best: mean.describe("The better one of these two."),
              runs: count,
              infinite: count.describe("Runs whose latest value is infinite."),
            }),
          )
          .describe("Of the latest values, less NaN and the infinities."),
        newest: z.int().describe("When the latest of them was started."),
      }),
    )
    .describe("The newest first."),
});

const completion: ZodType<RunCompletion> = z.object({
  from: count.describe("The piece of the text that a suggestion takes the place of."),
  to: count,
  suggestions: z.array(
    z.object({
      text: z.string(),
      kind: z.enum(["key", "comparator", "value", "keyword"]),
      note: z.string().optional(),
    }),
  ),
  problem: z
    .object({ at: count, message: z.string() })
    .optional()
    .describe("What is wrong with the text as it is, and where (from 0)."),
});

const BASE = "/api/fettle/1/runs";

/** What the routes about searching take and answer. */
export const SEARCH_API = {
  columns: { method: "GET", path: `${BASE}/columns`, query: matchQuery, answer: columns },
  groups: { method: "GET", path: `${BASE}/groups`, query: groupsQuery, answer: groups },
  complete: { method: "GET", path: `${BASE}/complete`, query: completeQuery, answer: completion },
} as const satisfies Endpoints;
