export { restoreExperiment, trashExperiment } from "./trash-experiment.ts";
export { restoreRuns, trashRuns } from "./trash-runs.ts";
