export {
  type RecordedEnvironment,
  type RunEnvironment,
  type RunPatch,
  runEnvironment,
  runPatch,
} from "./model.ts";
export { readEnvironment, recordEnvironment } from "./record.ts";
export { ENVIRONMENT_ROUTES } from "./routes.ts";
export {
  deleteUnusedTexts,
  insertRecorded,
  type RecordedKind,
  selectRecordedOf,
} from "./store/recorded.ts";
