import { defineSlice } from "#ground/slice";
import { commands } from "./commands.ts";

export const slice = defineSlice({
  name: "notices",
  summary: "who is told when runs end or are lost",
  needs: ["runs"],
  // Its tables were the runs' own once, and are given over by that migration.
  after: "runs/7",
  commands,
  carry: async () => (await import("./carry.ts")).CARRY,
  errors: async () => (await import("./errors.ts")).ERRORS,
  routes: async () => (await import("./routes.ts")).ROUTES,
  hooks: async () => (await import("./tell.ts")).HOOKS,
  background: async () => [(await import("./deliver.ts")).sender.background],
});
