import { z } from "zod";
import { defineSection } from "#ground/config";

/** `trash:` in settings.yaml. */
export const trashSettings = defineSection(
  "trash",
  z.strictObject({
    days: z
      .number()
      .min(0, "expected 0 or more days")
      .max(36_500, "expected at most 36500 days")
      .default(30)
      .describe("Days until what lies in the trash is purged; 0 keeps it for ever."),
  }),
);
