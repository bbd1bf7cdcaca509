export { artifactHeld, listArtifacts, refuseHeld, sendArtifact } from "./artifacts/index.ts";
export { findRun, readRun } from "./find-run.ts";
export { checkKey, checkLength, invalid } from "./limits.ts";
export {
  type ErrorCodes,
  Fields,
  mlflowError,
  mlflowRoutes,
  type Operation,
  pageSize,
  pageToken,
  readOffset,
} from "./mlflow/index.ts";
export type {
  ArtifactEntry,
  MetricSeries,
  MetricSummary,
  MetricValue,
  RunDetail,
  RunList,
  RunRow,
  RunStatus,
  UsedData,
} from "./model.ts";
export { runEnded } from "./run-ended.ts";
export { type Holder, runHeld } from "./trash/index.ts";
