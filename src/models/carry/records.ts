import { z } from "zod";

const text = (max: number) => z.string().max(max);
const time = z.number().int().min(0);
const LONG = 100_000;
const tags = z.record(text(1000), text(LONG));

const registeredModel = z.object({
  type: z.literal("registered-model"),
  name: text(256).min(1),
  description: text(LONG),
  project: text(250).min(1).optional(),
  createdAt: time,
  updatedAt: time,
  tags,
  aliases: z.record(text(256), z.number().int().min(1)),
});

const version = z.object({
  type: z.literal("version"),
  model: text(256).min(1),
  version: z.number().int().min(1),
  description: text(LONG),
  user: text(1000),
  stage: text(50),
  project: text(250).min(1).optional(),
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
});

/** The records of what is registered, by their kinds. */
export const RECORDS = { "registered-model": registeredModel, version } as const;

type Records = typeof RECORDS;
export type RecordOf<T extends keyof Records> = z.infer<Records[T]>;
export type RegisteredRecord = RecordOf<keyof Records>;
