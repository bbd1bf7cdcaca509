export { createExperiment } from "./create-experiment.ts";
export { experimentNamed } from "./experiment-named.ts";
export { activeExperiment, type ExperimentDetail, findExperiment } from "./find-experiment.ts";
export { listExperiments } from "./list-experiments.ts";
export { makeExperiment } from "./make-experiment.ts";
export type { ExperimentRow } from "./model.ts";
export { renameExperiment } from "./rename-experiment.ts";
export { EXPERIMENT_ROUTES } from "./routes.ts";
export {
  dateDefault,
  type Experiment,
  selectExperiment,
  selectExperimentByName,
  selectExperimentsOf,
  selectExperimentTags,
  updateExperimentName,
  updateExperimentTime,
} from "./store/experiments.ts";
export { tagExperiment, untagExperiment } from "./tag-experiment.ts";
