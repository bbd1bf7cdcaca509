import { type ZodType, z } from "zod";
import type { Endpoints, Wire } from "#ground/wire";
import type { CaseResult, Report, ReportSummary } from "./model.ts";

const record = z.record(z.string(), z.unknown());
const name = z.string().min(1).max(1000);
const count = z.int().min(0);

const checkSchema = z.object({
  id: name.describe("`<turn>.<check>`, the same in every report of the same file."),
  kind: name.describe("contains, not, regex, maxWords, route, stage, calls, state or within."),
  pass: z.boolean(),
  expected: z.string().describe("In words."),
  actual: z.string().describe("In words."),
});

const stageSchema = z.object({
  name: z.string(),
  ms: z.number(),
  answered: z.boolean().exactOptional().describe("It decided the reply."),
  note: z.string().exactOptional(),
});

const turnSchema = z.object({
  user: z.string(),
  messages: z.array(z.string()),
  route: z.string().exactOptional(),
  calls: z.array(z.object({ name: z.string(), arguments: record })),
  state: record.exactOptional(),
  cache: z.enum(["hit", "miss"]).exactOptional(),
  stages: z.array(stageSchema),
  answeredBy: z.string().exactOptional().describe("The stage that decided the reply."),
  ms: z.number(),
  checks: z.array(checkSchema),
});

/** What became of a case. */
export const caseResultSchema: ZodType<CaseResult> = z.object({
  id: name,
  dialogue: name,
  file: name,
  line: z.int().min(1),
  tags: z.array(z.string()),
  mustPass: z.boolean(),
  outcome: z.enum(["pass", "fail", "error", "flaky"]),
  turns: z.array(turnSchema),
  after: z.array(checkSchema),
  error: z.string().exactOptional(),
  ms: z.number(),
  repeat: z.object({ times: count, passed: count, need: count }).exactOptional(),
});

const summaryShape = {
  id: z
    .string()
    .regex(/^[0-9a-f]{32}$/, "expected 32 hex digits")
    .describe("Made by the client."),
  project: name,
  suite: z
    .string()
    .regex(/^[0-9a-f]{64}$/, "expected a SHA-256")
    .describe("Of the cases that ran."),
  arm: z.object({
    label: z.string(),
    models: z.record(z.string(), z.int().min(1)).describe("Versions by model."),
    commit: z.string().nullable(),
  }),
  startedAt: z.int().describe("Milliseconds since 1970."),
  endedAt: z.int().describe("Milliseconds since 1970."),
  counts: z.object({ pass: count, fail: count, error: count, flaky: count, total: count }),
};

/** A report as it is sent and kept; its counts are those of its cases. */
export const reportSchema: ZodType<Report> = z
  .object({ ...summaryShape, cases: z.array(caseResultSchema) })
  .refine(
    ({ counts, cases }) =>
      counts.total === cases.length &&
      (["pass", "fail", "error", "flaky"] as const).every(
        (outcome) => counts[outcome] === cases.filter((one) => one.outcome === outcome).length,
      ),
    { error: "the counts are not those of the cases", path: ["counts"] },
  );

const summarySchema: ZodType<ReportSummary> = z.object(summaryShape);

/** Which reports to list. */
const reportsQuery = z.object({
  project: z.string().optional().describe("Only those of this project."),
  limit: z.coerce.number().int().min(1).max(1000).default(100).describe("At most so many."),
});

const REPORTS = "/api/fettle/1/dialogues/reports";

/** What the routes of this slice take and answer. */
export const API = {
  keepReport: {
    method: "POST",
    path: REPORTS,
    body: reportSchema,
    answer: z.object({ id: z.string() }),
  },
  listReports: {
    method: "GET",
    path: REPORTS,
    query: reportsQuery,
    answer: z.object({ reports: z.array(summarySchema).readonly() }),
  },
  showReport: {
    method: "GET",
    path: `${REPORTS}/:id`,
    params: z.object({ id: z.string() }),
    answer: reportSchema,
  },
} as const satisfies Endpoints;

export type DialoguesApi = Wire<typeof API>;
