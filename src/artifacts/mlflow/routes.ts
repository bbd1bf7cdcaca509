import type { RouteShape } from "#ground/http";
import { ARTIFACT_ROUTES } from "./artifact-routes.ts";
import { UPLOAD_ROUTES } from "./upload-routes.ts";

/** The proxy through which MLflow's clients store and fetch artifacts. */
export const ROUTES: readonly RouteShape[] = [...ARTIFACT_ROUTES, ...UPLOAD_ROUTES];
