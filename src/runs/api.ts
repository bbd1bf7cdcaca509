import { z } from "zod";
import { runEnvironment, runPatch } from "./environment/index.ts";

export type {
  CodeDiff,
  ComparedGroup,
  ComparedMetric,
  CompareRow,
  GroupMetric,
  RunComparison,
} from "./comparison/index.ts";
export type { RecordedEnvironment, RunEnvironment, RunPatch } from "./environment/index.ts";
export type { ExperimentRow } from "./experiments/index.ts";
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
export type { View } from "./views/index.ts";

const text = (max: number) => z.string().max(max);
const time = z.number().int().min(0).describe("Milliseconds since 1970, UTC.");

export const usedData = z.object({
  path: text(4096).min(1).describe("Posix, relative to the project's root."),
  md5: z
    .string()
    .regex(/^[0-9a-f]{32}(\.dir)?$/, "expected 32 hex digits, with .dir for a folder")
    .describe("MD5 of the content; ends in .dir for a folder."),
  size: z.number().int().min(0).describe("Bytes."),
  files: z.number().int().min(0).optional().describe("How many files a folder holds."),
  tracked: z.boolean().describe("A .dvc file names exactly this content."),
});

/** Body of `POST /api/fettle/1/runs`. */
export const startRunBody = z.object({
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
  choices: z
    .object({
      lostAfterMs: z.number().int().min(1000).nullable().default(null),
      best: z.record(text(250), z.enum(["lower", "higher"])).default({}),
    })
    .optional()
    .describe("What the project's fettle.yaml says under `runs`."),
});

/** Body of `POST /api/fettle/1/runs/:id/end`. */
export const endRunBody = z.object({
  status: z.enum(["FINISHED", "FAILED", "KILLED"]),
  endedAt: time,
  exitCode: z.number().int().optional().describe("128 + n after signal n."),
});

const whole = (min: number, max: number) => z.coerce.number().int().min(min).max(max);

const STATUS = "RUNNING|SCHEDULED|FINISHED|FAILED|KILLED|LOST";

/** Which runs: of the list, its columns and its groups alike. */
const matchQuery = z.object({
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

/** Query of `GET /api/fettle/1/runs`. */
export const listRunsQuery = matchQuery.extend({
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

/** Query of `GET /api/fettle/1/runs/columns`. */
export const runColumnsQuery = matchQuery;

/** Query of `GET /api/fettle/1/runs/groups`. */
export const runGroupsQuery = matchQuery.extend({
  by: z
    .string()
    .max(2000)
    .describe(
      "What to group by, with commas: params.<key>, tags.<key>, status, user, experiment, commit.",
    ),
  metrics: z.string().max(4000).optional().describe("Keys of metrics to sum up, with commas."),
});

/** Query of `GET /api/fettle/1/runs/complete`. */
export const completeQuery = z.object({
  text: z.string().max(10_000).describe("The filter as typed so far."),
  at: whole(0, 10_000).optional().describe("Where the cursor stands in it; default its end."),
  project: z.string().optional(),
});

/** Query of the routes that name a run. */
export const refQuery = z.object({
  project: z.string().optional().describe("Where a name is looked for; default everywhere."),
});

/** Query of `GET /api/fettle/1/runs/:ref/metrics/*`. */
export const seriesQuery = refQuery.extend({
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
export type MatchQuery = z.infer<typeof matchQuery>;
export type RunGroupsQuery = z.infer<typeof runGroupsQuery>;
export type CompleteQuery = z.infer<typeof completeQuery>;
