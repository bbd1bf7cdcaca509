import { fail } from "#ground/errors";
import { defineRoute, type RouteShape } from "#ground/http";
import { MLFLOW_ERRORS } from "./errors.ts";
import { mlflowError } from "./mlflow-error.ts";

const METHODS: readonly RouteShape["method"][] = ["GET", "POST", "PUT", "PATCH", "DELETE"];

/** For the parts of MLflow's API that are not there: its client falls back on this answer and on no other. */
export const UNKNOWN_ENDPOINTS: readonly RouteShape[] = [
  "/api/2.0/mlflow/*",
  "/ajax-api/2.0/mlflow/*",
  "/api/3.0/mlflow/*",
  "/ajax-api/3.0/mlflow/*",
].flatMap((path) =>
  METHODS.map((method) =>
    defineRoute({
      method,
      path,
      permission: "read",
      fallback: true,
      summary: "A part of MLflow's API that Fettle does not have: 404, ENDPOINT_NOT_FOUND.",
      onError: mlflowError,
      run: async ({ params }) => {
        const asked = path.replace("*", params["*"] ?? "");
        throw fail(MLFLOW_ERRORS, "ENDPOINT_UNKNOWN", { method, path: asked });
      },
    }),
  ),
);
