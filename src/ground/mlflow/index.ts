export { type Bound, boundToken, readBoundToken } from "./bound-token.ts";
export { MLFLOW_ERRORS } from "./errors.ts";
export type { Field, FieldTable, Read } from "./field.ts";
export * as field from "./field.ts";
export { readFields } from "./field.ts";
export { Fields } from "./fields.ts";
export { checkLength, invalid } from "./invalid.ts";
export {
  checkDatasetFact,
  checkExperimentName,
  checkExperimentTag,
  checkInputTag,
  checkKey,
  checkModelKey,
  checkModelName,
  checkRunId,
  checkRunName,
  isGoodKey,
  paramValue,
  tagValue,
} from "./limits.ts";
export { type ErrorCodes, mlflowError } from "./mlflow-error.ts";
export { defineOperation, mlflowRoutes, type OperationShape } from "./mlflow-route.ts";
export { pageSize, pageToken, readOffset, readPageToken } from "./page-token.ts";
export { UNKNOWN_ENDPOINTS } from "./unknown-endpoints.ts";
