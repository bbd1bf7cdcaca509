import { z } from "zod";

const id = z.string().regex(/^[0-9a-f]{32}$/, "expected 32 hex digits");
const version = z.int().min(1);
const name = z.string().min(1).max(250);

/** What a comparison is made of: three reports that the store holds already. */
export const comparisonRequestSchema = z.strictObject({
  id: id.describe("Made by the client; sent again, it changes nothing."),
  project: name,
  model: name.describe("The registered model whose versions are compared."),
  champion: version.describe("The version that the first two reports tested."),
  candidate: version.describe("The version on trial."),
  reports: z
    .tuple([id, id, id])
    .describe("Ids of reports: the champion's, the champion's second, the candidate's."),
});
export type ComparisonRequest = z.output<typeof comparisonRequestSchema>;

/** Which comparisons or decisions are listed. */
export const historyQuerySchema = z.object({
  project: z.string().default("").describe("Only those of this project."),
  model: z.string().default("").describe("Only those of this model."),
  limit: z.coerce.number().int().min(1).max(1000).default(100).describe("At most so many."),
});

export const comparisonParamsSchema = z.object({
  id: z
    .string()
    .regex(/^[0-9a-f]{4,32}$/, "expected an id, or at least 4 hex digits of one")
    .describe("The id of a comparison, or its beginning."),
});

/** What moves the alias `champion`. */
export const promoteRequestSchema = z.strictObject({
  id: id.describe("Made by the client; sent again, it changes nothing."),
  project: name,
  model: name,
  version: version.describe("The version that shall be champion."),
  reason: z.string().max(10_000).optional().describe("Why; needed with `override`."),
  override: z.boolean().optional().describe("Go on where the gate does not say promote."),
});
export type PromoteRequest = z.output<typeof promoteRequestSchema>;
