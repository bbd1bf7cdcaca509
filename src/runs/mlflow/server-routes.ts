import { answer, defineRoute, type RouteShape } from "#ground/http";
import { mlflowError } from "#ground/mlflow";

/** The version of MLflow whose API this is; its client decides by it what it may send. */
const API_VERSION = "3.17.2";

/** What MLflow's clients ask about the server itself. */
export const SERVER_ROUTES: readonly RouteShape[] = [
  defineRoute({
    method: "GET",
    path: "/health",
    permission: "public",
    summary: "OK, as soon as the server answers.",
    run: async () => answer({ body: "OK" }),
  }),
  defineRoute({
    method: "GET",
    path: "/version",
    permission: "public",
    summary: "The version of MLflow's API that the server speaks.",
    run: async () => answer({ body: API_VERSION }),
  }),
  ...["/api/3.0/mlflow/server-info", "/ajax-api/3.0/mlflow/server-info"].map((path) =>
    defineRoute({
      method: "GET",
      path,
      permission: "read",
      summary: "What the server can do, in MLflow's words.",
      onError: mlflowError,
      async run({ headers }) {
        // A proxy may ask for what came as Basic; to addresses of parts the client sends nothing, and would be refused there.
        const inParts = !/^basic /i.test(headers.authorization ?? "");
        return {
          store_type: "SqlStore",
          workspaces_enabled: false,
          trace_archival_enabled: false,
          multipart_uploads_enabled: inParts,
          multipart_downloads_enabled: inParts,
          presigned_upload_run_id_supported: false,
          presigned_upload_model_id_supported: false,
        };
      },
    }),
  ),
];
