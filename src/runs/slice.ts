import { defineSlice } from "#ground/slice";
import { commands } from "./commands.ts";

export const slice = defineSlice({
  name: "runs",
  summary: "experiments, runs, parameters, metrics and artifacts",
  needs: ["data", "lineage"],
  commands,
  errors: async () => (await import("./errors.ts")).ERRORS,
  migrations: async () => (await import("./migrations/index.ts")).MIGRATIONS,
  routes: async () => {
    const [own, mlflow] = await Promise.all([import("./routes.ts"), import("./mlflow/index.ts")]);
    return [...own.ROUTES, ...mlflow.ROUTES];
  },
});
