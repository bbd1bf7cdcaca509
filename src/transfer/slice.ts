import { defineSlice } from "#ground/slice";
import { commands } from "./commands.ts";

export const slice = defineSlice({
  name: "transfer",
  summary: "in and out: from and to MLflow, another Fettle, tables",
  needs: [],
  commands,
  errors: async () => (await import("./errors.ts")).ERRORS,
  routes: async () => (await import("./routes.ts")).ROUTES,
});
