import { z } from "zod";
import { isFettleError } from "#ground/errors";
import { compileRegex } from "#ground/regex";
import { parseDuration } from "#ground/words";

const text = z
  .string({ error: (issue) => `expected text${isScalar(issue.input) ? "; put it in quotes" : ""}` })
  .min(1, "expected text, not an empty one");

const regex = text.superRefine((pattern, check) => {
  try {
    compileRegex(pattern);
  } catch (error) {
    if (!isFettleError(error)) throw error;
    check.addIssue(`${error.message} (${error.hint})`);
  }
});

/** One or several; always several afterwards. A problem is told at the value itself where only one is given. */
function several(one: z.ZodType<string>) {
  return z.unknown().transform((value, check): string[] => {
    const list: unknown[] = Array.isArray(value) ? value : [value];
    if (list.length === 0) check.addIssue("expected text, or a list of texts");
    return list.map((item, i) => {
      const result = one.safeParse(item);
      if (result.success) return result.data;
      const message = result.error.issues[0]?.message ?? "expected text";
      check.addIssue({ code: "custom", message, path: Array.isArray(value) ? [i] : [] });
      return "";
    });
  });
}

const values = z.record(z.string(), z.unknown(), "expected keys with values");

const calls = z.record(
  z.string(),
  z.union([z.literal("never"), z.record(z.string(), z.unknown())], {
    error: "expected the arguments that matter ({} for any), or `never`",
  }),
  "expected the names of tools, each with arguments or `never`",
);

const state = values.describe("Dotted path to the value that must stand there.");

const expectation = z.strictObject(
  {
    route: text.optional().describe("The route the agent must name."),
    stage: text.optional().describe("The stage that must have decided the reply."),
    calls: calls.optional().describe("Tools it must call with these arguments, or `never`."),
    says: z
      .strictObject(
        {
          contains: several(text).optional().describe("Words the reply must hold."),
          not: several(text).optional().describe("Words it must not hold."),
          regex: several(regex).optional().describe("RE2 patterns that must be found in it."),
          maxWords: z.int().min(0).optional().describe("Most words it may have."),
        },
        "expected contains, not, regex or maxWords",
      )
      .optional()
      .describe("What must hold of the reply's text."),
    state: state.optional(),
    within: z
      .string("expected a duration such as 800ms or 2s")
      .refine((value) => parseDuration(value) !== undefined, {
        error: "expected a duration such as 800ms or 2s",
      })
      .optional()
      .describe("The longest the answer may take."),
  },
  "expected route, stage, calls, says, state or within",
);

const turn = z.strictObject(
  {
    user: several(text).describe("What the user says; each phrasing of a list is a case."),
    agent: expectation.prefault({}).describe("What must hold of the answer."),
  },
  "expected user and agent",
);

/** One dialogue as it is written in a file. */
export const dialogueSchema = z.strictObject(
  {
    dialogue: text
      .refine((title) => /[\p{L}\p{N}]/u.test(title), "expected a title with a letter or a digit")
      .describe("Its title; the id is made from it."),
    tags: z
      .array(text, "expected a list of tags")
      .default([])
      .describe("For selection; `may-fail` lets the gate pass when it breaks."),
    given: values.default({}).describe("Handed to the agent when the session opens."),
    turns: z.array(turn, "expected a list of turns").min(1, "expected at least one turn"),
    after: z
      .strictObject({ state: state.optional(), calls: calls.optional() }, "expected state or calls")
      .prefault({})
      .describe("What must hold at the end."),
    repeat: z
      .strictObject(
        {
          times: z.int().min(1).max(1000).default(1).describe("How often it runs."),
          need: z.int().min(1).optional().describe("How often it must pass; by default always."),
        },
        "expected times and need",
      )
      .refine(({ times, need }) => need === undefined || need <= times, {
        error: "need is larger than times; it could never pass",
        path: ["need"],
      })
      .prefault({})
      .describe("For replies that differ from one time to the next."),
  },
  "expected a dialogue: a title under `dialogue` and a list under `turns`",
);

export type DialogueText = z.output<typeof dialogueSchema>;

function isScalar(value: unknown): boolean {
  return typeof value === "number" || typeof value === "boolean";
}
