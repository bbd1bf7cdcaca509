import { z } from "zod";
import { defineSection } from "#ground/config";
import { parseDuration } from "#ground/words";

const span = z.string("expected a duration such as 30min or 12h").transform((text, check) => {
  const ms = parseDuration(text);
  if (ms !== undefined && ms >= 1000) return ms;
  check.addIssue(`${JSON.stringify(text)} is no duration; expected one such as 30min or 12h`);
  return z.NEVER;
});

/** `runs:` in fettle.yaml. */
export const runsSection = defineSection(
  "runs",
  z.strictObject({
    lostAfter: span
      .optional()
      .describe(
        "How long a run that `fettle run` did not start may say nothing until it counts as lost; by default as the server's settings say. The tag fettle.lostAfter of a run or an experiment goes before it.",
      ),
    redact: z
      .array(z.string().min(1))
      .default([])
      .describe(
        "Names of more secrets in recorded commands, patches and environments, as in *session*; a star is any text.",
      ),
    best: z
      .record(z.string(), z.enum(["lower", "higher"]))
      .default({})
      .describe("Which value of a metric is its best, where its name does not tell: churn: lower."),
  }),
);

const DAY_MS = 24 * 3_600_000;

/** `runs:` in settings.yaml. */
export const runsSettings = defineSection(
  "runs",
  z.strictObject({
    lostAfter: z
      .union([z.string(), z.number()], { error: "expected a time such as 24h or 30m, at least 1s" })
      .transform((text) => (typeof text === "number" ? Number.NaN : parseDuration(text)))
      .refine(
        (ms) => ms !== undefined && ms >= 1000 && ms <= 3650 * DAY_MS,
        "expected a time such as 24h or 30m, at least 1s",
      )
      .transform((ms) => ms as number)
      .prefault("24h")
      .describe(
        "Time without a word after which a run counts as lost that `fettle run` did not start.",
      ),
  }),
);
