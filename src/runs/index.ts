export type { RunsApi } from "./api.ts";
export { findRunFacts, readRun, readRunFacts } from "./find-run.ts";
export { type LoggedModel, readLoggedModel, tagLoggedModel } from "./logged-models/index.ts";
export { runLost } from "./lost/index.ts";
export { damagedPoints, settle } from "./metrics/index.ts";
export type {
  MetricSeries,
  MetricSummary,
  MetricValue,
  RunDetail,
  RunList,
  RunRow,
  RunStatus,
  UsedData,
} from "./model.ts";
export { modelUri, runPlace } from "./own-artifacts/index.ts";
export { runEnded } from "./run-ended.ts";
export { runsPurged } from "./runs-purged.ts";
export { selectModelPlace } from "./store/select-model-place.ts";
export type { Settled } from "./store/settled.ts";
export { runHeld } from "./trash/index.ts";
