import { z } from "zod";
import { defineSection } from "#ground/config";
import { compileRegex } from "#ground/regex";

/** `models:` in settings.yaml. */
export const modelsSettings = defineSection(
  "models",
  z.strictObject({
    sources: z
      .string()
      .min(1, "expected a regular expression")
      .superRefine((pattern, context) => {
        try {
          compileRegex(pattern);
        } catch (error) {
          context.addIssue({ code: "custom", message: (error as Error).message });
        }
      })
      .optional()
      .describe(
        "A regular expression that the source of a model version must match; any that is safe by default.",
      ),
  }),
);
