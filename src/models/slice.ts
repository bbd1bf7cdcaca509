import { defineSlice } from "#ground/slice";
import { commands } from "./commands.ts";

export const slice = defineSlice({
  name: "models",
  summary: "registered models, their versions and aliases",
  needs: ["runs", "lineage"],
  commands,
  errors: async () => (await import("./errors.ts")).ERRORS,
  migrations: async () => (await import("./migrations/index.ts")).MIGRATIONS,
  routes: async () => (await import("./routes.ts")).ROUTES,
});
