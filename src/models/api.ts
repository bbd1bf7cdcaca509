import { z } from "zod";

export type { ModelDetail, ModelRow, ModelVersion, PastMove } from "./model.ts";

const text = (max: number) => z.string().max(max);

/** Path of the routes of one model. */
export const modelParams = z.object({ name: text(1000).min(1) });

export const versionParams = modelParams.extend({
  version: z.coerce.number().int().min(1).describe("From 1."),
});

export const versionFileParams = versionParams.extend({
  "*": text(4096).min(1).describe("A file below the version's folder."),
});

export const aliasParams = modelParams.extend({ alias: text(300).min(1) });

/** Body of `POST /api/fettle/1/models/:name/versions`. */
export const registerBody = z.object({
  requestId: text(100)
    .min(1)
    .describe("Made by the client, so that a request sent twice makes one version."),
  project: text(250).min(1).describe("Where the run's name is looked for; else the version's own."),
  runId: text(250)
    .min(1)
    .optional()
    .describe("The finished run that stored it: its id, the start of it, or its name."),
  artifactPath: text(4096)
    .optional()
    .describe(
      "Folder or file of the run, default `model`; without a run, of the store's artifacts.",
    ),
  description: text(100_000).optional().describe("Default: empty."),
});

/** Body of `PUT /api/fettle/1/models/:name/aliases/:alias`. */
export const moveBody = z.object({
  version: z.number().int().min(1),
  project: text(250).min(1),
  reason: text(10_000).optional().describe("Why; kept in the history."),
});

const reason = text(10_000).optional().describe("Why; kept in the history.");

/** Query of `GET /api/fettle/1/models`. */
export const listQuery = z.object({
  filter: text(20_000).optional().describe("As of a search: `name LIKE 'intent%'`."),
  deleted: z.enum(["true", "false"]).optional().describe("Those that can be restored instead."),
});

const tags = z
  .record(z.string(), z.string().nullable())
  .optional()
  .describe("Tags to set; null removes one.");

/** Body of `PATCH /api/fettle/1/models/:name`. */
export const modelPatch = z.object({
  name: text(256).min(1).optional().describe("The new name."),
  description: text(100_000).optional(),
  tags,
  reason,
});

/** Body of `PATCH /api/fettle/1/models/:name/versions/:version`. */
export const versionPatch = z.object({ description: text(100_000).optional(), tags });

/** Body of deletions and restorations. */
export const reasonBody = z.object({ reason });

export type ModelPatch = z.infer<typeof modelPatch>;
export type RegisterBody = z.infer<typeof registerBody>;
export type MoveBody = z.infer<typeof moveBody>;
