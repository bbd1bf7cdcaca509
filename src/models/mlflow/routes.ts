import type { RouteShape } from "#ground/http";
import { mlflowRoutes } from "#ground/mlflow";
import { ALIAS_OPERATIONS } from "./alias-operations.ts";
import { ARTIFACT_ROUTES } from "./artifact-routes.ts";
import { WORDS } from "./errors.ts";
import { MODEL_OPERATIONS } from "./model-operations.ts";
import { SEARCH_OPERATIONS } from "./search-operations.ts";
import { VERSION_OPERATIONS } from "./version-operations.ts";
import { WEBHOOK_OPERATIONS } from "./webhook-operations.ts";

/** MLflow's registry API over the same records. */
export const ROUTES: readonly RouteShape[] = [
  ...MODEL_OPERATIONS,
  ...ALIAS_OPERATIONS,
  ...VERSION_OPERATIONS,
  ...SEARCH_OPERATIONS,
  ...WEBHOOK_OPERATIONS,
]
  .flatMap((operation) => mlflowRoutes(operation, WORDS))
  .concat(ARTIFACT_ROUTES);
