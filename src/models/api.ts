import { type ZodType, z } from "zod";
import { FILES_API } from "#artifacts";
import { type Endpoints, NOT_FINITE, type Wire } from "#ground/wire";
import {
  type ModelDetail,
  type ModelRow,
  type ModelVersion,
  type PastMove,
  STAGES,
} from "./model.ts";
import type { Moved } from "./move-alias.ts";

/** What the pages of this slice ask of others. */
export type { LineageApi } from "#lineage";
export type { RunsApi } from "#runs";

const text = (max: number) => z.string().max(max);

/** Which model. */
const modelParams = z.object({ name: text(1000).min(1) });

/** Which version. */
export const versionParams = modelParams.extend({
  version: z.coerce.number().int().min(1).describe("From 1."),
});

export const versionFileParams = versionParams.extend({
  "*": text(4096).min(1).describe("A file below the version's folder."),
});

const aliasParams = modelParams.extend({ alias: text(300).min(1) });

/** What is to become a version. */
const registerBody = z.object({
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
export type RegisterBody = z.output<typeof registerBody>;

const reason = text(10_000).optional().describe("Why; kept in the history.");

/** Where an alias shall point. */
const moveBody = z.object({
  version: z.number().int().min(1),
  project: text(250).min(1),
  reason,
});

/** Which models are listed. */
const listQuery = z.object({
  filter: text(20_000).optional().describe("As of a search: `name LIKE 'intent%'`."),
  deleted: z.enum(["true", "false"]).optional().describe("Those that can be restored instead."),
});

const tagChanges = z
  .record(z.string(), z.string().nullable())
  .optional()
  .describe("Tags to set; null removes one.");

/** What changes of a model. */
const modelPatch = z.object({
  name: text(256).min(1).optional().describe("The new name."),
  description: text(100_000).optional(),
  tags: tagChanges,
  reason,
});

/** What changes of a version. */
const versionPatch = z.object({ description: text(100_000).optional(), tags: tagChanges });

/** Of deletions and restorations. */
const reasonBody = z.object({ reason });

const time = z.int().describe("Milliseconds since 1970, UTC.");
const number = z.int().min(1);
const tags = z.record(z.string(), z.string());
const pointers = z.record(z.string(), number).describe("Versions by alias.");

const version: ZodType<ModelVersion> = z.object({
  name: z.string(),
  version: number.describe("Never used twice, also after one was deleted."),
  project: z.string(),
  runId: z.string().nullable().describe("The run that stored it; null for files that none did."),
  modelId: z.string().nullable().describe("The logged model whose files it is."),
  source: z.string().describe("Its folder or file, as it was given."),
  location: z.string().describe("Where that leads; empty where this server doesn't keep it."),
  stage: z.enum(STAGES),
  createdAt: time,
  updatedAt: time,
  description: z.string(),
  aliases: z.array(z.string()).describe("Those that point at it now."),
  tags,
  metrics: z
    .record(z.string(), z.union([z.number(), z.enum(NOT_FINITE)]))
    .describe("The run's latest."),
});

const pastMove: ZodType<PastMove> = z.object({
  kind: z.enum(["alias", "stage", "deleted", "restored", "renamed"]),
  name: z.string(),
  alias: z.string().describe("Empty but for the kind `alias`."),
  from: number.nullable().describe("The version before; null for a new alias."),
  to: number.nullable().describe("Null where the alias is removed."),
  detail: z.string().describe("From which stage to which, or the old name."),
  project: z.string(),
  user: z.string(),
  reason: z.string().describe("May be empty."),
  at: time,
  decisionId: z.string().nullable().describe("The decision of the gate that it carries out."),
});

const model: ZodType<ModelDetail> = z.object({
  name: z.string(),
  project: z.string(),
  createdAt: time,
  updatedAt: time,
  description: z.string(),
  tags,
  versions: z.array(version).describe("Newest first."),
  aliases: pointers,
  history: z.array(pastMove).describe("Newest first."),
});

const row: ZodType<ModelRow> = z.object({
  name: z.string(),
  project: z.string(),
  createdAt: time,
  updatedAt: time,
  description: z.string(),
  versions: z.int().min(0).describe("How many there are."),
  latest: z.int().min(0).describe("The newest one's number; 0 before the first."),
  aliases: pointers,
  tags,
});

const moved: ZodType<Moved> = z.object({
  name: z.string(),
  alias: z.string(),
  from: number.nullable().describe("The version before; null for a new alias."),
  version: number,
  moved: z.boolean().describe("False where it pointed there before."),
});

const MODELS = "/api/fettle/1/models";
const MODEL = `${MODELS}/:name`;
const ALIAS = `${MODEL}/aliases/:alias`;

/** The address of a version; its files stand below. */
export const VERSION = `${MODEL}/versions/:version`;

const ofModel = { path: MODEL, params: modelParams } as const;
const ofVersion = { path: VERSION, params: versionParams } as const;
const ofAlias = { path: ALIAS, params: aliasParams } as const;

/** What the routes of this slice take and answer. */
export const API = {
  list: {
    method: "GET",
    path: MODELS,
    query: listQuery,
    answer: z.object({ models: z.array(row) }),
  },
  show: { method: "GET", ...ofModel, answer: model },
  change: { method: "PATCH", ...ofModel, body: modelPatch, answer: model },
  remove: {
    method: "DELETE",
    ...ofModel,
    body: reasonBody,
    answer: z.object({ name: z.string(), deleted: z.boolean() }),
  },
  restore: {
    method: "POST",
    path: `${MODEL}/restore`,
    params: modelParams,
    body: reasonBody,
    answer: model,
  },
  register: {
    method: "POST",
    path: `${MODEL}/versions`,
    params: modelParams,
    body: registerBody,
    answer: version,
  },
  showVersion: { method: "GET", ...ofVersion, answer: version },
  changeVersion: { method: "PATCH", ...ofVersion, body: versionPatch, answer: version },
  removeVersion: {
    method: "DELETE",
    ...ofVersion,
    body: reasonBody,
    answer: z.object({ name: z.string(), version: number, deleted: z.boolean() }),
  },
  restoreVersion: {
    method: "POST",
    path: `${VERSION}/restore`,
    params: versionParams,
    body: reasonBody,
    answer: version,
  },
  listFiles: { ...FILES_API.list, path: `${VERSION}/artifacts`, params: versionParams },
  showAlias: { method: "GET", ...ofAlias, answer: version },
  moveAlias: { method: "PUT", ...ofAlias, body: moveBody, answer: moved },
  removeAlias: {
    method: "DELETE",
    ...ofAlias,
    body: reasonBody,
    answer: z.object({ name: z.string(), alias: z.string(), removed: z.boolean() }),
  },
} as const satisfies Endpoints;

export type ModelsApi = Wire<typeof API>;
