import { defineSlice } from "#ground/slice";
import { commands } from "./commands.ts";
import { KINDS } from "./kinds.ts";

export const slice = defineSlice({
  name: "runs",
  summary: "experiments, runs, parameters, metrics and artifacts",
  needs: ["artifacts", "data", "trash", "lineage"],
  commands,
  carry: async () => (await import("./carry/index.ts")).CARRY,
  kinds: KINDS,
  formerly: {
    settings: { lostAfter: "runs.lostAfter" },
    commands: {
      "runs import": "transfer import",
      "runs export": "transfer export",
      "runs trash": "trash list",
      "runs trash list": "trash list",
      "runs restore": "trash restore",
      "runs purge": "trash purge",
      "runs notify": "notices list",
      "runs notify list": "notices list",
      "runs notify add": "notices add",
      "runs notify remove": "notices remove",
      "runs notify test": "notices test",
    },
    routes: {
      "POST /api/fettle/1/runs/import": "POST /api/fettle/1/transfer/import",
      "POST /api/fettle/1/runs/import/trash": "POST /api/fettle/1/transfer/trash",
      "GET /api/fettle/1/runs/import/files/:of/:id": "GET /api/fettle/1/transfer/files/:of/:id",
      "GET /api/fettle/1/runs/import/files/:of/:id/*": "GET /api/fettle/1/transfer/files/:of/:id/*",
      "PUT /api/fettle/1/runs/import/files/:of/:id/*": "PUT /api/fettle/1/transfer/files/:of/:id/*",
      "GET /api/fettle/1/runs/export": "GET /api/fettle/1/transfer/export",
      "GET /api/fettle/1/runs/trash": "GET /api/fettle/1/trash",
      "POST /api/fettle/1/runs/trash": "POST /api/fettle/1/trash",
      "POST /api/fettle/1/runs/trash/restore": "POST /api/fettle/1/trash/restore",
      "POST /api/fettle/1/runs/trash/purge": "POST /api/fettle/1/trash/purge",
      "POST /api/fettle/1/runs/trashed-artifacts/restore": "POST /api/fettle/1/trash/restore",
      "POST /api/fettle/1/runs/trashed-artifacts/purge": "POST /api/fettle/1/trash/purge",
      "GET /api/fettle/1/runs/notices": "GET /api/fettle/1/notices",
      "POST /api/fettle/1/runs/notices": "POST /api/fettle/1/notices",
      "DELETE /api/fettle/1/runs/notices/:id": "DELETE /api/fettle/1/notices/:id",
      "POST /api/fettle/1/runs/notices/:id/test": "POST /api/fettle/1/notices/:id/test",
    },
    codes: {
      RUNS_IMPORT_SOURCE: "TRANSFER_SOURCE",
      RUNS_EXPORT_EXISTS: "TRANSFER_EXISTS",
      RUNS_NOT_TRASHED: "TRASH_UNKNOWN",
      RUNS_HELD: "TRASH_HELD",
      RUNS_ARTIFACT_ELSEWHERE: "ARTIFACTS_ELSEWHERE",
      RUNS_ARTIFACT_EXISTS: "ARTIFACTS_EXISTS",
      RUNS_ARTIFACT_HELD: "ARTIFACTS_HELD",
      RUNS_ARTIFACT_NOT_IN_TRASH: "TRASH_UNKNOWN",
      RUNS_ARTIFACT_UNKNOWN: "ARTIFACTS_UNKNOWN",
      RUNS_LINK_REFUSED: "ARTIFACTS_LINK_REFUSED",
      RUNS_UPLOAD_ABORTED: "ARTIFACTS_UPLOAD_ABORTED",
      RUNS_UPLOAD_INVALID: "ARTIFACTS_UPLOAD_INVALID",
      RUNS_UPLOAD_UNKNOWN: "ARTIFACTS_UPLOAD_UNKNOWN",
      RUNS_FILTER_INVALID: "FILTER_INVALID",
      RUNS_VALUE_INVALID: "VALUE_INVALID",
      RUNS_ENDPOINT_UNKNOWN: "ENDPOINT_UNKNOWN",
      RUNS_PATH_INVALID: "PATH_INVALID",
      RUNS_ARTIFACT_INVALID: "OBJECT_INVALID",
      RUNS_NOTICE_UNKNOWN: "NOTICES_UNKNOWN",
      RUNS_NOTICE_INVALID: "NOTICES_ADDRESS_INVALID",
    },
  },
  errors: async () => {
    const [own, launch, recording] = await Promise.all([
      import("./errors.ts"),
      import("./launch/index.ts"),
      import("./recording/index.ts"),
    ]);
    return { ...own.ERRORS, ...launch.LAUNCH_ERRORS, ...recording.RECORDING_ERRORS };
  },
  config: async () => (await import("./config.ts")).runsSection,
  settings: async () => (await import("./config.ts")).runsSettings,
  migrations: async () => (await import("./migrations/index.ts")).MIGRATIONS,
  routes: async () => {
    const [own, mlflow] = await Promise.all([import("./routes.ts"), import("./mlflow/index.ts")]);
    return [...own.ROUTES, ...mlflow.ROUTES];
  },
  trashable: async () => {
    const [trash, logged, views] = await Promise.all([
      import("./trash/index.ts"),
      import("./logged-models/index.ts"),
      import("./views/index.ts"),
    ]);
    return [
      trash.experimentTrashable,
      trash.runTrashable,
      logged.modelTrashable,
      views.viewTrashable,
    ];
  },
  hooks: async () => {
    const [{ fill }, { artifactOwner }, { ownArtifacts }] = await Promise.all([
      import("#ground/hooks"),
      import("#artifacts"),
      import("./own-artifacts/index.ts"),
    ]);
    return [fill(artifactOwner, ownArtifacts)];
  },
  background: async () => {
    const [metrics, lost, joining] = await Promise.all([
      import("./metrics/index.ts"),
      import("./lost/index.ts"),
      import("./joining/index.ts"),
    ]);
    return [metrics.keepMetrics, metrics.keepSealed, lost.watchLost, joining.keepPasses];
  },
});
