import { z } from "zod";
import { NOT_FINITE } from "#ground/wire";
import { runEnvironment, runPatch } from "../environment/index.ts";

const text = (max: number) => z.string().max(max);
const time = z.number().int().min(0);
const pairs = (valueMax: number) => z.record(text(1000), text(valueMax));
const LONG = 100_000;

/** A value that JSON has no number for goes as its name, as on MLflow's wire. */
const carried = z.union([z.number(), z.enum(NOT_FINITE)]);
/** One whose step or time is no number that can be kept is told by its key; it stops none of the others. */
const point = z.tuple([z.number(), z.number(), carried]);

/** A text that holds such a value, as an export of Fettle's has it; it is read back as one. */
const holding = (schema: z.ZodType, max: number) =>
  text(max).refine((body) => {
    try {
      return schema.safeParse(JSON.parse(body)).success;
    } catch {
      return false;
    }
  }, "expected what an export of Fettle's has there");

const dataset = z.object({
  name: text(500),
  digest: text(36),
  sourceType: text(36),
  source: text(1_000_000),
  schema: text(1_100_000).optional(),
  profile: text(17_000_000).optional(),
  tags: pairs(LONG),
});

const experiment = z.object({
  type: z.literal("experiment"),
  /** The number it had where it comes from; kept where it is free. */
  id: z.string().regex(/^\d{1,18}$/),
  name: text(500).min(1),
  /** Absent in what MLflow wrote. */
  project: text(250).min(1).optional(),
  lifecycle: z.enum(["active", "deleted"]),
  createdAt: time,
  updatedAt: time,
  tags: pairs(LONG),
});

const run = z.object({
  type: z.literal("run"),
  id: z.string().regex(/^[A-Za-z0-9][\w-]{0,255}$/),
  /** Name of its experiment. */
  experiment: text(500).min(1),
  project: text(250).min(1).optional(),
  name: text(1000),
  user: text(1000),
  status: z.enum(["RUNNING", "SCHEDULED", "FINISHED", "FAILED", "KILLED"]),
  lifecycle: z.enum(["active", "deleted"]),
  startedAt: time,
  endedAt: time.nullable(),
  /** Since when it is missed, where it is. */
  lostAt: time.optional(),
  params: pairs(LONG),
  tags: pairs(LONG),
  datasets: z.array(dataset),
  modelInputs: z.array(text(256)),
  modelOutputs: z.array(z.object({ id: text(256), step: z.number() })),
  /** Texts recorded with it: the packages it had, and the changes that its commit lacks. */
  texts: z
    .object({
      environment: holding(runEnvironment, 5_000_000),
      patch: holding(runPatch, 20_000_000),
    })
    .partial()
    .optional(),
  /** Each metric's latest value, for tables; an import takes the points instead. */
  latest: z.record(text(1000), carried).optional(),
  /** What Fettle alone records; absent in what MLflow wrote. */
  recorded: z
    .object({
      command: z.array(text(LONG)).nullable(),
      folder: text(4096).nullable(),
      commit: text(64).nullable(),
      branch: text(1000).nullable(),
      dirty: z.boolean(),
      notebook: text(4096).nullable(),
      exitCode: z.number().int().nullable(),
      data: z.array(
        z.object({
          path: text(4096),
          md5: text(36),
          size: z.number().int(),
          files: z.number().int().optional(),
          tracked: z.boolean(),
        }),
      ),
    })
    .optional(),
});

const choices = z.object({
  type: z.literal("choices"),
  project: text(250).min(1),
  lostAfterMs: time.nullable(),
  best: z.record(text(1000), z.enum(["lower", "higher"])),
});

const view = z.object({
  type: z.literal("view"),
  /** `project/name`. */
  id: text(500),
  lifecycle: z.enum(["active", "deleted"]),
  name: text(200).min(1),
  /** Empty for a view of all projects. */
  project: text(250),
  query: z.record(text(100), text(20_000)),
  user: text(1000),
  updatedAt: time,
});

const points = z.object({
  type: z.literal("points"),
  run: text(256),
  key: text(1000),
  /** Step, time, value. */
  points: z.array(point).max(10_000),
});

const loggedModel = z.object({
  type: z.literal("logged-model"),
  id: z.string().regex(/^[A-Za-z0-9][\w-]{0,255}$/),
  experiment: text(500).min(1),
  project: text(250).min(1).optional(),
  name: text(500),
  modelType: text(500),
  run: text(256).optional(),
  status: z.enum(["PENDING", "READY", "UPLOAD_FAILED"]),
  statusMessage: text(LONG),
  lifecycle: z.enum(["active", "deleted"]),
  createdAt: time,
  updatedAt: time,
  params: pairs(LONG),
  tags: pairs(LONG),
  points: z.array(
    z.object({
      run: text(256),
      key: text(1000),
      step: z.number(),
      at: z.number(),
      value: carried,
      dataset: z.object({ name: text(500), digest: text(36) }).optional(),
    }),
  ),
});

/** Whether a point has a step and a time that can be kept: whole numbers, exact in JavaScript, no time before 1970. */
export function isKept(step: number, at: number): boolean {
  return Number.isSafeInteger(step) && Number.isSafeInteger(at) && at >= 0;
}

/** What is said of points that have none. */
export const ODD_POINTS = "points whose step or time is no whole number below 2^53";

/** The records of runs, by their kinds. */
export const RECORDS = {
  ...{ experiment, run, points, "logged-model": loggedModel },
  ...{ choices, view },
} as const;

type Records = typeof RECORDS;
export type RecordOf<T extends keyof Records> = z.infer<Records[T]>;
export type RunsRecord = RecordOf<keyof Records>;

/** At most this many points go in one record. */
export const POINTS_MAX = 5000;
