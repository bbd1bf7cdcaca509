import { type ZodType, z } from "zod";
import type { Endpoints, Wire } from "#ground/wire";
import { COMPARE_API } from "./comparison/api.ts";
import { ENVIRONMENT_API, runEnvironment, runPatch } from "./environment/api.ts";
import { EXPERIMENT_API } from "./experiments/api.ts";
import { BEAT_API } from "./lost/api.ts";
import type { RunList } from "./model.ts";
import { ARTIFACT_API } from "./own-artifacts/api.ts";
import {
  matchQuery,
  metricSeries,
  refQuery,
  runDetail,
  runRow,
  startedRun,
  usedData,
} from "./schemas/index.ts";
import { SEARCH_API } from "./search/api.ts";
import { VIEW_API } from "./views/api.ts";

/** What the pages of this slice ask of another. */
export type { TrashApi } from "#trash";
export type {
  CodeDiff,
  ComparedGroup,
  ComparedMetric,
  CompareRow,
  GroupMetric,
  RunComparison,
} from "./comparison/model.ts";
export type { RecordedEnvironment, RunEnvironment, RunPatch } from "./environment/model.ts";
export type { ExperimentRow } from "./experiments/model.ts";
export type {
  ArtifactEntry,
  ArtifactList,
  MetricPoint,
  MetricSeries,
  MetricSummary,
  MetricValue,
  RunColumns,
  RunCompletion,
  RunDetail,
  RunGroups,
  RunList,
  RunRow,
  RunStatus,
  UsedData,
} from "./model.ts";
export type { View } from "./views/model.ts";

const text = (max: number) => z.string().max(max);
const time = z.number().int().min(0).describe("Milliseconds since 1970, UTC.");

/** Body of `POST /api/fettle/1/runs`. */
const startRunBody = z.object({
  id: z
    .string()
    .regex(/^[0-9a-f]{32}$/, "expected 32 hex digits")
    .describe("Made by the client, so that a request sent twice creates one run."),
  project: text(250).min(1).describe("Name of the project."),
  experiment: text(500).min(1).describe("Name of the experiment; made on first use."),
  name: text(250).optional().describe("Default: a generated one."),
  startedAt: time,
  user: text(250).optional().describe("Default: who asks."),
  command: z.array(text(100_000)).describe("The command as typed, one item an argument."),
  folder: text(4096).describe("Where it was started, relative to the project's root."),
  commit: text(64).optional().describe("The commit that was checked out; none without git."),
  branch: text(1000).optional().describe("The branch that was checked out."),
  dirty: z.boolean().describe("The work tree had changes that the commit lacks."),
  data: z.array(usedData).max(10_000).describe("The data versions it used."),
  notebook: text(4096).optional().describe("The notebook it came from."),
  params: z.record(text(250), text(6000)).optional().describe("Parameters known at the start."),
  tags: z.record(text(250), text(8000)).optional().describe("Tags known at the start."),
  environment: runEnvironment.optional().describe("What the command runs in."),
  patch: runPatch.optional().describe("What the work tree had that the commit lacks."),
  lostAfterMs: z
    .number()
    .int()
    .min(1000)
    .optional()
    .describe("It counts as lost after so many milliseconds without a word or a beat."),
  launched: z
    .boolean()
    .optional()
    .describe(
      "For `fettle run`: the answer has a pass, and the first run that a client starts with it is this one.",
    ),
  choices: z
    .object({
      lostAfterMs: z.number().int().min(1000).nullable().default(null),
      best: z.record(text(250), z.enum(["lower", "higher"])).default({}),
    })
    .optional()
    .describe("What the project's fettle.yaml says under `runs`."),
});

/** Body of `POST /api/fettle/1/runs/:id/end`. */
const endRunBody = z.object({
  status: z.enum(["FINISHED", "FAILED", "KILLED"]),
  endedAt: time,
  exitCode: z.number().int().optional().describe("128 + n after signal n."),
});

const whole = (min: number, max: number) => z.coerce.number().int().min(min).max(max);

/** Query of `GET /api/fettle/1/runs`. */
const listRunsQuery = matchQuery.extend({
  sort: z
    .string()
    .optional()
    .describe(
      "startedAt (default), endedAt, durationMs, name, user, status, experiment, commit, or metrics.<key>, min.<key>, max.<key>, best.<key>, params.<key>, tags.<key>.",
    ),
  order: z.enum(["asc", "desc"]).optional().describe("Default desc."),
  extremes: z
    .string()
    .max(10_000)
    .optional()
    .describe("Metrics whose lowest, highest and best values are told too, with commas between."),
  limit: whole(1, 1000).optional().describe("Default 100."),
  offset: whole(0, Number.MAX_SAFE_INTEGER).optional(),
});

/** Query of `GET /api/fettle/1/runs/:ref/metrics/*`. */
const seriesQuery = refQuery.extend({
  px: whole(1, 10_000)
    .optional()
    .describe(
      "Width of the chart: at most four points for each pixel (first, lowest, highest, last).",
    ),
  x: z.enum(["step", "time"]).optional().describe("What runs along the chart; default step."),
  from: whole(-Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER)
    .optional()
    .describe("The first step in sight; ms where x is time."),
  to: whole(-Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER)
    .optional()
    .describe("The last step in sight; ms where x is time."),
});

export type StartRunBody = z.infer<typeof startRunBody>;
export type EndRunBody = z.infer<typeof endRunBody>;
export type ListRunsQuery = z.infer<typeof listRunsQuery>;

const runList: ZodType<RunList> = z.object({
  total: z.int().min(0).describe("Runs that match, on all pages."),
  runs: z.array(runRow),
  metrics: z.array(z.string()).describe("Keys of the metrics seen in the project, sorted."),
  params: z.array(z.string()).describe("Keys of the parameters seen in the project, sorted."),
});

const BASE = "/api/fettle/1/runs";

/** What the routes of this slice take and answer. */
export const API = {
  start: { method: "POST", path: BASE, body: startRunBody, answer: startedRun },
  end: { method: "POST", path: `${BASE}/:id/end`, body: endRunBody, answer: runDetail },
  list: { method: "GET", path: BASE, query: listRunsQuery, answer: runList },
  show: { method: "GET", path: `${BASE}/:ref`, query: refQuery, answer: runDetail },
  series: {
    method: "GET",
    path: `${BASE}/:ref/metrics/*`,
    query: seriesQuery,
    answer: metricSeries,
  },
  ...ARTIFACT_API,
  ...BEAT_API,
  ...COMPARE_API,
  ...ENVIRONMENT_API,
  ...EXPERIMENT_API,
  ...SEARCH_API,
  ...VIEW_API,
} as const satisfies Endpoints;

export type RunsApi = Wire<typeof API>;
