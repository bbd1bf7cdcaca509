export type { Purged, TrashItem, TrashList } from "./model.ts";
export { keepTrash } from "./retention.ts";
export { TRASH_ROUTES } from "./routes.ts";
export { type Holder, runHeld } from "./run-held.ts";
export { restoreExperiment, trashExperiment } from "./trash-experiment.ts";
export { restoreRuns, trashRuns } from "./trash-runs.ts";
