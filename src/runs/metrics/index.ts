export {
  activeRun,
  appendPoints,
  forgetAllRuns,
  forgetPoints,
  forgetRun,
  keepMetrics,
  recordPoints,
  rememberRun,
} from "./ingest.ts";
export { packOldPoints } from "./pack-old-points.ts";
export { type Chart, readChart } from "./read-chart.ts";
export { readHistory } from "./read-history.ts";
export { metricNamed, pointsOf, readPoints } from "./read-points.ts";
export { readSampled } from "./read-sampled.ts";
export { damagedPoints, keepSealed } from "./seal-old-blocks.ts";
export { settle, settleFirst, within } from "./settled.ts";
export type { Metric } from "./store/blocks.ts";
export { selectRunBlocks } from "./store/select-run-blocks.ts";
