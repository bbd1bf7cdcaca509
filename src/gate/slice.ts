import { defineSlice } from "#ground/slice";
import { commands } from "./commands.ts";
import { KINDS } from "./kinds.ts";

export const slice = defineSlice({
  name: "gate",
  summary: "comparisons, verdicts and promotions: a better model through, a worse one held back",
  needs: ["runs", "models", "dialogues", "lineage"],
  commands,
  kinds: KINDS,
  carry: async () => (await import("./carry.ts")).CARRY,
  errors: async () => (await import("./errors.ts")).ERRORS,
  migrations: async () => (await import("./migrations/index.ts")).MIGRATIONS,
  routes: async () => (await import("./routes.ts")).ROUTES,
  hooks: async () => {
    const [{ fill }, { aliasMove }, { guardChampion }] = await Promise.all([
      import("#ground/hooks"),
      import("#models"),
      import("./guard-champion.ts"),
    ]);
    return [fill(aliasMove, guardChampion)];
  },
});
