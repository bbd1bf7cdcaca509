import { type ZodType, z } from "zod";
import { caseResultSchema } from "#dialogues";
import type { Endpoints, Wire } from "#ground/wire";
import type { CaseComparison, Comparison, ComparisonRow, Decision } from "./model.ts";

const id = z.string().regex(/^[0-9a-f]{32}$/, "expected 32 hex digits");
const version = z.int().min(1);
const name = z.string().min(1).max(250);

/** What a comparison is made of: three reports that the store holds already. */
const comparisonRequest = z.strictObject({
  id: id.describe("Made by the client; sent again, it changes nothing."),
  project: name,
  model: name.describe("The registered model whose versions are compared."),
  champion: version.describe("The version that the first two reports tested."),
  candidate: version.describe("The version on trial."),
  reports: z
    .tuple([id, id, id])
    .describe("Ids of reports: the champion's, the champion's second, the candidate's."),
});
export type ComparisonRequest = z.output<typeof comparisonRequest>;

/** Which comparisons or decisions are listed. */
const historyQuery = z.object({
  project: z.string().default("").describe("Only those of this project."),
  model: z.string().default("").describe("Only those of this model."),
  limit: z.coerce.number().int().min(1).max(1000).default(100).describe("At most so many."),
});

const comparisonParams = z.object({
  id: z
    .string()
    .regex(/^[0-9a-f]{4,32}$/, "expected an id, or at least 4 hex digits of one")
    .describe("The id of a comparison, or its beginning."),
});

/** What moves the alias `champion`. */
const promoteRequest = z.strictObject({
  id: id.describe("Made by the client; sent again, it changes nothing."),
  project: name,
  model: name,
  version: version.describe("The version that shall be champion."),
  reason: z.string().max(10_000).optional().describe("Why; needed with `override`."),
  override: z.boolean().optional().describe("Go on where the gate does not say promote."),
});
export type PromoteRequest = z.output<typeof promoteRequest>;

const count = z.int().min(0);
const verdict = z.enum(["promote", "reject", "inconclusive"]);
const time = z.int().describe("Milliseconds since 1970, UTC.");
const share = z.number();

const caseComparison: ZodType<CaseComparison> = z.object({
  id: z.string(),
  dialogue: z.string(),
  change: z.enum(["fixed", "broken", "same-pass", "same-fail", "flaky", "error"]),
  mustPass: z.boolean(),
  firstDivergence: count
    .nullable()
    .describe("Index of the first turn whose messages, route or checks differ."),
  champion: caseResultSchema,
  championAgain: z
    .enum(["pass", "fail", "error", "flaky"])
    .describe("How the champion's second run ended."),
  candidate: caseResultSchema,
});

const comparisonShape = {
  id,
  project: z.string(),
  model: z.string(),
  champion: version.nullable(),
  candidate: version,
  createdAt: time,
  suite: z.string().describe("SHA-256 of the cases that ran."),
  verdict,
  reasons: z.array(z.string()).describe("Whole sentences, the deciding one first."),
  counts: z.object({
    total: count,
    fixed: count,
    broken: count,
    same: count,
    flaky: count,
    errors: count,
  }),
  statistics: z.object({
    mcnemarP: share.describe("Two-sided exact p of McNemar's test."),
    tangoLower: share.describe("Tango's one-sided 95 % lower bound of the change."),
    difference: share.describe("(fixed - broken) / cases compared."),
  }),
  metrics: z.array(
    z.object({
      key: z.string(),
      champion: z.number().nullable(),
      candidate: z.number().nullable(),
    }),
  ),
  reports: z.object({ champion: id, championAgain: id, candidate: id }),
};

export const comparison: ZodType<Comparison> = z.object({
  ...comparisonShape,
  cases: z.array(caseComparison),
});
const comparisonRow: ZodType<ComparisonRow> = z.object(comparisonShape);

export const decision: ZodType<Decision> = z.object({
  id,
  project: z.string(),
  model: z.string(),
  from: version.nullable().describe("The champion before."),
  to: version,
  verdict: z
    .enum(["promote", "reject", "inconclusive", "first", "none"])
    .describe("`first`: there was none to compare with; `none`: overridden without a comparison."),
  comparisonId: id.nullable(),
  override: z.boolean(),
  reason: z.string(),
  user: z.string(),
  at: time,
});

const BASE = "/api/fettle/1/gate";

/** What the routes of this slice take and answer. */
export const API = {
  compare: {
    method: "POST",
    path: `${BASE}/comparisons`,
    body: comparisonRequest,
    answer: comparison,
  },
  listComparisons: {
    method: "GET",
    path: `${BASE}/comparisons`,
    query: historyQuery,
    answer: z.object({ comparisons: z.array(comparisonRow).readonly() }),
  },
  showComparison: {
    method: "GET",
    path: `${BASE}/comparisons/:id`,
    params: comparisonParams,
    answer: comparison,
  },
  promote: {
    method: "POST",
    path: `${BASE}/promote`,
    body: promoteRequest,
    answer: decision,
  },
  listDecisions: {
    method: "GET",
    path: `${BASE}/decisions`,
    query: historyQuery,
    answer: z.object({ decisions: z.array(decision).readonly() }),
  },
} as const satisfies Endpoints;

export type GateApi = Wire<typeof API>;
