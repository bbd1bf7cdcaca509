import { z } from "zod";

/** What runs can be, as a pattern. */
const STATUS = "RUNNING|SCHEDULED|FINISHED|FAILED|KILLED|LOST";

/** Query of the routes that name a run. */
export const refQuery = z.object({
  project: z.string().optional().describe("Where a name is looked for; default everywhere."),
});

/** Which runs: of the list, its columns and its groups alike. */
export const matchQuery = z.object({
  project: z.string().optional(),
  experiment: z
    .string()
    .optional()
    .describe("Name of the experiment, or the start of names that ends in /."),
  status: z
    .string()
    .regex(
      new RegExp(`^(${STATUS})(,(${STATUS}))*$`),
      "expected RUNNING, SCHEDULED, FINISHED, FAILED, KILLED or LOST, or several with commas",
    )
    .optional()
    .describe("One of RUNNING, SCHEDULED, FINISHED, FAILED, KILLED, LOST, or several with commas."),
  q: z
    .string()
    .max(1000)
    .optional()
    .describe("Part of the name, user or command, or start of id or commit."),
  filter: z
    .string()
    .max(10_000)
    .optional()
    .describe(
      "MLflow's search grammar and more: metrics.accuracy > 0.9 AND (bayes OR has:tags.x).",
    ),
});

export type MatchQuery = z.infer<typeof matchQuery>;
