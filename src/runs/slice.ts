import { defineSlice } from "#ground/slice";
import { commands } from "./commands.ts";

export const slice = defineSlice({
  name: "runs",
  summary: "experiments, runs, parameters, metrics and artifacts",
  needs: ["artifacts", "data", "lineage"],
  commands,
  errors: async () => {
    const [own, launch] = await Promise.all([import("./errors.ts"), import("./launch/index.ts")]);
    return { ...own.ERRORS, ...launch.LAUNCH_ERRORS };
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
  hooks: async () => {
    const [{ fill }, { artifactOwner }, { ownArtifacts }, { NOTICE_HOOKS }] = await Promise.all([
      import("#ground/hooks"),
      import("#artifacts"),
      import("./own-artifacts/index.ts"),
      import("./notices/index.ts"),
    ]);
    return [fill(artifactOwner, ownArtifacts), ...NOTICE_HOOKS];
  },
  background: async () => {
    const [metrics, lost, notices, trash] = await Promise.all([
      import("./metrics/index.ts"),
      import("./lost/index.ts"),
      import("./notices/index.ts"),
      import("./trash/index.ts"),
    ]);
    return [metrics.keepMetrics, lost.watchLost, notices.sendNotices, trash.keepTrash];
  },
});
