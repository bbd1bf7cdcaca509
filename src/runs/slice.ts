import { defineSlice } from "#ground/slice";
import { commands } from "./commands.ts";

export const slice = defineSlice({
  name: "runs",
  summary: "experiments, runs, parameters, metrics and artifacts",
  needs: ["data", "lineage"],
  commands,
  errors: async () => {
    const [own, launch] = await Promise.all([import("./errors.ts"), import("./launch/index.ts")]);
    return { ...own.ERRORS, ...launch.LAUNCH_ERRORS };
  },
  config: async () => (await import("./config.ts")).runsSection,
  migrations: async () => (await import("./migrations/index.ts")).MIGRATIONS,
  routes: async () => {
    const [own, mlflow] = await Promise.all([import("./routes.ts"), import("./mlflow/index.ts")]);
    return [...own.ROUTES, ...mlflow.ROUTES];
  },
  background: async () => {
    const [metrics, lost, trash] = await Promise.all([
      import("./metrics/index.ts"),
      import("./lost/index.ts"),
      import("./trash/index.ts"),
    ]);
    return [metrics.keepMetrics, lost.watchLost, trash.keepTrash];
  },
});
