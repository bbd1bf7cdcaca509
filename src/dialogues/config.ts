import { z } from "zod";
import { defineSection } from "#ground/config";
import { parseDuration } from "#ground/words";

const span = z.string("expected a duration such as 800ms or 10s").transform((text, check) => {
  const ms = parseDuration(text);
  if (ms !== undefined && ms > 0 && ms < 2 ** 31) return ms;
  check.addIssue(`${JSON.stringify(text)} is no duration; expected one such as 800ms or 10s`);
  return z.NEVER;
});

/** `dialogues:` in fettle.yaml. */
export const dialoguesSection = defineSection(
  "dialogues",
  z.strictObject({
    files: z
      .union([z.string(), z.array(z.string()).min(1)], "expected a pattern, or a list of patterns")
      .default("dialogues/**/*.{yaml,yml}")
      .describe("Which files hold dialogues: a pattern or several, from the project's root."),
    agent: z
      .strictObject({
        start: z
          .string()
          .min(1)
          .optional()
          .describe(
            "The command line that starts the agent, run by sh in the project's root with PORT, FETTLE_MODEL_<NAME>, MLFLOW_TRACKING_URI and MLFLOW_TRACKING_TOKEN set.",
          ),
        url: z
          .url({ protocol: /^https?$/, error: "expected an address such as http://127.0.0.1:8000" })
          .optional()
          .describe("Where an agent runs already; goes before `start`."),
        readyWithin: span
          .prefault("10s")
          .describe("How long the agent may take until GET /health answers 200."),
      })
      .prefault({})
      .describe("The product under test."),
    timeout: span.prefault("10s").describe("How long the agent may take for one answer."),
    parallel: z
      .int()
      .min(1)
      .max(1000)
      .default(8)
      .describe("How many dialogues run at the same time; the turns of each keep their order."),
    model: z
      .string()
      .optional()
      .describe("The model that the gate compares; by default the only one there is."),
  }),
);

/** The settings of this slice, defaults filled in. */
export type DialogueSettings = z.output<(typeof dialoguesSection)["schema"]>;
