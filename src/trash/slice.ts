import { defineSlice } from "#ground/slice";
import { commands } from "./commands.ts";

export const slice = defineSlice({
  name: "trash",
  summary: "what was taken away: restored, or purged for good",
  needs: ["lineage"],
  after: "runs/7",
  commands,
  errors: async () => (await import("./errors.ts")).ERRORS,
  routes: async () => (await import("./routes.ts")).ROUTES,
  background: async () => [(await import("./retention.ts")).keepTrash],
});
