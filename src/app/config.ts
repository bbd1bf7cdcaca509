import { z } from "zod";
import { defineSection } from "#ground/config";

/** `server:` in settings.yaml: whom the store's server lets in. */
export const serverSettings = defineSection(
  "server",
  z.strictObject({
    tokenOnly: z
      .boolean()
      .default(false)
      .describe(
        "Whether the token alone lets in, also who is the server's own user: for one behind a proxy. `fettle server --token-only` sets it.",
      ),
  }),
);
