import type { RouteShape } from "#ground/http";
import { mlflowRoutes, UNKNOWN_ENDPOINTS } from "#ground/mlflow";
import { WORDS } from "./errors.ts";
import { EXPERIMENT_OPERATIONS } from "./experiment-operations.ts";
import { HISTORY_OPERATIONS } from "./history-operations.ts";
import { INPUT_OPERATIONS } from "./input-operations.ts";
import { LOG_OPERATIONS } from "./log-operations.ts";
import { LOGGED_MODEL_OPERATIONS } from "./logged-model-operations.ts";
import { MODEL_ARTIFACT_ROUTES } from "./model-artifact-routes.ts";
import { QUIET_ROUTES } from "./quiet-routes.ts";
import { RUN_ARTIFACT_ROUTES } from "./run-artifact-routes.ts";
import { RUN_OPERATIONS } from "./run-operations.ts";
import { SEARCH_OPERATIONS } from "./search-operations.ts";
import { SERVER_ROUTES } from "./server-routes.ts";

/** MLflow's tracking API over the same records. */
export const ROUTES: readonly RouteShape[] = [
  ...[
    ...EXPERIMENT_OPERATIONS,
    ...RUN_OPERATIONS,
    ...SEARCH_OPERATIONS,
    ...LOG_OPERATIONS,
    ...HISTORY_OPERATIONS,
    ...INPUT_OPERATIONS,
    ...LOGGED_MODEL_OPERATIONS,
  ].flatMap((operation) => mlflowRoutes(operation, WORDS)),
  ...RUN_ARTIFACT_ROUTES,
  ...MODEL_ARTIFACT_ROUTES,
  ...SERVER_ROUTES,
  ...QUIET_ROUTES,
  ...UNKNOWN_ENDPOINTS,
];
