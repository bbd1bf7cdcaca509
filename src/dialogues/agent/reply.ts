import { z } from "zod";
import { fail } from "#ground/errors";
import { plainProblem } from "#ground/words";
import { ERRORS } from "../errors.ts";
import type { Sent } from "./exchange.ts";

const record = z.record(z.string(), z.unknown());

/** The answer to `say`. Keys that the protocol does not have are left alone: an agent may tell more. */
const replySchema = z.object({
  messages: z.array(z.string()),
  route: z.string().optional(),
  calls: z.array(z.object({ name: z.string(), arguments: record.default({}) })).default([]),
  state: record.optional(),
  cache: z.enum(["hit", "miss"]).optional(),
  stages: z
    .array(
      z.object({
        name: z.string(),
        ms: z.number().min(0),
        answered: z.boolean().optional(),
        note: z.string().optional(),
      }),
    )
    .refine((stages) => stages.filter((stage) => stage.answered === true).length <= 1, {
      error: "more than one stage says that it answered",
    })
    .default([]),
  models: z.record(z.string(), z.int().min(1)).default({}),
});

export type Reply = z.output<typeof replySchema>;

const emptySchema = z.object({});

/** Reads the answer to `say`; DIALOGUES_ANSWER_INVALID where it is not the protocol's. */
export function readReply(sent: Sent, doing: string): Reply {
  return read(replySchema, sent, doing);
}

/** Reads the answer to `open` and `close`, which is any object. */
export function readDone(sent: Sent, doing: string): void {
  read(emptySchema, sent, doing);
}

function read<S extends z.ZodType>(schema: S, sent: Sent, doing: string): z.output<S> {
  const nonsense = (problem: string) =>
    fail(ERRORS, "DIALOGUES_ANSWER_INVALID", { doing, problem, answer: sent.text.slice(0, 200) });
  if (sent.status < 200 || sent.status > 299) throw nonsense(`its status is ${sent.status}`);
  let value: unknown;
  try {
    value = JSON.parse(sent.text);
  } catch {
    throw nonsense("it is not JSON");
  }
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const key = issue?.path.join(".") ?? "";
  throw nonsense(
    `${key === "" ? "" : `${key}: `}${plainProblem(issue?.message ?? "it does not fit")}`,
  );
}
