import { defineSlice } from "#ground/slice";
import { commands } from "./commands.ts";

export const slice = defineSlice({
  name: "trash",
  summary: "what was taken away: restored, or purged for good",
  needs: ["lineage"],
  after: "runs/7",
  formerly: { settings: { trashDays: "trash.days" } },
  commands,
  errors: async () => (await import("./errors.ts")).ERRORS,
  settings: async () => (await import("./config.ts")).trashSettings,
  routes: async () => (await import("./routes.ts")).ROUTES,
  background: async () => [(await import("./retention.ts")).keepTrash],
});
