export { listArtifacts, sendArtifact } from "./artifacts/index.ts";
export { findRun, readRun } from "./find-run.ts";
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
