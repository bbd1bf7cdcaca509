import { defineSlice } from "#ground/slice";
import { commands } from "./commands.ts";
import { KINDS } from "./kinds.ts";

export const slice = defineSlice({
  name: "dialogues",
  summary: "conversations that test the whole product, and their reports",
  needs: ["lineage"],
  commands,
  kinds: KINDS,
  carry: async () => (await import("./carry.ts")).CARRY,
  errors: async () => (await import("./errors.ts")).ERRORS,
  config: async () => (await import("./config.ts")).dialoguesSection,
  migrations: async () => (await import("./migrations/index.ts")).MIGRATIONS,
  routes: async () => (await import("./routes.ts")).ROUTES,
  checks: async () => (await import("./doctor-checks.ts")).CHECKS,
});
