export { experimentTrashable } from "./experiment-trashable.ts";
export { placeOf } from "./places.ts";
export { holdersOf, runHeld } from "./run-held.ts";
export { runTrashable } from "./run-trashable.ts";
export { restoreExperiment, trashExperiment } from "./trash-experiment.ts";
export { restoreRuns, trashRuns } from "./trash-runs.ts";
