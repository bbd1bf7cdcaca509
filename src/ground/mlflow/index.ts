export { type Bound, boundToken, readBoundToken } from "./bound-token.ts";
export { MLFLOW_ERRORS } from "./errors.ts";
export { Fields } from "./fields.ts";
export { checkLength, invalid } from "./invalid.ts";
export { type ErrorCodes, mlflowError } from "./mlflow-error.ts";
export { mlflowRoutes, type Operation } from "./mlflow-route.ts";
export { pageSize, pageToken, readOffset, readPageToken } from "./page-token.ts";
export { UNKNOWN_ENDPOINTS } from "./unknown-endpoints.ts";
