export {
  activeExperiment,
  createExperiment,
  experimentNamed,
  renameExperiment,
} from "./create-experiment.ts";
export { EXPERIMENT_ROUTES, type ExperimentRow } from "./routes.ts";
export {
  deleteExperimentTag,
  type Experiment,
  insertExperiment,
  selectExperiment,
  selectExperimentByName,
  selectExperimentTags,
  updateExperimentName,
  upsertExperimentTag,
} from "./store/experiments.ts";
export { searchExperiments, selectTagsOfExperiments } from "./store/search-experiments.ts";
