import { z } from "zod";

const text = (max: number) => z.string().max(max);
const time = z.number().int().min(0);
const LONG = 100_000;
/** So many lines of a model's history are carried, the latest. */
export const HISTORY_MAX = 10_000;
const tags = z.record(text(1000), text(LONG));

/** A line of a model's history. */
const pastMove = z.object({
  kind: z.enum(["alias", "stage", "deleted", "restored", "renamed"]),
  alias: text(256),
  from: z.number().int().nullable(),
  to: z.number().int().nullable(),
  detail: text(1000),
  project: text(250),
  user: text(1000),
  reason: text(LONG),
  at: time,
  decisionId: text(100).nullable(),
});

const registeredModel = z.object({
  type: z.literal("registered-model"),
  name: text(256).min(1),
  description: text(LONG),
  project: text(250).min(1).optional(),
  /** Of one that is gone its numbers are kept alone, so that none is given out again. */
  lifecycle: z.enum(["active", "deleted", "gone"]).optional(),
  /** When it was purged, or renamed. */
  goneAt: time.optional(),
  renamedTo: text(256).min(1).optional(),
  /** Oldest first; absent in what MLflow wrote, whose history begins with the import. */
  history: z.array(pastMove).max(HISTORY_MAX).optional(),
  createdAt: time,
  updatedAt: time,
  tags,
  /** As earlier exports have it; now a version says which it has. */
  aliases: z.record(text(256), z.number().int().min(1)).optional(),
  /** The highest number that was given out, also of a version that is gone. */
  lastVersion: z.number().int().min(0).optional(),
});

const version = z.object({
  type: z.literal("version"),
  /** `name@version`; absent in earlier exports. */
  id: text(300).optional(),
  model: text(256).min(1),
  version: z.number().int().min(1),
  description: text(LONG),
  user: text(1000),
  stage: text(50),
  project: text(250).min(1).optional(),
  /** A version that went into the trash with its model is as active as that. */
  lifecycle: z.enum(["active", "deleted"]).optional(),
  createdAt: time,
  updatedAt: time,
  run: text(256).optional(),
  runLink: text(LONG).optional(),
  loggedModel: text(256).optional(),
  /** As it stands where it comes from. */
  source: text(LONG),
  /** Where it lies among the artifacts of a run or of a logged model, where it does. */
  within: z
    .object({ of: z.enum(["run", "logged-model"]), id: text(256), path: text(4096) })
    .optional(),
  tags,
  /** The aliases that point at it. */
  aliases: z.array(text(256)).optional(),
  /** Those of them that a decision set, which is carried too and sets them. */
  decided: z.array(text(256)).optional(),
});

/** The records of what is registered, by their kinds. */
export const RECORDS = { "registered-model": registeredModel, version } as const;

type Records = typeof RECORDS;
export type RecordOf<T extends keyof Records> = z.infer<Records[T]>;
export type RegisteredRecord = RecordOf<keyof Records>;
