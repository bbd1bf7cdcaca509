import { defineSlice } from "#ground/slice";
import { commands } from "./commands.ts";

export const slice = defineSlice({
  name: "lineage",
  summary: "who came from what: data, run, model, report, decision",
  needs: [],
  commands,
  carry: async () => (await import("./carry.ts")).CARRY,
  errors: async () => (await import("./errors.ts")).ERRORS,
  migrations: async () => (await import("./migrations/index.ts")).MIGRATIONS,
  routes: async () => (await import("./routes.ts")).ROUTES,
});
