import { type ZodType, z } from "zod";
import type { RunDetail, RunRow, RunStatus, StartedRun, UsedData } from "../model.ts";
import { metricExtremes, metricSummary, metricValue } from "./metric.ts";

const time = z.int().describe("Milliseconds since 1970, UTC.");
const texts = z.record(z.string(), z.string());

/** How far a run is. */
export const runStatus: ZodType<RunStatus> = z.enum([
  "RUNNING",
  "SCHEDULED",
  "FINISHED",
  "FAILED",
  "KILLED",
  "LOST",
]);

/** A data version that a run used. */
export const usedData: ZodType<UsedData> = z.object({
  path: z.string().max(4096).min(1).describe("Posix, relative to the project's root."),
  md5: z
    .string()
    .regex(/^[0-9a-f]{32}(\.dir)?$/, "expected 32 hex digits, with .dir for a folder")
    .describe("MD5 of the content; ends in .dir for a folder."),
  size: z.number().int().min(0).describe("Bytes."),
  files: z.number().int().min(0).exactOptional().describe("How many files a folder holds."),
  tracked: z.boolean().describe("A .dvc file names exactly this content."),
});

const rowShape = {
  id: z.string(),
  project: z.string(),
  experiment: z.string().describe("Name of its experiment."),
  name: z.string(),
  user: z.string(),
  status: runStatus,
  startedAt: time,
  endedAt: time.nullable(),
  durationMs: z.int().min(0).nullable().describe("Null while it runs."),
  commit: z.string().nullable(),
  dirty: z.boolean().describe("The work tree had changes that the commit lacks."),
  command: z
    .array(z.string())
    .nullable()
    .describe("Null for a run that was not started by `fettle run`."),
  data: z.array(usedData),
  params: texts,
  metrics: z
    .record(z.string(), metricValue)
    .describe("Each metric's latest value: the one of the highest step, then time, then value."),
  tags: texts,
  extremes: z
    .record(z.string(), metricExtremes)
    .exactOptional()
    .describe("Of the metrics whose extremes were asked for."),
};

/** A run as a line of the list. */
export const runRow: ZodType<RunRow> = z.object(rowShape);

/** A run in full. */
const detailShape = {
  ...rowShape,
  metricSummaries: z.array(metricSummary),
  artifactUri: z.string().describe("mlflow-artifacts:/<experiment id>/<run id>/artifacts"),
  notebook: z.string().nullable(),
  exitCode: z.int().nullable(),
  branch: z.string().nullable(),
  folder: z
    .string()
    .nullable()
    .describe("Where the command was started, relative to the project's root."),
};

export const runDetail: ZodType<RunDetail> = z.object(detailShape);

/** A run as it was started. */
export const startedRun: ZodType<StartedRun> = z.object({
  ...detailShape,
  pass: z
    .string()
    .exactOptional()
    .describe("A token for what `fettle run` starts; it lets in until the run ends."),
});
