import { z } from "zod";
import { defineSection } from "#ground/config";

/** `webhooks:` in settings.yaml: where messages of any slice may go, and how often they are tried. */
export const webhookSettings = defineSection(
  "webhooks",
  z.strictObject({
    schemes: z
      .array(z.enum(["https", "http"], "expected https or http"))
      .min(1, "expected at least one scheme")
      .default(["https"])
      .describe("URL schemes that a webhook may have: https, http."),
    privateAddresses: z
      .boolean()
      .default(false)
      .describe("Whether a webhook may go to an address of this machine or of a private network."),
    attempts: z
      .int("expected a whole number")
      .min(1, "expected at least 1")
      .max(20, "expected at most 20")
      .default(4)
      .describe("How often a delivery is tried in all."),
  }),
);
