import { defineSlice } from "#ground/slice";
import { commands } from "./commands.ts";
import { KINDS } from "./kinds.ts";

export const slice = defineSlice({
  name: "runs",
  summary: "experiments, runs, parameters, metrics and artifacts",
  needs: ["data", "lineage"],
  commands,
  kinds: KINDS,
  formerly: {
    commands: {
      "runs notify": "notices list",
      "runs notify list": "notices list",
      "runs notify add": "notices add",
      "runs notify remove": "notices remove",
      "runs notify test": "notices test",
    },
    routes: {
      "GET /api/fettle/1/runs/notices": "GET /api/fettle/1/notices",
      "POST /api/fettle/1/runs/notices": "POST /api/fettle/1/notices",
      "DELETE /api/fettle/1/runs/notices/:id": "DELETE /api/fettle/1/notices/:id",
      "POST /api/fettle/1/runs/notices/:id/test": "POST /api/fettle/1/notices/:id/test",
    },
    codes: {
      RUNS_NOTICE_UNKNOWN: "NOTICES_UNKNOWN",
      RUNS_NOTICE_INVALID: "NOTICES_ADDRESS_INVALID",
    },
  },
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
  background: async () => {
    const [artifacts, metrics, lost, trash] = await Promise.all([
      import("./artifacts/index.ts"),
      import("./metrics/index.ts"),
      import("./lost/index.ts"),
      import("./trash/index.ts"),
    ]);
    return [artifacts.keepArtifacts, metrics.keepMetrics, lost.watchLost, trash.keepTrash];
  },
});
