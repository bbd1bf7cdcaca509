import { defineSlice } from "#ground/slice";
import { commands } from "./commands.ts";

export const slice = defineSlice({
  name: "runs",
  summary: "experiments, runs, parameters, metrics and artifacts",
  needs: ["data", "lineage"],
  commands,
  errors: async () => {
    const [own, artifacts, launch] = await Promise.all([
      import("./errors.ts"),
      import("./artifacts/index.ts"),
      import("./launch/index.ts"),
    ]);
    return { ...own.ERRORS, ...artifacts.ARTIFACT_ERRORS, ...launch.LAUNCH_ERRORS };
  },
  config: async () => (await import("./config.ts")).runsSection,
  migrations: async () => (await import("./migrations/index.ts")).MIGRATIONS,
  routes: async () => {
    const [own, mlflow, transfer] = await Promise.all([
      import("./routes.ts"),
      import("./mlflow/index.ts"),
      import("./import/index.ts"),
    ]);
    return [...own.ROUTES, ...transfer.TRANSFER_ROUTES, ...mlflow.ROUTES];
  },
  hooks: async () => (await import("./notices/index.ts")).NOTICE_HOOKS,
  background: async () => {
    const [artifacts, metrics, lost, notices, trash] = await Promise.all([
      import("./artifacts/index.ts"),
      import("./metrics/index.ts"),
      import("./lost/index.ts"),
      import("./notices/index.ts"),
      import("./trash/index.ts"),
    ]);
    return [
      artifacts.keepArtifacts,
      metrics.keepMetrics,
      lost.watchLost,
      notices.sendNotices,
      trash.keepTrash,
    ];
  },
});
